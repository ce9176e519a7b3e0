<?php
// SPDX-License-Identifier: MIT
//
// All that this application and Loadline say to each other: tokens, the progress of an upload,
// webhooks.
declare(strict_types=1);

const TOKEN_SECONDS = 600;
const WEBHOOK_SECONDS = 300;

/** A JWT (RFC 7519) signed with the site's key. The claims say what Loadline allows with it. */
function make_token(array $claims): string
{
    $now = time();
    $claims += ['iat' => $now, 'exp' => $now + TOKEN_SECONDS];
    $text = base64url(json_encode(['alg' => 'HS256', 'typ' => 'JWT']))
        . '.' . base64url(json_encode($claims));
    $key = rtrim(file_get_contents(getenv('LOADLINE_TOKEN_KEY')));
    return $text . '.' . base64url(hash_hmac('sha256', $text, $key, true));
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

/** A request to Loadline with a token of these claims: the status and the body of the answer. */
function ask_loadline(string $method, string $path, array $claims): array
{
    $context = stream_context_create(['http' => [
        'method' => $method,
        'header' => ['Authorization: Bearer ' . make_token($claims), 'Accept: application/json'],
        'ignore_errors' => true,
        'timeout' => 5,
    ]]);
    $body = @file_get_contents(rtrim(getenv('LOADLINE_URL'), '/') . $path, false, $context);
    if ($body === false) {
        throw new RuntimeException("Loadline does not answer $method $path");
    }
    return [(int) explode(' ', $http_response_header[0])[1], $body];
}

/** The document of an upload, or null if this user has no upload with that id. */
function progress_of(string $id, string $owner): ?array
{
    [$status, $body] = ask_loadline('GET', "/progress/$id", ['sub' => $owner, 'scope' => 'watch']);
    if ($status !== 200 && $status !== 404) {
        throw new RuntimeException("Loadline answers $status for the progress of $id");
    }
    return $status === 200 ? json_decode($body, true) : null;
}

/** Deletes an upload, also one that a client still sends. Only an administrator may do it by the id alone. */
function delete_upload(string $id): void
{
    [$status] = ask_loadline('DELETE', "/uploads/$id",
        ['sub' => 'application', 'scope' => 'admin', 'upload_id' => $id]);
    if (!in_array($status, [204, 404, 410], true)) {
        throw new RuntimeException("Loadline answers $status for the deletion of $id");
    }
}

/** Standard Webhooks: 200 for a request that Loadline signed within five minutes, else the status of the refusal. */
function check_webhook(string $body): int
{
    $id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    $secret = trim(file_get_contents(getenv('LOADLINE_WEBHOOK_SECRET')));
    $key = base64_decode(substr($secret, strlen('whsec_')));
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    $is_signed = false;
    // There are several signatures while a secret is replaced.
    foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $signature) {
        $is_signed = $is_signed || hash_equals($expected, $signature);
    }
    if (!$is_signed) {
        return 401;
    }
    // A request that somebody recorded is worth nothing later.
    return ctype_digit($timestamp) && abs(time() - (int) $timestamp) <= WEBHOOK_SECONDS ? 200 : 400;
}
