/* SPDX-License-Identifier: MIT */
/*
 * Keeps the last heartbeat of each program in a short table: a site has few programs, and each
 * sends few heartbeats.
 */
#include "ws/fanout/site.h"

#include "base/clock.h"
#include "base/error.h"
#include "progress/heartbeat.h"
#include "base/json.h"
#include "base/id.h"
#include "progress/progress.h"
#include "progress/site_stats.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 3

struct program {
    char name[HEARTBEAT_NAME_SIZE];
    bool stopping;
    int64_t heard_at_ms;
    struct json *said; /* NULL: the slot is free */
};

struct site {
    struct program programs[SITE_PROGRAMS_MAX];
    int64_t counters[REDIS_SHARDS_MAX][STATS_CELLS_MAX];
    unsigned available;      /* bits of shards */
    struct message *message; /* or NULL: not made yet */
};

int site_new(struct site **out)
{
    *out = calloc(1, sizeof **out);
    return *out != NULL ? 0 : ERR_NOMEM;
}

static void site_forget(struct program *p)
{
    json_free(&p->said);
    *p = (struct program){0};
}

void site_free(struct site **s)
{
    if (*s == NULL)
        return;
    for (int i = 0; i < SITE_PROGRAMS_MAX; i++)
        site_forget(&(*s)->programs[i]);
    message_unref(&(*s)->message);
    free(*s);
    *s = NULL;
}

static bool site_is_silent(const struct program *p, int64_t now_ms)
{
    return now_ms - p->heard_at_ms > SITE_SILENT_MS;
}

/* Returns the program's slot, else a free slot, else the slot of the program that has been silent
 * longest, else NULL. */
static struct program *find_place(struct site *s, const char *name, int64_t now_ms)
{
    struct program *place = NULL;

    for (struct program *p = s->programs; p < s->programs + SITE_PROGRAMS_MAX; p++) {
        if (p->said != NULL && strcmp(p->name, name) == 0)
            return p;
        bool may_go = p->said == NULL || site_is_silent(p, now_ms);
        if (may_go && (place == NULL || p->heard_at_ms < place->heard_at_ms))
            place = p;
    }
    return place;
}

static bool is_heartbeat(const struct json *j)
{
    const char *kind = json_get_string(j, "kind", ""), *name = json_get_string(j, "name", "");

    return (strcmp(kind, "relay") == 0 || strcmp(kind, "worker") == 0) && name[0] != '\0' &&
           strlen(name) < HEARTBEAT_NAME_SIZE;
}

void site_take_heartbeat(struct site *s, const char *text, size_t len, int64_t now_ms)
{
    struct json *j = NULL;
    struct program *p = NULL;

    if (len > HEARTBEAT_MAX || json_parse(text, len, DEPTH_MAX, &j) != 0)
        return;
    const char *name = json_get_string(j, "name", "");
    if (is_heartbeat(j))
        p = find_place(s, name, now_ms);
    if (p == NULL) {
        json_free(&j);
        return;
    }
    site_forget(p);
    memcpy(p->name, name, strlen(name) + 1);
    p->stopping = json_get_bool(j, "stopping", false);
    p->heard_at_ms = now_ms;
    p->said = j;
}

void site_set_available(struct site *s, size_t shard, bool available, int64_t now_ms)
{
    bool first = available && s->available == 0;

    s->available = available ? s->available | 1U << shard : s->available & ~(1U << shard);
    for (int i = 0; first && i < SITE_PROGRAMS_MAX; i++)
        s->programs[i].heard_at_ms = s->programs[i].said != NULL ? now_ms : 0;
}

void site_set_counter(struct site *s, size_t shard, size_t cell, int64_t n)
{
    s->counters[shard][cell] = n;
}

int64_t site_counter(const struct site *s, size_t cell)
{
    int64_t sum = 0;

    for (size_t i = 0; i < REDIS_SHARDS_MAX; i++) {
        int64_t n = s->counters[i][cell];
        sum = n < INT64_MAX - sum ? sum + n : INT64_MAX;
    }
    return sum;
}

static bool site_tells(const struct program *p, const char *member, int64_t now_ms)
{
    return p->said != NULL && !site_is_silent(p, now_ms) && json_get_int(p->said, member, -1) >= 0;
}

/* Whether this living worker's word of that member is the newest of its spool; spool NULL: of all
 * spools. */
static bool site_is_newest(const struct site *s, const struct program *p, const char *member,
                           const char *spool, int64_t now_ms)
{
    for (const struct program *q = s->programs; q < s->programs + SITE_PROGRAMS_MAX; q++) {
        bool newer = q->heard_at_ms > p->heard_at_ms || (q->heard_at_ms == p->heard_at_ms && q < p);
        if (newer && site_tells(q, member, now_ms) &&
            (spool == NULL || strcmp(json_get_string(q->said, "spool", ""), spool) == 0))
            return false;
    }
    return true;
}

/* The next program after p (NULL: the first) whose word of the member is the newest of its spool.
 * NULL: there is none. */
static const struct program *site_next_spool(const struct site *s, const struct program *p,
                                             const char *member, int64_t now_ms)
{
    for (p = p == NULL ? s->programs : p + 1; p < s->programs + SITE_PROGRAMS_MAX; p++)
        if (s->available != 0 && site_tells(p, member, now_ms) &&
            site_is_newest(s, p, member, json_get_string(p->said, "spool", ""), now_ms))
            return p;
    return NULL;
}

bool site_queue(const struct site *s, int64_t now_ms, struct site_jobs *out)
{
    const struct program *p = NULL;
    bool told = false;

    *out = (struct site_jobs){0};
    while ((p = site_next_spool(s, p, "jobs_queued", now_ms)) != NULL) {
        told = true;
        out->queued += json_get_int(p->said, "jobs_queued", 0);
        out->parked += json_get_int(p->said, "jobs_parked", 0);
    }
    while ((p = site_next_spool(s, p, "jobs_waiting", now_ms)) != NULL) {
        out->waiting_known = true;
        out->waiting += json_get_int(p->said, "jobs_waiting", 0);
    }
    return told;
}

void site_refresh(struct site *s, int64_t now_ms)
{
    for (struct program *p = s->programs; p < s->programs + SITE_PROGRAMS_MAX; p++) {
        int64_t after_ms = p->stopping ? SITE_SILENT_MS : SITE_FORGET_MS;
        if (s->available != 0 && now_ms - p->heard_at_ms > after_ms)
            site_forget(p);
    }
    message_unref(&s->message);
}

static void add_programs(const struct site *s, int64_t now_ms, struct buffer *out)
{
    const char *comma = "";

    buffer_add_string(out, ",\"programs\":[");
    for (const struct program *p = s->programs; p < s->programs + SITE_PROGRAMS_MAX; p++) {
        if (p->said == NULL || json_set_int(p->said, "heard_ms", now_ms - p->heard_at_ms) != 0 ||
            json_set_bool(p->said, "alive", s->available == 0 || !site_is_silent(p, now_ms)) != 0)
            continue;
        buffer_add_string(out, comma);
        buffer_add_string(out, json_text(p->said));
        comma = ",";
    }
    buffer_add_char(out, ']');
}

static void add_counters(const struct site *s, struct buffer *out)
{
    buffer_add_string(out, ",\"counters\":{");
    for (int i = 0; i < STAT_COUNT; i++)
        metric_print_json(out, stats_metric((enum stats_counter)i), site_counter(s, (size_t)i));
    buffer_add_char(out, '}');
}

/* --- metrics --- */

/* Adds up a member over the living programs of a kind; member NULL: counts them. */
static int64_t site_sum(const struct site *s, const char *kind, const char *member, int64_t now_ms)
{
    int64_t sum = 0;

    for (const struct program *p = s->programs; p < s->programs + SITE_PROGRAMS_MAX; p++)
        if (p->said != NULL && !p->stopping && !site_is_silent(p, now_ms) &&
            strcmp(json_get_string(p->said, "kind", ""), kind) == 0)
            sum += member == NULL ? 1 : json_get_int(p->said, member, 0);
    return sum;
}

static void site_print_programs(const struct site *s, int64_t now_ms, struct buffer *out)
{
    static const struct metric programs = {"programs", "Relays and workers that live",
                                           METRIC_GAUGE},
                               slots = {"worker_slots", "Jobs that all workers can run at once",
                                        METRIC_GAUGE},
                               busy = {"worker_slots_busy", "Slots that run a job", METRIC_GAUGE};

    metric_print_head(out, &programs);
    metric_print_labelled(out, &programs, "kind", "relay", site_sum(s, "relay", NULL, now_ms));
    metric_print_labelled(out, &programs, "kind", "worker", site_sum(s, "worker", NULL, now_ms));
    metric_print(out, &slots, site_sum(s, "worker", "slots", now_ms));
    metric_print(out, &busy, site_sum(s, "worker", "running", now_ms));
}

/* What a worker says of the whole site is the same from each. */
static void site_print_uploads(const struct site *s, int64_t now_ms, struct buffer *out)
{
    for (const struct program *p = s->programs; p < s->programs + SITE_PROGRAMS_MAX; p++) {
        if (!site_tells(p, "uploads_active", now_ms) ||
            !site_is_newest(s, p, "uploads_active", NULL, now_ms))
            continue;
        metric_print(out, site_stats_metric(SITE_STATS_ACTIVE),
                     json_get_int(p->said, "uploads_active", 0));
        metric_print(out, site_stats_metric(SITE_STATS_LEASES),
                     json_get_int(p->said, "senders", 0));
    }
}

static void site_print_spools(const struct site *s, const struct metric *m, const char *member,
                              int64_t now_ms, struct buffer *out)
{
    const struct program *p = site_next_spool(s, NULL, member, now_ms);

    if (p != NULL)
        metric_print_head(out, m);
    for (; p != NULL; p = site_next_spool(s, p, member, now_ms)) {
        const char *spool = json_get_string(p->said, "spool", "");
        if (spool_id_valid(spool))
            metric_print_labelled(out, m, "spool", spool, json_get_int(p->said, member, 0));
    }
}

/* Missing while no worker lives: old numbers would be wrong. */
static void site_print_jobs(const struct site *s, int64_t now_ms, struct buffer *out)
{
    static const struct metric jobs_queued = {
        "jobs_queued", "Jobs in the queue, running ones included", METRIC_GAUGE};
    struct site_jobs jobs;

    if (!site_queue(s, now_ms, &jobs))
        return;
    metric_print(out, &jobs_queued, jobs.queued);
    if (jobs.waiting_known)
        metric_print(out, site_stats_metric(SITE_STATS_WAITING), jobs.waiting);
    metric_print(out, site_stats_metric(SITE_STATS_PARKED), jobs.parked);
}

void site_print_metrics(const struct site *s, int64_t now_ms, struct buffer *out)
{
    static const struct metric spool_free = {"spool_free_bytes",
                                             "Free space of the spool's file system", METRIC_GAUGE},
                               spool_size = {"spool_size_bytes", "Size of the spool's file system",
                                             METRIC_GAUGE};
    int64_t cells[STATS_CELLS_MAX];

    if (s->available != 0) {
        site_print_programs(s, now_ms, out);
        site_print_uploads(s, now_ms, out);
        site_print_jobs(s, now_ms, out);
        site_print_spools(s, &spool_free, "spool_free", now_ms, out);
        site_print_spools(s, &spool_size, "spool_size", now_ms, out);
    }
    for (size_t i = 0; i < stats_cells(); i++)
        cells[i] = site_counter(s, i);
    stats_cells_print(out, cells);
}

/* --- the message --- */

static struct message *site_make(const struct site *s, int64_t now_ms)
{
    const struct message_about about = {.event = "site", .at = clock_wall_ms()};
    struct buffer b;

    buffer_init(&b, PROGRESS_EVENT_MAX);
    buffer_addf(&b, "{\"event\":\"site\",\"at\":%lld,\"available\":%s", (long long)about.at,
                s->available != 0 ? "true" : "false");
    add_programs(s, now_ms, &b);
    add_counters(s, &b);
    buffer_add_char(&b, '}');
    struct message *m = message_from_buffer(&b);
    if (m != NULL)
        message_describe(m, &about);
    return m;
}

struct message *site_message(struct site *s, int64_t now_ms)
{
    if (s->message == NULL)
        s->message = site_make(s, now_ms);
    return s->message != NULL ? message_ref(s->message) : NULL;
}
