/* SPDX-License-Identifier: MIT */
/*
 * loadline prune: removes expired uploads, as the worker does periodically, for sites without a
 * worker.
 */
#include "cli/common/cli.h"
#include "cli/common/terminal.h"

#include "base/error.h"
#include "redis/redis_shards.h"
#include "upkeep/sweep.h"

#include <getopt.h>
#include <stdio.h>

#define LINE_MAX_BYTES 4096
#define NAME_COLUMNS 200

/* Prints an upload that was removed, or would be. */
static void cmd_prune_tell(void *arg, struct upload *u, const char *token)
{
    char size[TERMINAL_NUMBER_SIZE];
    struct buffer line;

    buffer_init(&line, LINE_MAX_BYTES);
    buffer_addf(&line, "%s  %10s  ", u->id, terminal_size(upload_stored(u), size));
    (void)terminal_add(&line, u->name != NULL ? u->name : "-", NAME_COLUMNS);
    puts(buffer_text(&line));
    buffer_free(&line);
    if (token != NULL)
        sweep_tell_redis(arg, u, token);
}

/* Requires Redis: otherwise watchers of a removed upload would wait forever. */
static int prune(struct cli *cli, bool dry_run)
{
    struct sweep_redis news = {document_reader_shards(cli->reader, NULL), cli->config.redis_prefix,
                               NULL};
    struct sweep sweep = {.store = cli_store(cli),
                          .config = &cli->config,
                          .dry_run = dry_run,
                          .tell = cmd_prune_tell,
                          .change = sweep_tell_redis,
                          .arg = &news};

    if (!sweep.store)
        return CLI_UNAVAILABLE;
    int err = 0;
    for (size_t i = 0; !dry_run && !err && i < news.shards->count; i++)
        err = redis_ensure(document_reader_redis(cli->reader, i));
    if (err) {
        cli_complain("%s: %s", error_text(err), document_reader_failure(cli->reader));
        return CLI_UNAVAILABLE;
    }
    err = sweep_run(&sweep);
    printf("%lld %s, %lld bytes\n", (long long)sweep.uploads,
           dry_run ? "would be removed" : "removed", (long long)sweep.bytes);
    if (err)
        cli_complain("%s", error_text(err));
    return err ? CLI_UNAVAILABLE : CLI_OK;
}

static int cmd_prune_run(struct cli *cli, int argc, char **argv)
{
    static const struct option options[] = {{"dry-run", no_argument, NULL, 'n'}, {0}};
    bool dry_run = false;
    int c;

    while ((c = getopt_long(argc, argv, "n", options, NULL)) != -1) {
        if (c == '?')
            return cli_usage(&cmd_prune);
        dry_run = true;
    }
    if (optind != argc)
        return cli_usage(&cmd_prune);
    int status = cli_open(cli);
    return status == CLI_OK ? prune(cli, dry_run) : status;
}

const struct command cmd_prune = {"prune",
                                  "[--dry-run]",
                                  "remove expired uploads",
                                  cmd_prune_run,
                                  "  --dry-run  only list the uploads that it would remove\n",
                                  "  0  success\n"
                                  "  2  invalid arguments or settings\n"
                                  "  3  Redis or the spool is not reachable\n"};
