<?php
// SPDX-License-Identifier: MIT
//
// The database: users, files, and the webhooks that were seen.
declare(strict_types=1);

const WEEK_SECONDS = 7 * 24 * 3600;
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
        state TEXT NOT NULL, message TEXT, path TEXT, created_at INTEGER NOT NULL,
        ended_at INTEGER, asked_at INTEGER NOT NULL DEFAULT 0)'); // by Loadline's clock; when it was asked
    $database->exec('CREATE TABLE IF NOT EXISTS deleted (id TEXT PRIMARY KEY, at INTEGER NOT NULL)');
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
    if ($hash === false) {
        password_hash($password, PASSWORD_DEFAULT); // as slow as the check: nobody learns which names exist
        return false;
    }
    return password_verify($password, $hash);
}

function find_file(string $id): ?array
{
    return query('SELECT * FROM files WHERE id = ?', [$id])->fetch() ?: null;
}

/** Adds a file unless it is there, or was: its form and its webhooks come in any order. */
function add_file(array $news, string $owner): void
{
    if (is_deleted($news['id'])) {
        return;
    }
    query("INSERT OR IGNORE INTO files (id, owner, name, size, state, created_at)
        VALUES (?, ?, ?, ?, 'uploading', ?)", [$news['id'], $owner, $news['name'], $news['size'], time()]);
}

/**
 * How an upload ended. $news is the data of a webhook, or the document of the upload: their members are the same.
 * Failed uploads can be processed again: the latest end counts, in whatever order the events arrive.
 */
function end_file(array $news, string $state, int $ended_at): void
{
    query('UPDATE files SET state = :state, name = :name, size = :size, sha256 = :sha256, message = :message,
        path = :path, ended_at = :ended_at WHERE id = :id AND (ended_at IS NULL OR ended_at <= :ended_at)', [
        'state' => $state,
        'name' => $news['name'],
        'size' => $news['size'],
        'sha256' => $news['result']['sha256'] ?? null,
        'message' => $news['failure']['message'] ?? $news['error']['message'] ?? null,
        'path' => delivered_path($news),
        'ended_at' => $ended_at,
        'id' => $news['id'],
    ]);
}

/** Removes the row, and keeps its id for events that are still under way. */
function remove_file(string $id): void
{
    query('DELETE FROM deleted WHERE at < ?', [time() - WEEK_SECONDS]);
    query('INSERT OR IGNORE INTO deleted VALUES (?, ?)', [$id, time()]);
    query('DELETE FROM files WHERE id = ?', [$id]);
}

/** Whether the user has deleted the file. */
function is_deleted(string $id): bool
{
    return query('SELECT 1 FROM deleted WHERE id = ?', [$id])->fetchColumn() !== false;
}

/** Where the stage "deliver" has put the file. Its result is relative to its folder. */
function delivered_path(array $news): ?string
{
    $name = $news['result']['delivered'] ?? null;
    $folder = realpath(getenv('EXAMPLE_DELIVERED'));
    $path = $name === null ? false : realpath("$folder/$name");
    return $path !== false && str_starts_with($path, "$folder/") ? $path : null;
}
