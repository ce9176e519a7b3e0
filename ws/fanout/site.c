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
#include "progress/progress.h"

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
    int64_t counters[REDIS_SHARDS_MAX][STAT_COUNT];
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

void site_set_counter(struct site *s, size_t shard, enum stats_counter which, int64_t n)
{
    s->counters[shard][which] = n;
}

int64_t site_counter(const struct site *s, enum stats_counter which)
{
    int64_t sum = 0;

    for (size_t i = 0; i < REDIS_SHARDS_MAX; i++)
        sum += s->counters[i][which];
    return sum;
}

static bool site_tells_queue(const struct program *p, int64_t now_ms)
{
    return p->said != NULL && !site_is_silent(p, now_ms) &&
           json_get_int(p->said, "jobs_queued", -1) >= 0;
}

/* Whether this living worker's word of its spool's queue is the newest. */
static bool site_is_newest(const struct site *s, const struct program *p, int64_t now_ms)
{
    const char *spool = json_get_string(p->said, "spool", "");

    for (const struct program *q = s->programs; q < s->programs + SITE_PROGRAMS_MAX; q++) {
        bool newer = q->heard_at_ms > p->heard_at_ms || (q->heard_at_ms == p->heard_at_ms && q < p);
        if (newer && site_tells_queue(q, now_ms) &&
            strcmp(json_get_string(q->said, "spool", ""), spool) == 0)
            return false;
    }
    return true;
}

bool site_queue(const struct site *s, int64_t now_ms, int64_t *queued_out, int64_t *parked_out)
{
    bool told = false;

    *queued_out = *parked_out = 0;
    for (const struct program *p = s->programs; p < s->programs + SITE_PROGRAMS_MAX; p++) {
        if (s->available == 0 || !site_tells_queue(p, now_ms) || !site_is_newest(s, p, now_ms))
            continue;
        told = true;
        *queued_out += json_get_int(p->said, "jobs_queued", 0);
        *parked_out += json_get_int(p->said, "jobs_parked", 0);
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
        metric_print_json(out, stats_metric((enum stats_counter)i),
                          site_counter(s, (enum stats_counter)i));
    buffer_add_char(out, '}');
}

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
