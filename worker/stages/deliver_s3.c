/* SPDX-License-Identifier: MIT */
/*
 * The way of one file into object storage. A first look tells whether an earlier run delivered it
 * or another object has its key; not all servers know If-None-Match. A last look tells that it is
 * there. A multipart upload stays open only for a next run.
 */
#include "worker/stages/deliver_s3.h"

#include "base/error.h"
#include "worker/stages/s3_delivery.h"
#include "worker/stages/s3_multipart.h"

#include <stdio.h>
#include <string.h>

/* A small file, by one request. */
static int deliver_s3_put(struct s3_delivery *d)
{
    struct s3_task t;

    s3_delivery_request(d, &t, "PUT", buffer_text(&d->url));
    s3_delivery_describe(d, &t, true);
    t.q.size = d->ctx->upload->size;
    int rc = s3_delivery_digest(d, 0, t.q.size, t.q.sha256);
    if (rc == 0)
        rc = s3_delivery_call(d, &t);
    if (rc == 0)
        rc = s3_delivery_settle(d, &t.a);
    s3_task_free(&t);
    return rc;
}

/* If the server has lost the multipart upload, begins another one. */
static int deliver_s3_in_parts(struct s3_delivery *d)
{
    int rc = s3_multipart_run(d);

    if (rc != ERR_STAGE || !d->lost || d->found != S3_MISSING)
        return rc;
    s3_multipart_abort(d);
    return d->parts.count == 0 ? s3_multipart_run(d) : rc;
}

static int deliver_s3_send(struct s3_delivery *d)
{
    int rc = s3_multipart_restore(d);

    if (rc == 0)
        rc = s3_delivery_look(d);
    if (rc != 0 || d->found == S3_OURS)
        return rc;
    if (d->found == S3_OTHER)
        return s3_delivery_occupied(d);
    if (d->parts.count == 0 && d->ctx->upload->size <= d->ctx->settings->s3_part_size)
        return deliver_s3_put(d);
    return deliver_s3_in_parts(d);
}

/* Whether no other run will continue. */
static bool deliver_s3_is_over(const struct s3_delivery *d, int rc)
{
    if (rc == STAGE_STOPPED)
        return d->ctx->deleted(d->ctx);
    if (rc == STAGE_LATER)
        return stage_is_out_of_patience(d->ctx);
    return rc < 0;
}

static int deliver_s3_set_result(struct s3_delivery *d)
{
    char text[DELIVER_KEY_MAX + 128];

    (void)snprintf(text, sizeof text, "%s%s/%s", DELIVER_S3, d->bucket, buffer_text(&d->key));
    return d->ctx->set_result(d->ctx, UPLOAD_DELIVERED, text);
}

int deliver_s3_run(struct stage_context *ctx)
{
    struct s3_delivery d;
    int rc = s3_delivery_open(&d, ctx);

    if (rc == 0) {
        rc = deliver_s3_send(&d);
        if (deliver_s3_is_over(&d, rc))
            s3_multipart_abort(&d);
    }
    if (rc == 0)
        rc = deliver_s3_set_result(&d);
    s3_delivery_close(&d);
    return rc;
}

void deliver_s3_abandon(struct stage_context *ctx)
{
    struct s3_delivery d;

    if (s3_delivery_open(&d, ctx) == 0 && s3_multipart_restore(&d) == 0)
        s3_multipart_abort(&d);
    s3_delivery_close(&d);
}
