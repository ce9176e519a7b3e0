/* SPDX-License-Identifier: MIT */
/*
 * Reads one short list of each shard. It is written on the way, so that a site whose other programs
 * sleep has a curve as long as somebody looks at it.
 */
#include "fcgi/status/hour_answer.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "fcgi/status/poll.h"
#include "progress/site_hour.h"
#include "redis/redis_shards.h"
#include "upkeep/document_reader.h"

#include <stdatomic.h>

#define MINUTE_MAX ((size_t)160) /* bytes of one in the answer */
#define ANSWER_MAX (SITE_HOUR_MINUTES * MINUTE_MAX)

static atomic_bool failing[REDIS_SHARDS_MAX]; /* shared by all threads */

/* A shard that answers with an error is no lost one: all others go on. */
static int hour_answer_read(struct exchange *x, struct site_hour *out)
{
    const struct poll_app *app = x->app;
    size_t shards = document_reader_shard_count(x->thread);
    int64_t wait_ms;
    int rc = 0;

    site_hour_init(out, clock_wall_ms());
    for (size_t i = 0; rc == 0 && i < shards; i++) {
        struct redis *redis = document_reader_redis(x->thread, i);
        /* A server that refuses changes can still be read. */
        (void)site_hour_note(redis, app->config.redis_prefix, &wait_ms);
        rc = site_hour_add(redis, app->config.redis_prefix, out);
        if (site_hour_note_error(redis, rc, &failing[i]))
            rc = 0;
    }
    if (rc == ERR_REDIS) /* clients must not learn where Redis is or what it replied */
        document_reader_log_failure(x->thread);
    return rc;
}

static void hour_answer_print(const struct site_hour *h, struct buffer *out)
{
    const char *comma = "";

    buffer_add_string(out, "{\"minutes\":[");
    for (size_t i = 0; i < SITE_HOUR_MINUTES; i++) {
        const struct site_minute *m = &h->minutes[i];
        if (!site_hour_knows(h, i))
            continue;
        buffer_addf(out, "%s{\"at\":%lld,\"rate\":", comma,
                    (long long)((h->first + (int64_t)i) * SITE_HOUR_MINUTE_MS));
        if (site_hour_knows_rate(h, i))
            buffer_addf(out, "%lld", (long long)m->rate);
        else
            buffer_add_string(out, "null");
        buffer_addf(out, ",\"uploading\":%lld,\"jobs_waiting\":%lld}", (long long)m->senders,
                    (long long)m->waiting);
        comma = ",";
    }
    buffer_add_string(out, "]}");
}

int hour_answer_send(struct exchange *x)
{
    struct site_hour hour;
    struct buffer text;

    if (x->thread == NULL) /* the thread began without enough memory */
        return ERR_NOMEM;
    int rc = hour_answer_read(x, &hour);
    if (rc != 0)
        return rc;
    buffer_init(&text, ANSWER_MAX);
    hour_answer_print(&hour, &text);
    rc = buffer_error(&text);
    if (rc == 0) {
        response_header(x->response, "Cache-Control", "no-store");
        rc = response_send(x->response, 200, "application/json", text.data, text.len);
    }
    buffer_free(&text);
    return rc;
}
