/* SPDX-License-Identifier: MIT */
/*
 * loadline list: lists the unfinished uploads in Redis; with --all also every upload in the spool.
 */
#include "cli/common/cli.h"
#include "cli/show/listing.h"

#include "base/error.h"
#include "progress/progress.h"
#include "redis/redis_shards.h"
#include "spool/final_parts.h"

#include <getopt.h>
#include <stdio.h>

#define LIMIT 10000 /* rows */
#define BATCH 100   /* documents read at once */

enum list_option { LIST_ALL, LIST_JSON, LIST_OPTIONS };

static const struct command_option list_options[] = {
    [LIST_ALL] = {.name = "all",
                  .help = "also all other uploads in the spool; works without Redis",
                  .letter = 'a'},
    [LIST_JSON] = {.name = "json", .help = "print an array"},
    {0}};

struct collector {
    struct listing *listing;
    int err;
};

/* The rows that one batch of documents fills. */
struct filler {
    struct listing_row *next;
    int err;
};

static void collect_active(void *arg, const char *id)
{
    struct collector *c = arg;
    if (!c->err)
        c->err = listing_add(c->listing, id);
}

static int collect_spooled(void *arg, const char *id)
{
    return listing_add(arg, id);
}

static void fill_row(void *arg, const char *id, const char *json, size_t len)
{
    struct filler *f = arg;
    struct listing_row *row = f->next++;
    (void)id;
    if (json && !f->err)
        f->err = listing_fill_document(row, json, len);
}

/* The rows are sorted by id, so that each shard has a run of them. */
static int fill_batch(struct cli *cli, struct listing_row *rows, const char *const *ids, size_t n)
{
    size_t shards = document_reader_shard_count(cli->reader), first = 0;
    int err = 0;

    while (!err && first < n) {
        size_t shard = redis_shards_place(shards, ids[first]), end = first + 1;
        while (end < n && redis_shards_place(shards, ids[end]) == shard)
            end++;
        struct filler f = {.next = &rows[first]};
        err = progress_read(document_reader_redis(cli->reader, shard), cli->config.redis_prefix,
                            ids + first, end - first, fill_row, &f);
        if (!err)
            err = f.err;
        first = end;
    }
    return err;
}

/* Reads from Redis only: listing must not restore the uploads it meets. */
static int fill_from_redis(struct cli *cli, struct listing *l)
{
    int err = 0;
    for (size_t from = 0; !err && from < l->count; from += BATCH) {
        const char *ids[BATCH];
        size_t n = l->count - from < BATCH ? l->count - from : BATCH;
        for (size_t i = 0; i < n; i++)
            ids[i] = l->rows[from + i].id;
        err = fill_batch(cli, &l->rows[from], ids, n);
    }
    return err;
}

/* Reads uploads that Redis does not have from disk. A record that vanishes or is damaged is left
 * out. */
static int fill_from_spool(struct store *store, struct listing *l)
{
    int err = 0;
    for (size_t i = 0; !err && i < l->count; i++) {
        struct upload record;
        if (l->rows[i].state[0] || final_parts_load(store, l->rows[i].id, &record) != 0)
            continue;
        err = listing_fill_record(&l->rows[i], &record);
        upload_free(&record);
    }
    return err;
}

static int open_spool(struct cli *cli, struct store **out)
{
    *out = document_reader_store(cli->reader);
    if (*out)
        return 0;
    cli_complain("the spool %s cannot be read",
                 cli->config.spool ? cli->config.spool : "(not set)");
    return ERR_IO;
}

static int list_active(struct cli *cli, struct collector *c)
{
    int err = 0;

    for (size_t i = 0; !err && i < document_reader_shard_count(cli->reader); i++) {
        err = progress_list_active(document_reader_redis(cli->reader, i), cli->config.redis_prefix,
                                   LIMIT, collect_active, c);
        if (!err)
            err = c->err;
    }
    return err;
}

static int cmd_list_fill(struct cli *cli, struct listing *l, bool all)
{
    struct store *store = NULL;
    struct collector c = {.listing = l};
    int err = list_active(cli, &c);
    if (err == ERR_REDIS && all)
        cli_complain("Redis is not reachable (%s); this list comes from the spool",
                     document_reader_failure(cli->reader));
    else if (err)
        return err;
    bool redis_answers = !err;
    if (all && open_spool(cli, &store) != 0)
        return ERR_IO;
    err = all ? store_each(store, collect_spooled, l) : 0;
    listing_unite(l);
    if (!err && redis_answers)
        err = fill_from_redis(cli, l);
    if (!err && all)
        err = fill_from_spool(store, l);
    return err;
}

static int cmd_list_list(struct cli *cli, bool all, bool as_json)
{
    struct listing l;
    listing_init(&l, LIMIT);
    int err = cmd_list_fill(cli, &l, all);
    if (err) {
        cli_complain("%s%s%s", error_text(err), err == ERR_REDIS ? ": " : "",
                     err == ERR_REDIS ? document_reader_failure(cli->reader) : "");
    } else {
        listing_settle(&l);
        if (as_json)
            listing_print_json(&l);
        else
            listing_print(&l);
        if (l.left_out)
            cli_complain("%zu more uploads are not listed", l.left_out);
    }
    listing_free(&l);
    return err ? CLI_UNAVAILABLE : CLI_OK;
}

static int cmd_list_run(struct cli *cli, int argc, char **argv)
{
    bool flags[LIST_OPTIONS] = {false};
    int status = command_read_flags(&cmd_list, argc, argv, flags);
    if (status == CLI_OK && optind != argc)
        status = command_usage(&cmd_list);
    if (status == CLI_OK)
        status = cli_open(cli);
    return status == CLI_OK ? cmd_list_list(cli, flags[LIST_ALL], flags[LIST_JSON]) : status;
}

const struct command cmd_list = {.name = "list",
                                 .arguments = "[--all] [--json]",
                                 .summary = "list uploads",
                                 .run = cmd_list_run,
                                 .options = list_options,
                                 .statuses = "  0  success\n"
                                             "  2  invalid arguments or settings\n"
                                             "  3  Redis or the spool is not reachable\n"};
