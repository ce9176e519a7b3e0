/* SPDX-License-Identifier: MIT */
/*
 * The last hour of a site: one sample for each minute in each shard. Whichever program comes first
 * in a minute writes it: workers, upload.fcgi, and progress.fcgi when an administrator asks. Where
 * none ran, the minute is missing.
 */
#ifndef LOADLINE_SITE_HOUR_H
#define LOADLINE_SITE_HOUR_H

#include "redis/redis.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SITE_HOUR_MINUTES 61 /* samples kept: an hour has 60 steps */
#define SITE_HOUR_MINUTE_MS INT64_C(60000)

/* One minute; sums over the shards. */
struct site_minute {
    int64_t rate;    /* bytes stored per second, since the minute before */
    int64_t senders; /* at that time */
    int64_t waiting; /* jobs that wait for a worker, at that time */
    size_t samples;  /* shards that have a sample of it */
    size_t rates;    /* those that have one of the minute before too */
};

struct site_hour {
    int64_t first; /* the minute since 1970 of minutes[0] */
    size_t shards; /* that were added */
    struct site_minute minutes[SITE_HOUR_MINUTES];
};

/* Writes a shard's sample of this minute if it has none. *wait_ms_out, also on an error: when to
 * call again. 0, ERR_REDIS, ERR_NOMEM. One round trip if there is one. */
int site_hour_note(struct redis *r, const char *prefix, int64_t *wait_ms_out);

/* Begins an hour that ends at now_ms (wall clock), without samples. */
void site_hour_init(struct site_hour *h, int64_t now_ms);

/* Adds the samples of one shard; malformed ones count as missing. 0 or ERR_REDIS; then no minute is
 * known. */
int site_hour_add(struct redis *r, const char *prefix, struct site_hour *h);

/* Whether rc, of one of the calls above, is an error that Redis answered over a connection that
 * lives, as without the right to the key (NOPERM). Logs when that begins and when it ends. *failing
 * belongs to the caller, one for each server: false at first. */
bool site_hour_note_error(const struct redis *r, int rc, atomic_bool *failing);

/* Whether all shards have that minute, and whether its rate is known. */
bool site_hour_knows(const struct site_hour *h, size_t minute);
bool site_hour_knows_rate(const struct site_hour *h, size_t minute);

#endif
