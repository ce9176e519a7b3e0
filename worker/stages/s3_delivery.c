/* SPDX-License-Identifier: MIT */
/*
 * Nothing here remembers anything: what is under the key decides what has been delivered.
 */
#include "worker/stages/s3_delivery.h"

#include "base/digest.h"
#include "base/error.h"
#include "s3/s3_text.h"
#include "worker/stages/delivery_name.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define URL_MAX (3 * DELIVER_KEY_MAX + 1024)
#define PIECE 262144 /* bytes per step of a digest */
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* --- the object --- */

/* The pattern of keys: what follows the bucket, and deliver_name if that ends with a slash. */
static void s3_delivery_pattern(struct s3_delivery *d, struct buffer *out)
{
    const struct config_stage *c = d->ctx->settings;
    const char *bucket = c->deliver_to + strlen(DELIVER_S3);
    size_t len = strcspn(bucket, "/");
    const char *key = bucket[len] == '/' ? bucket + len + 1 : "";

    (void)snprintf(d->bucket, sizeof d->bucket, "%.*s", (int)len, bucket);
    buffer_add_string(out, key);
    if (*key == '\0' || key[strlen(key) - 1] == '/')
        buffer_add_string(out, c->deliver_name);
}

static int s3_delivery_make_key(struct s3_delivery *d)
{
    struct buffer pattern;

    buffer_init(&pattern, (size_t)2 * DELIVER_KEY_MAX);
    s3_delivery_pattern(d, &pattern);
    int rc = delivery_name(buffer_text(&pattern), d->ctx->upload, &d->key);
    buffer_free(&pattern);
    return rc == 0
               ? 0
               : stage_fail(d->ctx, NOT_DELIVERED, false, "The name for the delivery is too long");
}

/* A client declared the type: what is no field value is not passed on. */
static const char *s3_delivery_type(const struct upload *u)
{
    const char *type = u->type != NULL ? u->type : "";
    bool plain = strchr(type, '/') != NULL && strlen(type) < 256 && strstr(type, "  ") == NULL;

    for (const char *c = type; *c != '\0'; c++)
        plain = plain && *c >= ' ' && *c <= '~';
    return plain && *type != ' ' && type[strlen(type) - 1] != ' ' ? type
                                                                  : "application/octet-stream";
}

static int s3_delivery_open_client(struct s3_delivery *d)
{
    const char *path = d->ctx->settings->s3_credentials_file;
    int rc = s3_client_open(&d->client, path, d->ctx->settings->s3_region);

    if (rc == 0 || rc == ERR_NOMEM)
        return rc;
    if (rc == ERR_CONFIG)
        return stage_fail(
            d->ctx, NOT_DELIVERED, true, "The file could not be delivered: %s an id and a secret",
            path != NULL ? "the file of the credentials lacks" : "the worker's environment lacks");
    return stage_fail(d->ctx, NOT_DELIVERED, true,
                      "The file could not be delivered: the file of the credentials: %s",
                      error_reason() != NULL ? error_reason() : error_text(rc));
}

int s3_delivery_open(struct s3_delivery *d, struct stage_context *ctx)
{
    const struct config_stage *c = ctx->settings;
    const struct s3_place place = {c->s3_endpoint, c->s3_region, strcmp(c->s3_style, "host") == 0};

    *d = (struct s3_delivery){.ctx = ctx};
    buffer_init(&d->key, DELIVER_KEY_MAX);
    buffer_init(&d->url, URL_MAX);
    buffer_init(&d->bucket_url, URL_MAX);
    int rc = s3_delivery_make_key(d);
    if (rc != 0)
        return rc;
    s3_text_url(&d->url, &place, d->bucket, buffer_text(&d->key));
    s3_text_url(&d->bucket_url, &place, d->bucket, "");
    (void)snprintf(d->type_line, sizeof d->type_line, "content-type: %s",
                   s3_delivery_type(ctx->upload));
    (void)snprintf(d->id_line, sizeof d->id_line, "x-amz-meta-loadline-id: %s", ctx->upload->id);
    if (*c->s3_class != '\0')
        (void)snprintf(d->class_line, sizeof d->class_line, "x-amz-storage-class: %s", c->s3_class);
    d->piece = malloc(PIECE);
    if (d->piece == NULL || buffer_error(&d->url) != 0)
        return ERR_NOMEM;
    return s3_delivery_open_client(d);
}

void s3_delivery_close(struct s3_delivery *d)
{
    s3_client_close(&d->client);
    s3_parts_free(&d->parts);
    buffer_free(&d->key);
    buffer_free(&d->url);
    buffer_free(&d->bucket_url);
    free(d->piece);
    d->piece = NULL;
}

/* --- requests --- */

void s3_delivery_request(const struct s3_delivery *d, struct s3_task *t, const char *method,
                         const char *url)
{
    *t = (struct s3_task){.q = {.method = method,
                                .url = url,
                                .fd = d->ctx->data_fd,
                                .sha256 = EMPTY_SHA256,
                                .timeout_ms = d->ctx->settings->s3_timeout_ms},
                          .tries = S3_TRIES};
}

void s3_delivery_describe(const struct s3_delivery *d, struct s3_task *t, bool only_if_new)
{
    size_t n = 0;

    t->q.headers[n++] = d->type_line;
    t->q.headers[n++] = d->id_line;
    if (*d->class_line != '\0')
        t->q.headers[n++] = d->class_line;
    if (only_if_new)
        t->q.headers[n++] = "if-none-match: *";
}

int s3_delivery_call(struct s3_delivery *d, struct s3_task *t)
{
    int rc = s3_client_begin(&d->client, t);

    while (rc == 0 && !t->done) {
        rc = s3_client_work(&d->client, STAGE_TICK_MS);
        if (rc == 0 && !t->done && d->ctx->stopped(d->ctx))
            rc = STAGE_STOPPED;
    }
    if (rc != 0)
        s3_client_drop(&d->client);
    return rc;
}

static int s3_delivery_add_piece(struct s3_delivery *d, struct digest *digest, int64_t at,
                                 int64_t size, int64_t *done)
{
    int64_t left = size - *done;
    ssize_t n = pread(d->ctx->data_fd, d->piece, left < PIECE ? (size_t)left : PIECE, at + *done);

    if (n < 0 && errno == EINTR)
        return 0;
    if (n < 0)
        return stage_fail(d->ctx, error_code(ERR_IO), true, "The file could not be read: %s",
                          strerror(errno));
    if (n == 0)
        return stage_fail(d->ctx, error_code(ERR_IO), false,
                          "The file is shorter than its record says");
    *done += n;
    int rc = digest_add(digest, d->piece, (size_t)n);
    if (rc == 0)
        rc = s3_client_work(&d->client, 0);
    return rc == 0 && d->ctx->stopped(d->ctx) ? STAGE_STOPPED : rc;
}

/* Frees the digest too. */
static int s3_delivery_end_digest(struct digest **digest, int rc, char out[S3_SHA256_SIZE])
{
    char text[DIGEST_TEXT_SIZE];

    if (rc == 0)
        rc = digest_end(*digest, text);
    if (rc == 0)
        memcpy(out, text + strlen("sha256:"), S3_SHA256_SIZE);
    digest_free(digest);
    return rc;
}

int s3_delivery_digest(struct s3_delivery *d, int64_t at, int64_t size, char out[S3_SHA256_SIZE])
{
    struct digest *digest = NULL;
    int rc = digest_new("sha256", &digest);

    for (int64_t done = 0; rc == 0 && done < size;)
        rc = s3_delivery_add_piece(d, digest, at, size, &done);
    return s3_delivery_end_digest(&digest, rc, out);
}

int s3_delivery_digest_text(const char *text, size_t len, char out[S3_SHA256_SIZE])
{
    struct digest *digest = NULL;
    int rc = digest_new("sha256", &digest);

    if (rc == 0)
        rc = digest_add(digest, text, len);
    return s3_delivery_end_digest(&digest, rc, out);
}

/* --- what is there --- */

/* An answer to HEAD has no words: asks by GET, whose answer has. */
static int s3_delivery_ask_why(struct s3_delivery *d, const struct s3_answer *without_words)
{
    struct s3_task t;

    s3_delivery_request(d, &t, "GET", buffer_text(&d->url));
    t.q.headers[0] = "range: bytes=0-0";
    int rc = s3_delivery_call(d, &t);
    if (rc == 0)
        rc = s3_delivery_trouble(d, t.a.status / 100 == 2 ? without_words : &t.a);
    s3_task_free(&t);
    return rc;
}

int s3_delivery_look(struct s3_delivery *d)
{
    const struct upload *u = d->ctx->upload;
    struct s3_task t;

    s3_delivery_request(d, &t, "HEAD", buffer_text(&d->url));
    int rc = s3_delivery_call(d, &t);
    if (rc == 0 && t.a.status == 404)
        d->found = S3_MISSING;
    else if (rc == 0 && t.a.status == 200)
        d->found = t.a.length == u->size && strcmp(t.a.id, u->id) == 0 ? S3_OURS : S3_OTHER;
    else if (rc == 0 && s3_answer_is_temporary(&t.a))
        rc = s3_delivery_trouble(d, &t.a);
    else if (rc == 0)
        rc = s3_delivery_ask_why(d, &t.a);
    s3_task_free(&t);
    return rc;
}

int s3_delivery_trouble(const struct s3_delivery *d, const struct s3_answer *a)
{
    char words[400];

    s3_client_describe(&d->client, a, words, sizeof words);
    if (a->status == 0) {
        stage_log_reason(d->ctx, NOT_DELIVERED, words);
        return stage_later(d->ctx, NOT_DELIVERED, "The object storage is not reachable");
    }
    if (s3_answer_is_temporary(a))
        return stage_later(d->ctx, NOT_DELIVERED, "The object storage is not available: %s", words);
    return stage_fail(d->ctx, NOT_DELIVERED, true, "The file could not be delivered: %s", words);
}

int s3_delivery_occupied(const struct s3_delivery *d)
{
    return stage_fail(d->ctx, NOT_DELIVERED, true,
                      "The file could not be delivered: another object has that key");
}

int s3_delivery_settle(struct s3_delivery *d, const struct s3_answer *a)
{
    bool good = a->status / 100 == 2 && !s3_answer_has_error(a);

    if (!good && !s3_answer_is_temporary(a) && a->status != 412 && !s3_answer_is(a, "NoSuchUpload"))
        return s3_delivery_trouble(d, a);
    int rc = s3_delivery_look(d);
    if (rc != 0 || d->found == S3_OURS)
        return rc;
    if (d->found == S3_OTHER)
        return s3_delivery_occupied(d);
    if (good)
        return stage_later(d->ctx, NOT_DELIVERED,
                           "The object storage accepted the file and does not have it");
    return s3_delivery_trouble(d, a);
}
