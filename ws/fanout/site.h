/* SPDX-License-Identifier: MIT */
/*
 * The programs of this site: the last heartbeat of each relay and worker, and the counters of all
 * of them. Administrators who watch the site share one message. No I/O: the source (source.h)
 * delivers heartbeats and counters.
 */
#ifndef LOADLINE_SITE_H
#define LOADLINE_SITE_H

#include "ws/fanout/message.h"
#include "progress/stats.h"
#include "redis/redis_shards.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SITE_EVERY_MS 1000   /* at most one new message in this time */
#define SITE_PROGRAMS_MAX 32 /* a further program is added once another is silent or forgotten */
#define SITE_SILENT_MS 7000  /* without a heartbeat for so long, a program is not alive */
/* silent for so long, a program is removed */
#define SITE_FORGET_MS (10 * 60 * 1000)

struct site;

/* The caller owns the result and frees it with site_free(). Returns 0 or ERR_NOMEM. */
int site_new(struct site **out);
void site_free(struct site **s);

/* Takes a heartbeat (heartbeat.h) of len bytes; invalid ones are ignored. All now_ms are monotonic.
 */
void site_take_heartbeat(struct site *s, const char *text, size_t len, int64_t now_ms);

/* Sets whether heartbeats can arrive from a shard. Each program sends them to all shards: it does
 * not count as silent for the time in which none could arrive. */
void site_set_available(struct site *s, size_t shard, bool available, int64_t now_ms);

/* Sets one cell (stats_cells.h) as a shard has it, or returns the sum of all shards. */
void site_set_counter(struct site *s, size_t shard, size_t cell, int64_t n);
int64_t site_counter(const struct site *s, size_t cell);

/* The queues of all spools, each as the worker said whose heartbeat is the newest. */
struct site_jobs {
    int64_t queued; /* running ones included */
    int64_t waiting, parked;
    bool waiting_known; /* workers of older versions do not say it */
};

/* Adds them up. False if no living worker said it. */
bool site_queue(const struct site *s, int64_t now_ms, struct site_jobs *out);

/* Appends the metrics of the site: of all programs that live, by their heartbeats, and of all
 * cells. What no living worker said is missing, and so is all of the first kind while no heartbeat
 * can arrive. */
void site_print_metrics(const struct site *s, int64_t now_ms, struct buffer *out);

/* Forgets the programs that have been silent for SITE_FORGET_MS or announced their stop, and drops
 * the cached message. */
void site_refresh(struct site *s, int64_t now_ms);

/* Returns a reference, owned by the caller, to the message about the whole site. It is cached until
 * site_refresh(). NULL when out of memory. */
struct message *site_message(struct site *s, int64_t now_ms);

#endif
