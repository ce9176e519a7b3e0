/* SPDX-License-Identifier: MIT */
/*
 * CreateMultipartUpload, UploadPart, CompleteMultipartUpload and AbortMultipartUpload.
 */
#include "worker/stages/s3_multipart.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "s3/s3_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL_MAX 16384
#define BODY_MAX ((size_t)S3_PARTS_MAX * (S3_ETAG_SIZE + 64) + 256)
#define ABORT_MS 5000
#define COMPLETE_FACTOR 10 /* times s3_timeout: the server may copy all bytes */
#define MEGABYTE 1e6

/* A part that is being sent. */
struct s3_lane {
    struct s3_task task;
    struct buffer url;
    int part;
    bool busy;
};

/* The sending of all parts. */
struct s3_lanes {
    struct s3_lane lanes[S3_TASKS_MAX];
    size_t count;
    int next;         /* the first part that was not begun in this run */
    int64_t began_ms; /* and what was stored then */
    int64_t began_bytes;
};

static void s3_multipart_url(const struct s3_delivery *d, int part, struct buffer *out)
{
    buffer_init(out, URL_MAX);
    buffer_add_string(out, d->parts.url);
    buffer_add_char(out, '?');
    if (part > 0)
        buffer_addf(out, "partNumber=%d&", part);
    buffer_add_string(out, "uploadId=");
    s3_text_encode(out, d->parts.upload_id, false);
}

static int s3_multipart_keep(struct s3_delivery *d)
{
    char *text = s3_parts_text(&d->parts);
    int rc = text == NULL ? ERR_NOMEM : d->ctx->keep(d->ctx, text);

    free(text);
    return rc;
}

/* --- what nobody will continue --- */

/* Runs one task for a few seconds at most, and does not ask whether to stop. */
static bool s3_multipart_try(struct s3_delivery *d, struct s3_task *t)
{
    int64_t ends_at = clock_mono_ms() + 2 * ABORT_MS;

    if (t->q.timeout_ms > ABORT_MS)
        t->q.timeout_ms = ABORT_MS;
    int rc = s3_client_begin(&d->client, t);
    while (rc == 0 && !t->done && clock_mono_ms() < ends_at)
        rc = s3_client_work(&d->client, STAGE_TICK_MS);
    s3_client_drop(&d->client);
    if (!t->done)
        t->a.status = 0;
    return t->a.status / 100 == 2 || t->a.status == 404;
}

static bool s3_multipart_abort_one(struct s3_delivery *d, const char *object_url, const char *id)
{
    struct s3_task t;
    struct buffer url;

    buffer_init(&url, URL_MAX);
    buffer_addf(&url, "%s?uploadId=", object_url);
    s3_text_encode(&url, id, false);
    s3_delivery_request(d, &t, "DELETE", buffer_text(&url));
    bool gone = s3_multipart_try(d, &t);
    if (!gone)
        log_warn("s3_not_aborted", "id", d->ctx->upload->id, "status", LOG_INT(t.a.status), NULL);
    s3_task_free(&t);
    buffer_free(&url);
    return gone;
}

/* Aborts those of a list of multipart uploads that are for our key. */
static bool s3_multipart_abort_listed(struct s3_delivery *d, const char *list)
{
    char key[DELIVER_KEY_MAX + 2], id[S3_UPLOAD_ID_MAX + 2];
    bool gone = true;

    while ((list = strstr(list, "<Upload>")) != NULL) {
        list += strlen("<Upload>");
        if (s3_text_element(list, "Key", key, sizeof key) &&
            strcmp(key, buffer_text(&d->key)) == 0 &&
            s3_text_element(list, "UploadId", id, sizeof id) && *id != '\0')
            gone = s3_multipart_abort_one(d, buffer_text(&d->url), id) && gone;
    }
    return gone;
}

/* A run died before it noted the id of the multipart upload that it created. If the key has the
 * upload's id, all that are open for it are ours. Without the right to list them they stay. */
static bool s3_multipart_abort_unnoted(struct s3_delivery *d)
{
    struct s3_task t;
    struct buffer url;

    if (strcmp(d->parts.url, buffer_text(&d->url)) != 0 ||
        strstr(buffer_text(&d->key), d->ctx->upload->id) == NULL)
        return true;
    buffer_init(&url, URL_MAX);
    buffer_addf(&url, "%s?prefix=", buffer_text(&d->bucket_url));
    s3_text_encode(&url, buffer_text(&d->key), false);
    buffer_add_string(&url, "&uploads=");
    s3_delivery_request(d, &t, "GET", buffer_text(&url));
    bool gone = s3_multipart_try(d, &t);
    if (gone)
        gone = s3_multipart_abort_listed(d, buffer_text(&t.a.body));
    else
        log_warn("s3_not_listed", "id", d->ctx->upload->id, "status", LOG_INT(t.a.status), NULL);
    gone = gone || t.a.status / 100 == 4;
    s3_task_free(&t);
    buffer_free(&url);
    return gone;
}

void s3_multipart_abort(struct s3_delivery *d)
{
    if (d->parts.count == 0)
        return;
    s3_client_drop(&d->client);
    bool gone = *d->parts.upload_id == '\0'
                    ? s3_multipart_abort_unnoted(d)
                    : s3_multipart_abort_one(d, d->parts.url, d->parts.upload_id);
    if (gone && !d->ctx->deleted(d->ctx))
        (void)d->ctx->keep(d->ctx, NULL);
    if (gone)
        s3_parts_free(&d->parts);
}

/* --- the beginning --- */

int s3_multipart_restore(struct s3_delivery *d)
{
    if (d->ctx->kept == NULL)
        return 0;
    int rc = s3_parts_from_text(d->ctx->kept, &d->parts);
    if (rc == ERR_SYNTAX)
        return d->ctx->keep(d->ctx, NULL);
    if (rc != 0 ||
        (d->parts.size == d->ctx->upload->size && strcmp(d->parts.url, buffer_text(&d->url)) == 0))
        return rc;
    s3_multipart_abort(d); /* the settings have changed */
    s3_parts_free(&d->parts);
    return 0;
}

/* Notes that a multipart upload is about to be created: its id is empty until the answer is noted.
 */
static int s3_multipart_announce(struct s3_delivery *d)
{
    const struct config_stage *c = d->ctx->settings;
    int rc = s3_parts_begin(&d->parts, buffer_text(&d->url), "", d->ctx->upload->size,
                            c->s3_part_size, c->s3_max_parts);

    return rc == 0 ? s3_multipart_keep(d) : rc;
}

static int s3_multipart_note(struct s3_delivery *d, const struct s3_answer *a)
{
    const struct config_stage *c = d->ctx->settings;
    char id[S3_UPLOAD_ID_MAX + 2];

    if (a->status != 200 || !s3_text_element(buffer_text(&a->body), "UploadId", id, sizeof id) ||
        *id == '\0')
        return s3_delivery_trouble(d, a);
    s3_parts_free(&d->parts);
    int rc = s3_parts_begin(&d->parts, buffer_text(&d->url), id, d->ctx->upload->size,
                            c->s3_part_size, c->s3_max_parts);
    return rc == 0 ? s3_multipart_keep(d) : rc;
}

/* Asks once, on a connection of its own: an answer that is lost may have created one, which the
 * next run removes. */
static int s3_multipart_create(struct s3_delivery *d)
{
    struct s3_task t;
    struct buffer url;

    buffer_init(&url, URL_MAX);
    buffer_addf(&url, "%s?uploads=", buffer_text(&d->url));
    s3_delivery_request(d, &t, "POST", buffer_text(&url));
    s3_delivery_describe(d, &t, false);
    t.q.alone = true;
    t.tries = 1;
    int rc = s3_multipart_announce(d);
    if (rc == 0)
        rc = s3_delivery_call(d, &t);
    if (rc == 0)
        rc = s3_multipart_note(d, &t.a);
    s3_task_free(&t);
    buffer_free(&url);
    return rc;
}

/* --- the parts --- */

static void s3_multipart_report(const struct s3_delivery *d, const struct s3_lanes *all)
{
    char text[96];
    int64_t stored = s3_parts_stored(&d->parts), size = d->parts.size;
    int64_t ms = clock_mono_ms() - all->began_ms;
    int len = snprintf(text, sizeof text, "%.1f of %.1f MB", (double)stored / MEGABYTE,
                       (double)size / MEGABYTE);

    if (stored > all->began_bytes && ms > 0)
        (void)snprintf(text + len, sizeof text - (size_t)len, ", %.1f MB/s",
                       (double)(stored - all->began_bytes) / 1000.0 / (double)ms);
    d->ctx->report(d->ctx, stage_percent(stored, size), text);
}

/* Begins the next part that is not acknowledged, if there is one left. */
static int s3_multipart_begin_part(struct s3_delivery *d, struct s3_lanes *all,
                                   struct s3_lane *lane)
{
    while (all->next < d->parts.count && *d->parts.etags[all->next] != '\0')
        all->next++;
    if (all->next == d->parts.count)
        return 0;
    lane->part = all->next++;
    s3_multipart_url(d, lane->part + 1, &lane->url);
    s3_delivery_request(d, &lane->task, "PUT", buffer_text(&lane->url));
    lane->task.q.at = d->parts.part_size * lane->part;
    lane->task.q.size = s3_parts_size(&d->parts, lane->part);
    lane->busy = true;
    int rc = s3_delivery_digest(d, lane->task.q.at, lane->task.q.size, lane->task.q.sha256);
    return rc == 0 ? s3_client_begin(&d->client, &lane->task) : rc;
}

static void s3_multipart_clear(struct s3_lane *lane)
{
    if (lane->busy) {
        s3_task_free(&lane->task);
        buffer_free(&lane->url);
    }
    lane->busy = false;
}

/* Records the part that the server has acknowledged. */
static int s3_multipart_take(struct s3_delivery *d, struct s3_lanes *all, struct s3_lane *lane)
{
    const struct s3_answer *a = &lane->task.a;

    d->lost = s3_answer_is(a, "NoSuchUpload");
    if (d->lost)
        return s3_delivery_settle(d, a);
    if (a->status != 200)
        return s3_delivery_trouble(d, a);
    if (*a->etag == '\0')
        return stage_fail(d->ctx, NOT_DELIVERED, true,
                          "The object storage acknowledged a part without an ETag");
    memcpy(d->parts.etags[lane->part], a->etag, sizeof a->etag);
    s3_multipart_clear(lane);
    int rc = s3_multipart_keep(d);
    if (rc == 0)
        s3_multipart_report(d, all);
    return rc;
}

static int s3_multipart_step(struct s3_delivery *d, struct s3_lanes *all)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < all->count; i++)
        if (!all->lanes[i].busy)
            rc = s3_multipart_begin_part(d, all, &all->lanes[i]);
    if (rc == 0)
        rc = s3_client_work(&d->client, STAGE_TICK_MS);
    for (size_t i = 0; rc == 0 && d->found != S3_OURS && i < all->count; i++)
        if (all->lanes[i].busy && all->lanes[i].task.done)
            rc = s3_multipart_take(d, all, &all->lanes[i]);
    return rc == 0 && d->ctx->stopped(d->ctx) ? STAGE_STOPPED : rc;
}

static bool s3_multipart_is_stored(const struct s3_delivery *d)
{
    return s3_parts_stored(&d->parts) == d->parts.size;
}

static int s3_multipart_send(struct s3_delivery *d)
{
    struct s3_lanes *all = calloc(1, sizeof *all);
    int rc = all == NULL ? ERR_NOMEM : 0;

    if (rc == 0) {
        all->count = (size_t)d->ctx->settings->s3_parallel;
        all->began_ms = clock_mono_ms();
        all->began_bytes = s3_parts_stored(&d->parts);
        s3_multipart_report(d, all);
    }
    while (rc == 0 && d->found != S3_OURS && !s3_multipart_is_stored(d))
        rc = s3_multipart_step(d, all);
    s3_client_drop(&d->client);
    for (size_t i = 0; all != NULL && i < all->count; i++)
        s3_multipart_clear(&all->lanes[i]);
    free(all);
    return rc;
}

/* --- the end --- */

/* Asks once, on a connection of its own, and is patient: while a first request is in progress, a
 * second one could fail what the first achieves. */
static int s3_multipart_ask_to_complete(struct s3_delivery *d, const struct buffer *body,
                                        const char *url)
{
    struct s3_task t;

    s3_delivery_request(d, &t, "POST", url);
    t.q.headers[0] = "content-type: application/xml";
    t.q.headers[1] = "if-none-match: *";
    t.q.body = buffer_text(body);
    t.q.size = (int64_t)body->len;
    t.q.alone = true;
    t.q.timeout_ms *= COMPLETE_FACTOR;
    t.tries = 1;
    int rc = s3_delivery_digest_text(t.q.body, body->len, t.q.sha256);
    if (rc == 0)
        rc = s3_delivery_call(d, &t);
    if (rc == 0)
        rc = s3_delivery_settle(d, &t.a);
    s3_task_free(&t);
    return rc;
}

static int s3_multipart_complete(struct s3_delivery *d)
{
    struct buffer body, url;

    d->parts.completing = true;
    int rc = s3_multipart_keep(d);
    if (rc != 0)
        return rc;
    buffer_init(&body, BODY_MAX);
    s3_parts_body(&d->parts, &body);
    s3_multipart_url(d, 0, &url);
    rc = buffer_error(&body);
    if (rc == 0)
        rc = s3_multipart_ask_to_complete(d, &body, buffer_text(&url));
    buffer_free(&body);
    buffer_free(&url);
    return rc;
}

int s3_multipart_run(struct s3_delivery *d)
{
    int rc = d->parts.count == 0 ? s3_multipart_create(d) : 0;

    if (rc == 0)
        rc = s3_multipart_send(d);
    if (rc == 0 && d->found != S3_OURS)
        rc = s3_multipart_complete(d);
    return rc;
}
