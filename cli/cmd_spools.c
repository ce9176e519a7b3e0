/* SPDX-License-Identifier: MIT */
/*
 * loadline spools: the spools that share the Redis, their hosts and jobs. It also forgets one whose
 * host is gone for good.
 */
#include "cli/common/cli.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "jobs/delayed_jobs.h"
#include "progress/known_spools.h"
#include "progress/progress.h"
#include "progress/site_stats.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUTPUT_MAX 65536
#define ALIVE_MS 60000 /* a spool that was announced so lately is in use */

enum spools_option { SPOOLS_JSON, SPOOLS_FORGET };

static const struct command_option spools_options[] = {
    [SPOOLS_JSON] = {.name = "json", .help = "print an array"},
    [SPOOLS_FORGET] = {.name = "forget",
                       .value = "SPOOL",
                       .help = "forget a spool whose host is gone for good"},
    {0}};

struct spools_order {
    bool as_json;
    const char *forget; /* NULL: none */
};

struct spools {
    struct document_reader *reader;
    struct redis *redis; /* the shard at work */
    const char *prefix;
    struct known_spool *list;
    size_t count;
    bool as_json;
    struct buffer out;
};

/* Returns when a worker of the spool was last seen; 0: never. Its programs begin at i. */
static int64_t spools_worker_seen(const struct spools *s, size_t i)
{
    const char *spool = s->list[i].spool;

    for (; i < s->count && strcmp(s->list[i].spool, spool) == 0; i++)
        if (strcmp(s->list[i].program, KNOWN_SPOOLS_WORKER) == 0)
            return s->list[i].seen_ms;
    return 0;
}

/* Whether an earlier program of the spool runs on the same host. */
static bool spools_repeats_host(const struct spools *s, size_t first, size_t i)
{
    for (size_t k = first; k < i; k++)
        if (strcmp(s->list[k].host, s->list[i].host) == 0)
            return true;
    return false;
}

static void spools_add_hosts(struct spools *s, size_t first)
{
    const char *before = s->as_json ? "\"" : "", *after = before;

    for (size_t i = first; i < s->count && strcmp(s->list[i].spool, s->list[first].spool) == 0;
         i++) {
        if (spools_repeats_host(s, first, i))
            continue;
        buffer_addf(&s->out, "%s", i == first ? "" : s->as_json ? "," : " ");
        if (s->as_json)
            buffer_add_json_string(&s->out, s->list[i].host);
        else
            buffer_addf(&s->out, "%s%s%s", before, s->list[i].host, after);
    }
}

static void spools_add_row(struct spools *s, size_t first, const int64_t gauges[SITE_STATS_COUNT])
{
    const struct known_spool *k = &s->list[first];
    int64_t seen_ms = spools_worker_seen(s, first), now_ms = clock_wall_ms();
    char worker[32] = "never";

    if (s->as_json) {
        buffer_addf(&s->out,
                    "%s{\"spool\":\"%s\",\"waiting\":%" PRId64 ",\"claimed\":%" PRId64
                    ",\"parked\":%" PRId64 ",\"worker_at\":%" PRId64 ",\"hosts\":[",
                    first == 0 ? "" : ",", k->spool, gauges[SITE_STATS_WAITING],
                    gauges[SITE_STATS_RUNNING], gauges[SITE_STATS_PARKED], seen_ms);
        spools_add_hosts(s, first);
        buffer_add_string(&s->out, "]}");
        return;
    }
    if (seen_ms != 0)
        (void)snprintf(worker, sizeof worker, "%" PRId64 " s ago", (now_ms - seen_ms) / 1000);
    buffer_addf(&s->out, "%s %8" PRId64 " %8" PRId64 " %8" PRId64 "  %-12s  ", k->spool,
                gauges[SITE_STATS_WAITING], gauges[SITE_STATS_RUNNING], gauges[SITE_STATS_PARKED],
                worker);
    spools_add_hosts(s, first);
    buffer_add_char(&s->out, '\n');
}

/* Adds the jobs of a spool in all shards. */
static int spools_count_jobs(struct spools *s, const char *spool, int64_t gauges[SITE_STATS_COUNT])
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < document_reader_shard_count(s->reader); i++)
        rc = site_stats_add_queue(document_reader_redis(s->reader, i), s->prefix, spool, gauges);
    return rc;
}

static int spools_add_all(struct spools *s)
{
    int rc = 0;

    buffer_addf(&s->out, s->as_json ? "[" : "%-16s %8s %8s %8s  %-12s  %s\n", "SPOOL", "WAITING",
                "RUNNING", "PARKED", "WORKER", "HOSTS");
    for (size_t i = 0; rc == 0 && i < s->count; i++) {
        int64_t gauges[SITE_STATS_COUNT] = {0};
        if (i > 0 && strcmp(s->list[i].spool, s->list[i - 1].spool) == 0)
            continue;
        rc = spools_count_jobs(s, s->list[i].spool, gauges);
        if (rc == 0)
            spools_add_row(s, i, gauges);
    }
    buffer_add_string(&s->out, s->as_json ? "]\n" : "");
    return rc;
}

static int spools_list(struct spools *s)
{
    buffer_init(&s->out, OUTPUT_MAX);
    int rc = spools_add_all(s);
    if (rc == 0)
        fputs(buffer_text(&s->out), stdout);
    buffer_free(&s->out);
    return rc;
}

/* --- forgetting --- */

/* Returns when a program of the spool was last seen; 0: it is not known. */
static int64_t spools_seen(const struct spools *s, const char *spool)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->list[i].spool, spool) == 0)
            return s->list[i].seen_ms; /* the latest is first */
    return 0;
}

/* The unfinished uploads, collected because the connection is in use while they are listed. */
struct unfinished {
    char (*ids)[ID_SIZE];
    size_t count, room;
    int err;
};

static void spools_note_unfinished(void *arg, const char *id)
{
    struct unfinished *u = arg;

    if (u->err == 0 && u->count == u->room) {
        size_t room = u->room > 0 ? 2 * u->room : 64;
        char(*ids)[ID_SIZE] = realloc(u->ids, room * sizeof *ids);
        u->err = ids == NULL ? ERR_NOMEM : 0;
        u->ids = ids != NULL ? ids : u->ids;
        u->room = ids != NULL ? room : u->room;
    }
    if (u->err == 0)
        memcpy(u->ids[u->count++], id, ID_SIZE);
}

static void spools_remove_document(void *arg, const char *id, const char *json, size_t len)
{
    char **document = arg;
    (void)id;

    *document = json != NULL ? strndup(json, len) : NULL;
}

static int spools_forget_upload(struct spools *s, const char *spool, const char *id,
                                size_t *count_out)
{
    char found[SPOOL_ID_SIZE], *json = NULL;
    int rc = progress_read_spool(s->redis, s->prefix, id, found);

    if (rc == ERR_NOT_FOUND || (rc == 0 && strcmp(found, spool) != 0))
        return 0;
    if (rc == 0)
        rc = progress_read(s->redis, s->prefix, &id, 1, spools_remove_document, &json);
    if (rc == 0 && json != NULL) {
        rc = progress_forget(s->redis, s->prefix, id, json, strlen(json));
        (*count_out)++;
    }
    free(json);
    return rc;
}

/* Removes the documents of uploads that nobody can finish any more. */
static int spools_forget_uploads(struct spools *s, const char *spool, size_t *count_out)
{
    struct unfinished u = {0};
    int rc = progress_each_active(s->redis, s->prefix, spools_note_unfinished, &u);

    if (rc == 0)
        rc = u.err;
    for (size_t i = 0; rc == 0 && i < u.count; i++)
        rc = spools_forget_upload(s, spool, u.ids[i], count_out);
    free(u.ids);
    return rc;
}

/* Forgets the uploads and jobs of the spool in one shard. */
static int spools_forget_shard(struct spools *s, size_t shard, const char *spool, size_t *count_out)
{
    const struct job_queue q = {s->prefix, spool};

    s->redis = document_reader_redis(s->reader, shard);
    int rc = spools_forget_uploads(s, spool, count_out);
    return rc == 0 ? delayed_jobs_remove_queue(s->redis, &q) : rc;
}

static int spools_forget(struct spools *s, const char *spool)
{
    size_t uploads = 0, shards = document_reader_shard_count(s->reader);
    int64_t now_ms = clock_wall_ms();
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < shards; i++)
        rc = spools_forget_shard(s, i, spool, &uploads);
    for (size_t i = 0; rc == 0 && i < shards; i++) /* last: if this is interrupted, repeat it */
        rc = known_spools_forget(document_reader_redis(s->reader, i), s->prefix, spool, now_ms);
    if (rc == 0)
        printf("%s is forgotten, and %zu unfinished uploads\n", spool, uploads);
    return rc;
}

/* --- the command --- */

static int spools_read(struct spools *s)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < document_reader_shard_count(s->reader); i++)
        rc = known_spools_read_more(document_reader_redis(s->reader, i), s->prefix, &s->list,
                                    &s->count);
    return rc;
}

static int spools_act(struct spools *s, const char *forget)
{
    int rc = spools_read(s);
    int64_t seen_ms = rc == 0 && forget != NULL ? spools_seen(s, forget) : 0;

    if (rc == 0 && forget == NULL)
        return spools_list(s);
    if (rc == 0 && seen_ms == 0) {
        cli_complain("there is no spool %s; loadline spools lists them", forget);
        return ERR_NOT_FOUND;
    }
    if (rc == 0 && clock_wall_ms() - seen_ms < ALIVE_MS) {
        cli_complain("a program used the spool %s within the last minute", forget);
        return ERR_LOCKED;
    }
    return rc == 0 ? spools_forget(s, forget) : rc;
}

static int spools_open(struct cli *cli, bool as_json, const char *forget)
{
    struct spools s = {
        .reader = cli->reader, .prefix = cli->config.redis_prefix, .as_json = as_json};
    int rc = spools_act(&s, forget);

    free(s.list);
    if (rc == ERR_NOT_FOUND)
        return CLI_UNKNOWN;
    if (rc == ERR_LOCKED)
        return CLI_FAILED;
    if (rc != 0)
        cli_complain("%s: %s", error_text(rc), document_reader_failure(cli->reader));
    return rc == 0 ? CLI_OK : CLI_UNAVAILABLE;
}

static int cmd_spools_take(void *arg, size_t option, char *value)
{
    struct spools_order *o = arg;

    if (option == SPOOLS_FORGET)
        o->forget = value;
    else
        o->as_json = true;
    return CLI_OK;
}

static int cmd_spools_run(struct cli *cli, int argc, char **argv)
{
    struct spools_order o = {0};

    int status = command_read_options(&cmd_spools, argc, argv, cmd_spools_take, &o);
    if (status == CLI_OK && (optind != argc || (o.forget != NULL && o.as_json)))
        status = command_usage(&cmd_spools);
    if (status == CLI_OK)
        status = cli_open(cli);
    return status == CLI_OK ? spools_open(cli, o.as_json, o.forget) : status;
}

const struct command cmd_spools = {
    .name = "spools",
    .arguments = "[--json | --forget SPOOL]",
    .summary = "list the spools that share the Redis",
    .run = cmd_spools_run,
    .options = spools_options,
    .statuses = "  0  success\n"
                "  1  the spool is in use\n"
                "  2  there is no such spool, or invalid arguments or settings\n"
                "  3  Redis is not reachable\n"};
