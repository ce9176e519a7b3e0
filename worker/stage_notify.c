/* SPDX-License-Identifier: MIT */
/*
 * The stage notify: a webhook as Standard Webhooks 1.0 describes it. Every try of one event has the same id and the same
 * body, so that a receiver knows it again; an answer outside 200 to 299 means that it is tried again
 * later, unless it says that no try will ever do.
 */
#include "worker/stage.h"

#include "base64.h"
#include "clock.h"
#include "error.h"
#include "json.h"
#include "metadata.h"
#include "worker/post.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EVENT "upload.processed"
#define AWAY "receiver_away"
#define REFUSED "notification_refused"
#define SECRET_FILE_MAX 1024
#define SECRET_PREFIX "whsec_"
#define DEPTH 12

struct notification {
    struct stage_context *ctx;
    char id[128];       /* webhook-id: the event's */
    char timestamp[24]; /* webhook-timestamp: this try's, seconds */
    char *body;
    char signature[128]; /* "" : there is no secret */
};

/* --- what it says --- */

static void print_time(int64_t wall_ms, char *out, size_t size)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm utc;

    if (gmtime_r(&seconds, &utc) == NULL || strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        *out = '\0';
}

static int set_json(struct json *to, const char *name, const char *text)
{
    struct json *value = NULL;

    if (text == NULL)
        return json_set_null(to, name);
    int rc = json_parse(text, strlen(text), DEPTH, &value);
    return rc != 0 ? rc : json_set(to, name, value);
}

static int set_metadata(struct json *to, const char *field)
{
    if (field == NULL)
        return json_set_null(to, "metadata");
    struct json *decoded = metadata_decode(field);
    return decoded == NULL ? ERR_NOMEM : json_set(to, "metadata", decoded);
}

static struct json *make_data(const struct upload *u)
{
    struct json *data = json_new_object();

    if (data == NULL)
        return NULL;
    int rc = json_set_string(data, "id", u->id);
    rc |= json_set_string(data, "name", u->name);
    rc |= json_set_string(data, "type", u->type);
    rc |= json_set_int(data, "size", u->size);
    rc |= json_set_string(data, "owner", u->owner);
    rc |= set_metadata(data, u->metadata);
    rc |= json_set_int(data, "created_at", u->created_at);
    rc |= set_json(data, "result", u->result);
    if (rc != 0)
        json_free(&data);
    return data;
}

/* When the event happened: when the stage began for the first time. */
static int64_t event_time(const struct stage_context *ctx)
{
    return ctx->patience_ends_at - ctx->settings->patience_ms;
}

static int make_body(struct notification *n)
{
    struct json *o = json_new_object();
    char when[32];

    if (o == NULL)
        return ERR_NOMEM;
    print_time(event_time(n->ctx), when, sizeof when);
    int rc = json_set_string(o, "type", EVENT);
    rc |= json_set_string(o, "timestamp", when);
    rc |= json_set(o, "data", make_data(n->ctx->upload));
    if (rc == 0)
        n->body = strdup(json_text(o));
    json_free(&o);
    return n->body != NULL ? 0 : ERR_NOMEM;
}

static void make_names(struct notification *n)
{
    const struct upload *u = n->ctx->upload;

    (void)snprintf(n->id, sizeof n->id, "msg_%s_%s_%d", u->id, n->ctx->settings->name,
                   u->attempts_before);
    (void)snprintf(n->timestamp, sizeof n->timestamp, "%" PRId64, clock_wall_ms() / 1000);
}

/* --- its signature --- */

/* The secret's bytes for the caller to free, or NULL with the reason in errno, 0: it is none. */
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

/* "v1," and base64 of HMAC-SHA-256 over "id.timestamp.body". */
static int put_signature(struct notification *n, const char *secret, size_t secret_len)
{
    size_t size = strlen(n->id) + strlen(n->timestamp) + strlen(n->body) + 3;
    char *text = malloc(size), encoded[BASE64_SIZE(EVP_MAX_MD_SIZE)];
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned sum_len = 0;

    if (text == NULL)
        return ERR_NOMEM;
    (void)snprintf(text, size, "%s.%s.%s", n->id, n->timestamp, n->body);
    bool made = HMAC(EVP_sha256(), secret, (int)secret_len, (const unsigned char *)text,
                     strlen(text), sum, &sum_len) != NULL;
    free(text);
    if (!made)
        return ERR_INTERNAL;
    base64_encode(sum, sum_len, encoded);
    (void)snprintf(n->signature, sizeof n->signature, "v1,%s", encoded);
    return 0;
}

static int sign(struct notification *n)
{
    const char *path = n->ctx->settings->notify_secret_file;
    size_t len = 0;

    if (path == NULL)
        return 0;
    char *secret = read_secret(path, &len);
    if (secret == NULL)
        return stage_fail(n->ctx, "notification_unsigned", true,
                          "The signing secret cannot be used: %s",
                          errno != 0 ? strerror(errno) : "it is not whsec_ and base64");
    int rc = put_signature(n, secret, len);
    OPENSSL_cleanse(secret, len);
    free(secret);
    return rc;
}

/* --- sending it --- */

static bool is_stopped(void *arg)
{
    struct stage_context *ctx = arg;
    return ctx->stopped(ctx);
}

/* 410 asks for no more; of the others in 400 only these two may go well another time. */
static bool is_final(int status)
{
    return status >= 400 && status < 500 && status != 408 && status != 429;
}

static int judge(struct stage_context *ctx, const struct post_answer *a)
{
    if (a->stopped)
        return STAGE_STOPPED;
    if (a->refused)
        return stage_fail(ctx, REFUSED, false, "The receiver's address is not a public one");
    if (a->status >= 200 && a->status < 300)
        return 0;
    if (is_final(a->status))
        return stage_fail(ctx, REFUSED, false, "The receiver refused it (%d)", a->status);
    if (a->status != 0)
        return stage_later(ctx, AWAY, "The receiver answered %d", a->status);
    return stage_later(ctx, AWAY, "The receiver cannot be reached: %s", a->problem);
}

/* What it says of the receiver, whatever it says of this event. */
static enum receiver_end receiver_end(const struct post_answer *a)
{
    if (a->stopped || a->refused)
        return RECEIVER_UNASKED;
    return a->status == 0 || a->status == 429 || (a->status >= 502 && a->status <= 504)
               ? RECEIVER_AWAY
               : RECEIVER_ANSWERED;
}

static int64_t time_limit(const struct config_stage *c)
{
    return c->time_limit_ms > 0 && c->time_limit_ms < c->notify_timeout_ms ? c->time_limit_ms
                                                                           : c->notify_timeout_ms;
}

static int post(struct notification *n, struct post_answer *answer_out)
{
    const struct config_stage *c = n->ctx->settings;
    char id[160], timestamp[64], signature[160];
    const char *const headers[] = {"Content-Type: application/json", id, timestamp,
                                   *n->signature ? signature : NULL, NULL};
    struct post post = {.url = c->notify_url,
                        .body = n->body,
                        .headers = headers,
                        .allow_private = strcmp(c->notify_private, "yes") == 0,
                        .timeout_ms = time_limit(c),
                        .stopped = is_stopped,
                        .arg = n->ctx};

    (void)snprintf(id, sizeof id, "webhook-id: %s", n->id);
    (void)snprintf(timestamp, sizeof timestamp, "webhook-timestamp: %s", n->timestamp);
    (void)snprintf(signature, sizeof signature, "webhook-signature: %s", n->signature);
    return post_send(&post, answer_out);
}

static int send(struct notification *n)
{
    const struct config_stage *c = n->ctx->settings;
    const struct receiver_request q = {.url = c->notify_url,
                                       .timeout_ms = time_limit(c),
                                       .retry_after_ms = c->retry_after_ms,
                                       .last_try = stage_is_out_of_patience(n->ctx)};
    struct post_answer answer = {.stopped = true};
    int64_t wait_ms = n->ctx->go_out(n->ctx, &q);

    if (wait_ms > 0)
        return stage_wait(n->ctx, wait_ms, AWAY, "The receiver is away, or busy");
    int rc = post(n, &answer);
    n->ctx->come_back(n->ctx, &q, rc == 0 ? receiver_end(&answer) : RECEIVER_UNASKED);
    return rc == 0 ? judge(n->ctx, &answer) : rc;
}

static int run(struct stage_context *ctx)
{
    struct notification n = {.ctx = ctx};

    make_names(&n);
    int rc = make_body(&n);
    if (rc == 0)
        rc = sign(&n);
    if (rc == 0)
        rc = send(&n);
    free(n.body);
    return rc;
}

const struct stage_ops stage_notify = {.name = "notify", .run = run};
