/* SPDX-License-Identifier: MIT */
/*
 * Makes tus requests and judges the answers; the caller decides what follows.
 */
#include "cli/send/tus_client.h"

#include "base/base64.h"
#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "Tus-Resumable: 1.0.0"
#define FIELD_SIZE 64
#define METADATA_MAX ((size_t)8192)
#define TIMEOUT_MS 60000 /* of a request without a body */
#define STALL_MS 120000  /* the last answer may wait until all bytes are synced to disk */

/* Parses a field of digits; -1: absent or not a number. */
static int64_t field_number(const struct http_answer *a, const char *name)
{
    char value[HTTP_VALUE_SIZE], *end;

    if (http_field(a, name, value) == NULL || *value < '0' || *value > '9')
        return -1;
    long long n = strtoll(value, &end, 10);
    return *end == '\0' ? n : -1;
}

static bool is_again(const struct http_answer *a)
{
    int s = a->status;

    return s >= 500 || s == 408 || s == 409 || s == 423 || s == 429 ||
           problem_has_code(a, error_code(ERR_INTERRUPTED));
}

/* 413, and mod_fcgid's 500 (FcgidMaxRequestLen), both from a web server: our programs would send a
 * problem document. */
static bool is_smaller(const struct http_answer *a)
{
    return (a->status == 413 || a->status == 500) && !problem_is_document(a);
}

static enum tus_end tus_client_evaluate(int err, const struct http_answer *a)
{
    if (err == ERR_INTERRUPTED)
        return TUS_STOPPED;
    if (err == ERR_SYNTAX || err == ERR_BOUND)
        return TUS_REFUSED;
    if (err != 0)
        return TUS_AGAIN;
    if (a->status / 100 == 2)
        return TUS_DONE;
    if (a->status == 404 || a->status == 410)
        return TUS_GONE;
    if (is_smaller(a))
        return TUS_SMALLER;
    return is_again(a) ? TUS_AGAIN : TUS_REFUSED;
}

/* Sends the request and fills the reply from the answer. */
static void tus_client_ask(const struct endpoint *e, const struct http_request *r,
                           struct tus_reply *out)
{
    struct http_answer answer;
    char location[HTTP_VALUE_SIZE];

    *out = (struct tus_reply){0};
    int err = http_perform(e->http, r, &answer);
    out->end = tus_client_evaluate(err, &answer);
    out->status = answer.status;
    problem_describe(err, &answer, out->why);
    out->offset = field_number(&answer, "Upload-Offset");
    out->length = field_number(&answer, "Upload-Length");
    out->wait_ms = http_wait_ms(&answer);
    if (http_field(&answer, "Location", location) != NULL)
        out->location = http_resolve(r->url, location);
    http_answer_free(&answer);
}

/* Reports a required field that a success lacks. */
static void tus_client_refuse(struct tus_reply *out, const char *why)
{
    out->end = TUS_REFUSED;
    (void)snprintf(out->why, sizeof out->why, "%s", why);
}

bool tus_metadata_is_pair(const char *text)
{
    size_t len = strcspn(text, "=");

    for (size_t i = 0; i < len; i++)
        if (text[i] <= ' ' || text[i] >= 0x7f || text[i] == ',')
            return false;
    return len > 0 && text[len] == '=';
}

/* Appends a pair of Upload-Metadata; the server requires UTF-8. */
static int add_pair(struct buffer *out, const char *key, size_t key_len, const char *value)
{
    struct buffer text;

    buffer_init(&text, METADATA_MAX);
    buffer_add_utf8(&text, value);
    char *encoded = malloc(BASE64_SIZE(text.len));
    int err = encoded == NULL ? ERR_NOMEM : buffer_error(&text);
    if (err == 0) {
        base64_encode(buffer_text(&text), text.len, encoded);
        buffer_addf(out, "%s%.*s %s", out->len > 0 ? "," : "", (int)key_len, key, encoded);
    }
    free(encoded);
    buffer_free(&text);
    return err != 0 ? err : buffer_error(out);
}

static int tus_client_add_pairs(const struct tus_file *file, struct buffer *out)
{
    int err = 0;

    if (file->name != NULL)
        err = add_pair(out, "filename", strlen("filename"), file->name);
    if (err == 0 && file->type != NULL)
        err = add_pair(out, "filetype", strlen("filetype"), file->type);
    for (size_t i = 0; err == 0 && i < file->metadata_count; i++) {
        size_t len = strcspn(file->metadata[i], "=");
        err = add_pair(out, file->metadata[i], len, file->metadata[i] + len + 1);
    }
    return err;
}

static char *tus_client_make_metadata(const struct tus_file *file)
{
    struct buffer pairs, field;

    buffer_init(&pairs, 2 * METADATA_MAX);
    buffer_init(&field, 3 * METADATA_MAX);
    int err = tus_client_add_pairs(file, &pairs);
    buffer_addf(&field, "Upload-Metadata: %s", buffer_text(&pairs));
    buffer_free(&pairs);
    char *out = err == 0 ? buffer_take(&field) : NULL;
    buffer_free(&field);
    return out;
}

void tus_create(const struct endpoint *e, const struct tus_file *file, struct tus_reply *out)
{
    char length[FIELD_SIZE];
    char *metadata = tus_client_make_metadata(file);
    const char *const headers[] = {VERSION, length, metadata, NULL};

    *out = (struct tus_reply){0};
    if (metadata == NULL) {
        tus_client_refuse(out, "its name, type and metadata are too long");
        return;
    }
    (void)snprintf(length, sizeof length, "Upload-Length: %" PRId64, file->size);
    tus_client_ask(e,
                   &(struct http_request){.method = "POST",
                                          .url = e->url,
                                          .headers = headers,
                                          .token = e->token,
                                          .body = "",
                                          .timeout_ms = TIMEOUT_MS},
                   out);
    free(metadata);
    if (out->end == TUS_GONE || out->end == TUS_SMALLER)
        out->end = out->end == TUS_GONE ? TUS_REFUSED : TUS_AGAIN;
    if (out->end == TUS_DONE && out->location == NULL)
        tus_client_refuse(out, "the server created an upload, but its answer has no URL");
    else if (out->end == TUS_DONE && e->token != NULL && !http_same_origin(e->url, out->location))
        tus_client_refuse(
            out, "the server's uploads have another address (its public_url): a token is not "
                 "told there");
}

void tus_ask_offset(const struct endpoint *e, const char *url, struct tus_reply *out)
{
    static const char *const headers[] = {VERSION, NULL};

    tus_client_ask(e,
                   &(struct http_request){.method = "HEAD",
                                          .url = url,
                                          .headers = headers,
                                          .token = endpoint_token(e, url),
                                          .timeout_ms = TIMEOUT_MS},
                   out);
    if (out->end == TUS_SMALLER)
        out->end = TUS_AGAIN;
    if (out->end == TUS_DONE && out->offset < 0)
        tus_client_refuse(out, "the answer of the server has no offset");
}

void tus_append(const struct endpoint *e, const char *url, const struct tus_body *body,
                struct tus_reply *out)
{
    char offset[FIELD_SIZE];
    const char *const headers[] = {VERSION, "Content-Type: application/offset+octet-stream", offset,
                                   NULL};

    (void)snprintf(offset, sizeof offset, "Upload-Offset: %" PRId64, body->offset);
    tus_client_ask(e,
                   &(struct http_request){.method = "PATCH",
                                          .url = url,
                                          .headers = headers,
                                          .token = endpoint_token(e, url),
                                          .body_bytes = body->count,
                                          .read = body->read,
                                          .progress = body->progress,
                                          .arg = body->arg,
                                          .stall_ms = STALL_MS},
                   out);
    if (out->end == TUS_DONE && out->offset < 0)
        tus_client_refuse(out, "the answer of the server has no offset");
}
