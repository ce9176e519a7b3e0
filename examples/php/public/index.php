<?php
// SPDX-License-Identifier: MIT
//
// The application: users upload files with a title, and watch and download each other's. Apache sends every
// request here that is for no file and not for Loadline.
declare(strict_types=1);

require __DIR__ . '/../lib/loadline.php';
require __DIR__ . '/../lib/page.php';
require __DIR__ . '/../lib/store.php';

const MAX_SIZE = 100_000_000;
const FILES_MAX = 50; // in one form: Loadline is asked for each
const ID = '([0-9a-f]{32})';
const ROUTES = [
    'GET /' => 'list_files',
    'GET /login' => 'ask_to_sign_in',
    'POST /login' => 'sign_in',
    'POST /logout' => 'sign_out',
    'GET /token' => 'give_upload_token',
    'POST /files' => 'take_form',
    'GET /files/' . ID => 'show_file',
    'GET /files/' . ID . '/token' => 'give_watch_token',
    'GET /files/' . ID . '/content' => 'send_content',
    'POST /files/' . ID . '/delete' => 'delete_file',
    'POST /webhooks/loadline' => 'take_webhook',
];
const ENDS = [
    'upload.processed' => 'done',
    'upload.failed' => 'failed',
    'upload.cancelled' => 'cancelled',
    'upload.expired' => 'expired',
];

function ask_to_sign_in(): void
{
    show('login', ['title' => 'Sign in', 'problem' => null]);
}

function sign_in(): void
{
    check_origin();
    $name = (string) ($_POST['name'] ?? '');
    if (!password_is_right($name, (string) ($_POST['password'] ?? ''))) {
        show('login', ['title' => 'Sign in', 'problem' => 'The name or the password is wrong.'], 401);
        return;
    }
    start_session();
    session_regenerate_id(true);
    $_SESSION['user'] = $name;
    go_to('/');
}

function sign_out(): void
{
    check_origin();
    start_session();
    session_destroy();
    // The component keeps names of files in the tab: the next person there must not see them.
    header('Clear-Site-Data: "storage"');
    go_to('/login');
}

function list_files(): void
{
    $user = user();
    catch_up();
    $files = query('SELECT * FROM files ORDER BY created_at DESC, id')->fetchAll();
    show('files', [
        'user' => $user,
        'mine' => array_filter($files, fn (array $file) => $file['owner'] === $user),
        'others' => array_filter($files, fn (array $file) => $file['owner'] !== $user && may_watch($user, $file)),
    ]);
}

/** For <loadline-upload>: the user may send files up to 100 MB, and watch the own ones. */
function give_upload_token(): void
{
    $user = session_user() ?? refuse(401, 'Sign in first.');
    show_json(['token' => make_token(['sub' => $user, 'scope' => 'upload watch', 'max_size' => MAX_SIZE])]);
}

/** Who sees a file: here every user. Put your own rule here. */
function may_watch(string $user, array $file): bool
{
    return true;
}

/** The file, if the user may see it. To others it does not exist. */
function file_for(string $user, string $id): array
{
    $file = find_file($id);
    return $file !== null && may_watch($user, $file) ? $file : refuse(404, 'There is no such file.');
}

/** For <loadline-progress>: a token in the owner's name, that is good for nothing but to watch this upload. */
function give_watch_token(string $id): void
{
    $file = file_for(session_user() ?? refuse(401, 'Sign in first.'), $id);
    show_json(['token' => make_token(['sub' => $file['owner'], 'scope' => 'watch', 'upload_id' => $id])]);
}

/** The ids come from the browser. Loadline tells whose uploads they are. */
function take_form(): void
{
    $user = user();
    check_origin();
    $title = trim((string) ($_POST['title'] ?? ''));
    $ids = form_ids();
    if ($title === '' || $ids === []) {
        refuse(400, 'A title and at least one file are needed.');
    }
    if (count($ids) > FILES_MAX) {
        refuse(400, 'At most ' . FILES_MAX . ' files.');
    }
    $documents = array_map(fn (string $id) => progress_of($id, $user), $ids);
    if (in_array(null, $documents, true)) {
        refuse(400, 'One of the files is not yours.');
    }
    database()->beginTransaction();
    foreach ($documents as $document) {
        add_file($document, $user);
        query('UPDATE files SET title = ? WHERE id = ?', [$title, $document['id']]);
        end_file_if_ended($document);
    }
    database()->commit();
    go_to('/');
}

function end_file_if_ended(array $document): void
{
    if (in_array($document['state'], ENDED, true)) {
        end_file($document, $document['state'], intdiv($document['updated_at'], 1000));
    }
}

/** PHP keeps only the last of several fields of one name, unless the name ends with []; so this reads the body. */
function form_ids(): array
{
    preg_match_all('/(?:^|&)files=' . ID . '(?=&|$)/', file_get_contents('php://input'), $found);
    return array_unique($found[1]);
}

function show_file(string $id): void
{
    $user = user();
    $file = file_for($user, $id);
    show('file', ['user' => $user, 'file' => $file, 'title' => $file['title'] ?? $file['name'] ?? $id]);
}

function send_content(string $id): void
{
    $file = file_for(user(), $id);
    $path = $file['path'];
    if ($file['state'] !== 'done' || $path === null) {
        refuse(409, 'The file is not there yet.');
    }
    header('Content-Type: application/octet-stream');
    header("Content-Disposition: attachment; filename*=UTF-8''" . rawurlencode($file['name'] ?? $id));
    header('X-Content-Type-Options: nosniff');
    if (getenv('EXAMPLE_XSENDFILE')) {
        // Apache sends it, and this process is free for the next request.
        header("X-Sendfile: $path");
    } else {
        header('Content-Length: ' . filesize($path));
        readfile($path);
    }
}

function delete_file(string $id): void
{
    $user = user();
    check_origin();
    $file = file_for($user, $id);
    if ($file['owner'] !== $user) {
        refuse(403, 'Only the owner may delete a file.');
    }
    // The webhook with the path may be under way, and Loadline keeps what it has delivered.
    $document = progress_of($id, $user) ?? [];
    delete_upload($id);
    $database = database();
    $database->exec('BEGIN IMMEDIATE');
    $path = find_file($id)['path'] ?? delivered_path($document);
    remove_file($id);
    $database->exec('COMMIT');
    remove_delivered($path);
    go_to('/');
}

function remove_delivered(?string $path): void
{
    if ($path !== null && file_exists($path)) {
        unlink($path);
    }
}

/** Loadline repeats a webhook until it gets an answer of 2xx, so that comes after the commit. */
function take_webhook(): void
{
    $body = file_get_contents('php://input');
    $status = check_webhook($body);
    $event = json_decode($body, true);
    if ($status !== 200 || !isset($event['type'], $event['data']['id'])) {
        show_json(['error' => 'not accepted'], $status === 200 ? 400 : $status);
        return;
    }
    $database = database();
    $database->exec('BEGIN IMMEDIATE');
    query('DELETE FROM webhooks WHERE at < ?', [time() - WEEK_SECONDS]);
    $is_new = query('INSERT OR IGNORE INTO webhooks VALUES (?, ?)', [$_SERVER['HTTP_WEBHOOK_ID'], time()])->rowCount() === 1;
    if ($is_new) {
        store_event($event);
    }
    $database->exec('COMMIT');
    if (is_unwanted($event)) {
        remove_delivered(delivered_path($event['data']));
    }
    show_json(['known' => !$is_new]);
}

/** Only two events add a file: other ends change one that is there. */
function store_event(array $event): void
{
    ['type' => $type, 'data' => $data] = $event;
    if ($type === 'upload.created' || $type === 'upload.processed') {
        add_file($data, $data['owner']);
    }
    $state = ENDS[$type] ?? null;
    if ($state !== null) {
        end_file($data, $state, strtotime($event['timestamp']));
    }
}

/**
 * Whether nobody will need what was delivered. A failed upload keeps it: when it is processed again, the stages
 * before the failure do not run again.
 */
function is_unwanted(array $event): bool
{
    return in_array($event['type'], ['upload.cancelled', 'upload.expired'], true) || is_deleted($event['data']['id']);
}

/** Loadline repeats webhooks for a day. What was missed for longer is asked for, once a minute at most. */
function catch_up(): void
{
    // First those that were not asked for the longest.
    $late = query("SELECT id, owner FROM files WHERE state = 'uploading' AND created_at < ?
        ORDER BY asked_at, id LIMIT 20", [time() - 60])->fetchAll();
    $mark = getenv('EXAMPLE_DATA') . '/caught-up';
    if ($late === [] || time() - (int) @filemtime($mark) < 60) {
        return;
    }
    touch($mark);
    try {
        foreach ($late as ['id' => $id, 'owner' => $owner]) {
            query('UPDATE files SET asked_at = ? WHERE id = ?', [time(), $id]);
            $document = progress_of($id, $owner);
            if ($document === null) {
                query("UPDATE files SET state = 'expired' WHERE id = ? AND state = 'uploading'", [$id]);
            } else {
                end_file_if_ended($document);
            }
        }
    } catch (RuntimeException $away) {
        error_log($away->getMessage());
    }
}

function main(): void
{
    // Apache leaves the body out of the answer to HEAD.
    $method = $_SERVER['REQUEST_METHOD'] === 'HEAD' ? 'GET' : $_SERVER['REQUEST_METHOD'];
    $asked = "$method " . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
    foreach (ROUTES as $route => $handler) {
        if (preg_match("#^$route$#D", $asked, $found)) {
            $handler(...array_slice($found, 1));
            return;
        }
    }
    refuse(404, 'There is no such page.');
}

try {
    main();
} catch (RuntimeException $problem) {
    error_log($problem->getMessage());
    refuse(503, 'This does not work right now. Try again in a minute.');
}
