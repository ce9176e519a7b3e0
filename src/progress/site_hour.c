/* SPDX-License-Identifier: MIT */
/*
 * A zset by minute; a member is "AT BYTES SENDERS WAITING": the time (ms) and the counter of all
 * bytes, so that the next sample gives the rate, and two gauges.
 */
#include "progress/site_hour.h"

#include "base/error.h"
#include "base/log.h"
#include "progress/progress.h"
#include "progress/site_stats.h"
#include "scripts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORGET_MS "3660000"                 /* one minute after the hour of the last sample */
#define NUMBER_MAX ((INT64_C(1) << 53) - 1) /* as in JSON; sums and rates do not overflow */
#define WAIT_MAX_MS (2 * SITE_HOUR_MINUTE_MS)
#define WAIT_MIN_MS 1000 /* after a sample */
#define VALUES_SIZE 80

struct sample {
    int64_t at_ms, bytes, senders, waiting;
};

/* values NULL: only asks. */
static int site_hour_send(struct redis *r, const char *prefix, const char *values,
                          int64_t *wait_ms_out)
{
    char key[PROGRESS_KEY_SIZE], most[16];
    struct redis_value *v = NULL;
    const char *argv[] = {key, most, FORGET_MS, values};

    progress_key(prefix, PROGRESS_HOUR, key);
    (void)snprintf(most, sizeof most, "%d", SITE_HOUR_MINUTES);
    int rc = redis_script(r, script_hour, 1, values != NULL ? 4 : 3, argv, NULL, &v);
    *wait_ms_out = rc == 0 ? redis_value_int(v) : SITE_HOUR_MINUTE_MS;
    if (*wait_ms_out < 0 || *wait_ms_out > WAIT_MAX_MS)
        *wait_ms_out = SITE_HOUR_MINUTE_MS;
    redis_value_free(&v);
    return rc;
}

int site_hour_note(struct redis *r, const char *prefix, int64_t *wait_ms_out)
{
    struct site_stats now = {0};
    char values[VALUES_SIZE];
    int rc = site_hour_send(r, prefix, NULL, wait_ms_out);

    if (rc != 0 || *wait_ms_out > 0)
        return rc;
    *wait_ms_out = SITE_HOUR_MINUTE_MS;
    rc = site_stats_add(r, prefix, &now);
    (void)snprintf(values, sizeof values, "%" PRId64 " %" PRId64 " %" PRId64,
                   now.counters[STAT_BYTES_RECEIVED], now.gauges[SITE_STATS_LEASES],
                   now.gauges[SITE_STATS_WAITING]);
    if (rc == 0)
        rc = site_hour_send(r, prefix, values, wait_ms_out);
    if (*wait_ms_out < WAIT_MIN_MS)
        *wait_ms_out = WAIT_MIN_MS;
    return rc;
}

void site_hour_init(struct site_hour *h, int64_t now_ms)
{
    /* The server's clock may be a little ahead of ours. */
    *h = (struct site_hour){.first = now_ms / SITE_HOUR_MINUTE_MS + 2 - SITE_HOUR_MINUTES};
}

/* Takes a number and the blank behind it. */
static bool site_hour_number(const char **text, int64_t *out)
{
    char *end;

    if (**text < '0' || **text > '9')
        return false;
    *out = strtoll(*text, &end, 10);
    *text = end + (*end == ' ');
    return *out <= NUMBER_MAX;
}

static bool site_hour_parse(const char *text, struct sample *out)
{
    return text != NULL && site_hour_number(&text, &out->at_ms) &&
           site_hour_number(&text, &out->bytes) && site_hour_number(&text, &out->senders) &&
           site_hour_number(&text, &out->waiting) && *text == '\0';
}

static void site_hour_sum(int64_t *sum, int64_t more)
{
    more = more < NUMBER_MAX ? more : NUMBER_MAX;
    *sum = *sum < NUMBER_MAX - more ? *sum + more : NUMBER_MAX;
}

/* before: the sample of the minute before, or NULL. */
static void site_hour_take(struct site_hour *h, const struct sample *s, const struct sample *before)
{
    int64_t place = s->at_ms / SITE_HOUR_MINUTE_MS - h->first;

    if (place < 0 || place >= SITE_HOUR_MINUTES)
        return;
    struct site_minute *m = &h->minutes[place];
    m->samples++;
    site_hour_sum(&m->senders, s->senders);
    site_hour_sum(&m->waiting, s->waiting);
    if (before == NULL || s->bytes < before->bytes) /* the counters were lost */
        return;
    m->rates++;
    site_hour_sum(&m->rate, (s->bytes - before->bytes) * 1000 / (s->at_ms - before->at_ms));
}

int site_hour_add(struct redis *r, const char *prefix, struct site_hour *h)
{
    char key[PROGRESS_KEY_SIZE], first[16];
    struct redis_value *v = NULL;
    struct sample s, last = {.at_ms = -2 * SITE_HOUR_MINUTE_MS};

    progress_key(prefix, PROGRESS_HOUR, key);
    (void)snprintf(first, sizeof first, "-%d", SITE_HOUR_MINUTES);
    int rc = redis_commandl(r, &v, "ZRANGE", key, first, "-1", (const char *)NULL);
    for (size_t i = 0; rc == 0 && i < redis_value_count(v); i++) {
        if (!site_hour_parse(redis_value_text(redis_value_item(v, i)), &s))
            continue;
        int64_t minutes = s.at_ms / SITE_HOUR_MINUTE_MS - last.at_ms / SITE_HOUR_MINUTE_MS;
        if (minutes > 0) {
            site_hour_take(h, &s, minutes == 1 ? &last : NULL);
            last = s;
        }
    }
    redis_value_free(&v);
    h->shards++;
    return rc;
}

bool site_hour_note_error(const struct redis *r, int rc, atomic_bool *failing)
{
    bool is_error = rc == ERR_REDIS && redis_connected(r);

    if (is_error && redis_refusal(r) == NULL && !atomic_exchange(failing, true))
        log_warn("redis_error", "address", redis_server(r), "key", "hour", "reason",
                 redis_failure(r), NULL);
    else if (rc == 0 && atomic_exchange(failing, false))
        log_info("redis_accepts", "address", redis_server(r), "key", "hour", NULL);
    return is_error;
}

bool site_hour_knows(const struct site_hour *h, size_t minute)
{
    return h->shards > 0 && h->minutes[minute].samples == h->shards;
}

bool site_hour_knows_rate(const struct site_hour *h, size_t minute)
{
    return h->shards > 0 && h->minutes[minute].rates == h->shards;
}
