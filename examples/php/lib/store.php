<?php
// SPDX-License-Identifier: MIT
//
// The database: users, files, and the webhooks that were seen.
declare(strict_types=1);

const ENDED = ['done', 'failed', 'cancelled', 'expired', 'deleted'];

function database(): PDO
{
    static $database = null;
    if ($database === null) {
        $database = new PDO('sqlite:' . getenv('EXAMPLE_DATA') . '/example.sqlite3', options: [
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
        ]);
        $database->exec('PRAGMA busy_timeout = 5000');
        if (!$database->query('PRAGMA user_version')->fetchColumn()) {
            make_tables($database);
        }
    }
    return $database;
}

/** Two first requests at once may both come here: the second one changes nothing. */
function make_tables(PDO $database): void
{
    $database->exec('BEGIN IMMEDIATE');
    $database->exec('CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, password TEXT NOT NULL)');
    $database->exec('CREATE TABLE IF NOT EXISTS webhooks (id TEXT PRIMARY KEY, at INTEGER NOT NULL)');
    $database->exec('CREATE TABLE IF NOT EXISTS files (
        id TEXT PRIMARY KEY, title TEXT, name TEXT, owner TEXT NOT NULL, size INTEGER, sha256 TEXT,
        state TEXT NOT NULL, message TEXT, path TEXT, created_at INTEGER NOT NULL)');
    // Two users to try it with. Your application has its own.
    foreach (['alice', 'bob'] as $name) {
        query('INSERT OR IGNORE INTO users VALUES (?, ?)',
            [$name, password_hash('loadline', PASSWORD_DEFAULT)], $database);
    }
    $database->exec('PRAGMA user_version = 1');
    $database->exec('COMMIT');
}

function query(string $sql, array $values = [], ?PDO $database = null): PDOStatement
{
    $statement = ($database ?? database())->prepare($sql);
    $statement->execute($values);
    return $statement;
}

function password_is_right(string $name, string $password): bool
{
    $hash = query('SELECT password FROM users WHERE name = ?', [$name])->fetchColumn();
    return is_string($hash) && password_verify($password, $hash);
}

function find_file(string $id): ?array
{
    return query('SELECT * FROM files WHERE id = ?', [$id])->fetch() ?: null;
}

/** Adds a file unless it is there: its form and its webhooks come in any order. */
function add_file(array $news, string $owner): void
{
    query("INSERT OR IGNORE INTO files (id, owner, name, size, state, created_at)
        VALUES (?, ?, ?, ?, 'uploading', ?)", [$news['id'], $owner, $news['name'], $news['size'], time()]);
}

/** How an upload ended. $news is the data of a webhook, or the document of the upload: their members are the same. */
function end_file(array $news, string $state): void
{
    query("UPDATE files SET state = :state, name = coalesce(:name, name), size = coalesce(:size, size),
        sha256 = :sha256, message = :message, path = :path WHERE id = :id", [
        'state' => $state,
        'name' => $news['name'] ?? null,
        'size' => $news['size'] ?? null,
        'sha256' => $news['result']['sha256'] ?? null,
        'message' => $news['failure']['message'] ?? $news['error']['message'] ?? null,
        'path' => delivered_path($news['result']['delivered'] ?? null),
        'id' => $news['id'],
    ]);
}

/** Where the stage "deliver" has put the file. Its result is relative to its folder. */
function delivered_path(?string $name): ?string
{
    $folder = realpath(getenv('EXAMPLE_DELIVERED'));
    $path = $name === null ? false : realpath("$folder/$name");
    return $path !== false && str_starts_with($path, "$folder/") ? $path : null;
}
