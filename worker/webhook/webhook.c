/* SPDX-License-Identifier: MIT */
/*
 * Makes and judges webhook requests. The secret is read for each try, so that a new one takes
 * effect at once, and is in memory no longer than that.
 */
#include "worker/webhook/webhook.h"

#include "base/base64.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/hmac.h"
#include "base/log.h"
#include "upload/urls.h"

#include <openssl/crypto.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_FILE_MAX 1024
#define SECRET_PREFIX "whsec_"
#define TIMESTAMP_SIZE 24
#define SIGNATURE_SIZE 128
#define URL_MAX 4096

/* --- the signature --- */

/* Returns the secret's bytes, for the caller to free, or NULL with the reason in errno; 0: not a
 * valid secret. */
static char *read_secret(const char *path, size_t *len_out)
{
    char text[SECRET_FILE_MAX + 1];
    FILE *f = fopen(path, "re");

    if (f == NULL)
        return NULL;
    errno = 0;
    size_t len = fread(text, 1, SECRET_FILE_MAX, f);
    int failed = ferror(f) != 0 ? errno : 0;
    (void)fclose(f);
    errno = failed;
    if (failed != 0)
        return NULL;
    text[len] = '\0';
    text[strcspn(text, " \t\r\n")] = '\0';
    if (strncmp(text, SECRET_PREFIX, strlen(SECRET_PREFIX)) != 0)
        return NULL;
    char *secret =
        base64_decode(text + strlen(SECRET_PREFIX), strlen(text + strlen(SECRET_PREFIX)), len_out);
    OPENSSL_cleanse(text, sizeof text);
    return secret;
}

/* Makes "v1," and the base64 of HMAC-SHA-256 over "id.timestamp.body". */
static int make_signature(const char *id, const char *timestamp, const char *body,
                          const char *secret, size_t secret_len, char out[SIGNATURE_SIZE])
{
    size_t size = strlen(id) + strlen(timestamp) + strlen(body) + 3;
    char *text = malloc(size), encoded[BASE64_SIZE(HMAC_SIZE)];
    unsigned char sum[HMAC_SIZE];

    if (text == NULL)
        return ERR_NOMEM;
    (void)snprintf(text, size, "%s.%s.%s", id, timestamp, body);
    bool made = hmac_sha256(secret, secret_len, text, strlen(text), sum);
    free(text);
    if (!made)
        return ERR_INTERNAL;
    base64_encode(sum, sizeof sum, encoded);
    (void)snprintf(out, SIGNATURE_SIZE, "v1,%s", encoded);
    return 0;
}

/* Signs the request; "" if no secret is set. */
static int sign(const char *secret_file, const char *id, const char *timestamp, const char *body,
                char signature_out[SIGNATURE_SIZE], char reason_out[WEBHOOK_REASON_MAX])
{
    size_t len = 0;

    *signature_out = '\0';
    if (secret_file == NULL)
        return 0;
    char *secret = read_secret(secret_file, &len);
    if (secret == NULL) {
        (void)snprintf(reason_out, WEBHOOK_REASON_MAX, "The signing secret cannot be used: %s",
                       errno != 0 ? strerror(errno) : "it is not whsec_ and base64");
        return ERR_CONFIG;
    }
    int rc = make_signature(id, timestamp, body, secret, len, signature_out);
    OPENSSL_cleanse(secret, len);
    free(secret);
    return rc;
}

/* --- the body --- */

/* Adds the upload's URL. Its key is derived here and stored nowhere. */
static int add_upload_url(const struct config *c, const char *id, struct buffer *b)
{
    struct secret secret;

    buffer_add_string(b, c->public_url);
    int rc = c->secret_file == NULL ? ERR_CONFIG : secret_load(c->secret_file, &secret);
    if (rc == 0)
        rc = urls_add_upload(c, &secret, id, b);
    OPENSSL_cleanse(&secret, sizeof secret);
    if (rc != 0)
        log_warn("webhook_without_url", "id", id, "code", error_code(rc), NULL);
    return rc;
}

char *webhook_body(const struct config *c, const struct config_stage *settings, enum event e,
                   const struct upload *u, int64_t at_ms)
{
    struct buffer url, progress_url;
    bool has_base = *c->public_url != '\0', has_url = false;

    buffer_init(&url, URL_MAX);
    buffer_init(&progress_url, URL_MAX);
    if (has_base && strcmp(settings->notify_upload_url, "yes") == 0)
        has_url = add_upload_url(c, u->id, &url) == 0;
    buffer_add_string(&progress_url, c->public_url);
    urls_add_progress(c, u->id, &progress_url);
    const struct event_links links = {
        .url = has_url ? buffer_text(&url) : NULL,
        .progress_url = has_base ? buffer_text(&progress_url) : NULL,
    };
    char *body = event_body(e, u, at_ms, &links);
    buffer_free(&url);
    buffer_free(&progress_url);
    return body;
}

/* --- the request --- */

int64_t webhook_timeout_ms(const struct config_stage *c)
{
    return c->time_limit_ms > 0 && c->time_limit_ms < c->notify_timeout_ms ? c->time_limit_ms
                                                                           : c->notify_timeout_ms;
}

/* Each try is a request of its own to the receiver's tracing. */
static void webhook_add_trace(struct webhook *w, const char *traceparent, size_t *n)
{
    char own[TRACE_PARENT_SIZE];

    trace_parent_child(traceparent, own);
    if (own[0] == '\0')
        return;
    (void)snprintf(w->trace, sizeof w->trace, "traceparent: %s", own);
    w->headers[(*n)++] = w->trace;
}

static void webhook_fill(struct webhook *w, const char *id, const char *timestamp,
                         const char *signature, const char *traceparent)
{
    size_t n = 0;

    (void)snprintf(w->id, sizeof w->id, "webhook-id: %s", id);
    (void)snprintf(w->timestamp, sizeof w->timestamp, "webhook-timestamp: %s", timestamp);
    (void)snprintf(w->signature, sizeof w->signature, "webhook-signature: %s", signature);
    w->headers[n++] = "Content-Type: application/json";
    w->headers[n++] = w->id;
    w->headers[n++] = w->timestamp;
    if (*signature != '\0')
        w->headers[n++] = w->signature;
    webhook_add_trace(w, traceparent, &n);
    w->headers[n] = NULL;
}

int webhook_make(const struct config_stage *settings, const char *id, const char *body,
                 const char *traceparent, struct webhook *out, char reason_out[WEBHOOK_REASON_MAX])
{
    char timestamp[TIMESTAMP_SIZE], signature[SIGNATURE_SIZE];

    (void)snprintf(timestamp, sizeof timestamp, "%" PRId64, clock_wall_ms() / 1000);
    int rc = sign(settings->notify_secret_file, id, timestamp, body, signature, reason_out);
    if (rc != 0)
        return rc;
    webhook_fill(out, id, timestamp, signature, traceparent);
    out->post = (struct http_post){.url = settings->notify_url,
                                   .body = body,
                                   .headers = out->headers,
                                   .allow_private = strcmp(settings->notify_private, "yes") == 0,
                                   .timeout_ms = webhook_timeout_ms(settings)};
    return 0;
}

/* --- the answer --- */

/* 410 asks for no further requests; of the other 4xx only these two may succeed later. */
static bool webhook_is_final(int status)
{
    return status >= 400 && status < 500 && status != 408 && status != 429;
}

enum webhook_end webhook_evaluate(const struct http_post_answer *a,
                                  char reason_out[WEBHOOK_REASON_MAX])
{
    if (a->stopped)
        return WEBHOOK_STOPPED;
    if (!a->refused && a->status >= 200 && a->status < 300)
        return WEBHOOK_TAKEN;
    if (a->refused)
        (void)snprintf(reason_out, WEBHOOK_REASON_MAX,
                       "The receiver's address is not a public one");
    else if (webhook_is_final(a->status))
        (void)snprintf(reason_out, WEBHOOK_REASON_MAX, "The receiver refused the webhook (%d)",
                       a->status);
    else if (a->status != 0)
        (void)snprintf(reason_out, WEBHOOK_REASON_MAX, "The receiver answered %d", a->status);
    else
        (void)snprintf(reason_out, WEBHOOK_REASON_MAX, "The receiver is not reachable: %s",
                       a->problem);
    return a->refused || webhook_is_final(a->status) ? WEBHOOK_REFUSED : WEBHOOK_LATER;
}

enum receiver_end webhook_receiver_end(const struct http_post_answer *a)
{
    if (a->stopped || a->refused)
        return RECEIVER_UNASKED;
    return a->status == 0 || a->status == 429 || (a->status >= 502 && a->status <= 504)
               ? RECEIVER_AWAY
               : RECEIVER_ANSWERED;
}
