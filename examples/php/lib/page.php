<?php
// SPDX-License-Identifier: MIT
//
// Answers: pages, redirects, refusals; and who is signed in.
declare(strict_types=1);

/** Everything that a template prints goes through this. */
function e(string|int|null $text): string
{
    return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

/** Prints templates/NAME.php, with these values as its variables, within templates/layout.php. */
function show(string $name, array $values = [], int $status = 200): void
{
    http_response_code($status);
    header("Content-Security-Policy: default-src 'self'; media-src 'self' blob:; base-uri 'self'; "
        . "form-action 'self'; frame-ancestors 'none'");
    header('X-Content-Type-Options: nosniff');
    header('Referrer-Policy: same-origin');
    $title = 'Files';
    extract($values);
    ob_start();
    require __DIR__ . "/../templates/$name.php";
    $content = ob_get_clean();
    require __DIR__ . '/../templates/layout.php';
}

function show_json(array $value, int $status = 200): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    header('Cache-Control: no-store');
    echo json_encode($value);
}

function go_to(string $path): never
{
    http_response_code(303);
    header("Location: $path");
    exit;
}

function refuse(int $status, string $reason): never
{
    show('refusal', ['reason' => $reason], $status);
    exit;
}

/** With https also set cookie_secure. */
function start_session(): void
{
    session_save_path(getenv('EXAMPLE_DATA') . '/sessions');
    session_start([
        'cookie_httponly' => true,
        'cookie_samesite' => 'Lax',
        'use_strict_mode' => true,
    ]);
}

/** The user who is signed in, or null. */
function session_user(): ?string
{
    start_session();
    // Requests of one session would wait for each other until the end of the longest.
    session_write_close();
    return $_SESSION['user'] ?? null;
}

/** The user who is signed in; others see the page to sign in. */
function user(): string
{
    return session_user() ?? go_to('/login');
}

/**
 * Against forged requests (CSRF). SameSite=Lax keeps the cookie out of other sites' forms. A page of another
 * port or subdomain counts as the same site, so the Origin that browsers send with each POST has to be ours.
 */
function check_origin(): void
{
    $host = $_SERVER['HTTP_HOST'];
    if (!in_array($_SERVER['HTTP_ORIGIN'] ?? '', ["http://$host", "https://$host"], true)) {
        refuse(403, 'This form belongs to another site.');
    }
}
