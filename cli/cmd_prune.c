/* SPDX-License-Identifier: MIT */
/*
 * loadline prune: removes expired uploads, as the worker does periodically, for sites without a
 * worker.
 */
#include "cli/common/cli.h"
#include "cli/common/json_array.h"
#include "cli/common/terminal.h"

#include "base/error.h"
#include "redis/redis_shards.h"
#include "upkeep/sweep.h"

#include <getopt.h>
#include <stdio.h>

#define LINE_MAX_BYTES 4096
#define NAME_COLUMNS 200
#define JSON_MAX_BYTES 131072

enum prune_option { PRUNE_DRY_RUN, PRUNE_JSON, PRUNE_OPTIONS };

static const struct command_option prune_options[] = {
    [PRUNE_DRY_RUN] = {.name = "dry-run",
                       .help = "only list the uploads that it would remove",
                       .letter = 'n'},
    [PRUNE_JSON] = {.name = "json", .help = "print an array of the uploads"},
    {0}};

struct prune_run {
    struct sweep_redis news;
    bool as_json;
    struct json_array out;
};

static void cmd_prune_print_json(struct json_array *out, const struct upload *u)
{
    struct buffer object;

    buffer_init(&object, JSON_MAX_BYTES);
    buffer_addf(&object, "{\"id\":\"%s\",\"bytes\":%lld,\"name\":", u->id,
                (long long)upload_stored(u));
    if (u->name != NULL)
        buffer_add_json_string(&object, u->name);
    else
        buffer_add_string(&object, "null");
    buffer_add_char(&object, '}');
    json_array_add(out, buffer_text(&object));
    buffer_free(&object);
}

static void cmd_prune_print_line(const struct upload *u)
{
    char size[TERMINAL_NUMBER_SIZE];
    struct buffer line;

    buffer_init(&line, LINE_MAX_BYTES);
    buffer_addf(&line, "%s  %10s  ", u->id, terminal_size(upload_stored(u), size));
    (void)terminal_add(&line, u->name != NULL ? u->name : "-", NAME_COLUMNS);
    puts(buffer_text(&line));
    buffer_free(&line);
}

/* Prints an upload that was removed, or would be. */
static void cmd_prune_tell(void *arg, struct upload *u, const char *token)
{
    struct prune_run *run = arg;

    if (run->as_json)
        cmd_prune_print_json(&run->out, u);
    else
        cmd_prune_print_line(u);
    if (token != NULL)
        sweep_tell_redis(&run->news, u, token);
}

/* Publishes a change of an upload that stays. */
static void cmd_prune_change(void *arg, struct upload *u, const char *token)
{
    struct prune_run *run = arg;

    sweep_tell_redis(&run->news, u, token);
}

/* Asks every shard first: otherwise watchers of a removed upload would wait forever. */
static int cmd_prune_reach(struct cli *cli)
{
    int err = 0;

    for (size_t i = 0; !err && i < document_reader_shard_count(cli->reader); i++)
        err = redis_ensure(document_reader_redis(cli->reader, i));
    if (err)
        cli_complain("%s: %s", error_text(err), document_reader_failure(cli->reader));
    return err;
}

static int prune(struct cli *cli, bool dry_run, bool as_json)
{
    struct prune_run run = {
        .news = {document_reader_shards(cli->reader, NULL), cli->config.redis_prefix, NULL},
        .as_json = as_json};
    struct sweep sweep = {.store = cli_store(cli),
                          .config = &cli->config,
                          .dry_run = dry_run,
                          .tell = cmd_prune_tell,
                          .change = cmd_prune_change,
                          .arg = &run};

    if (!sweep.store || (!dry_run && cmd_prune_reach(cli) != 0))
        return CLI_UNAVAILABLE;
    int err = sweep_run(&sweep);
    if (as_json)
        json_array_end(&run.out);
    else
        printf("%lld %s, %lld bytes\n", (long long)sweep.uploads,
               dry_run ? "would be removed" : "removed", (long long)sweep.bytes);
    if (err)
        cli_complain("%s", error_text(err));
    return err ? CLI_UNAVAILABLE : CLI_OK;
}

static int cmd_prune_run(struct cli *cli, int argc, char **argv)
{
    bool flags[PRUNE_OPTIONS] = {false};

    int status = command_read_flags(&cmd_prune, argc, argv, flags);
    if (status == CLI_OK && optind != argc)
        status = command_usage(&cmd_prune);
    if (status == CLI_OK)
        status = cli_open(cli);
    return status == CLI_OK ? prune(cli, flags[PRUNE_DRY_RUN], flags[PRUNE_JSON]) : status;
}

const struct command cmd_prune = {.name = "prune",
                                  .arguments = "[--dry-run] [--json]",
                                  .summary = "remove expired uploads",
                                  .run = cmd_prune_run,
                                  .options = prune_options,
                                  .statuses = "  0  success\n"
                                              "  2  invalid arguments or settings\n"
                                              "  3  Redis or the spool is not reachable\n"};
