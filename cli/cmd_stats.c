/* SPDX-License-Identifier: MIT */
/*
 * loadline stats: prints the site's activity and the counters of its programs.
 */
#include "cli/common/cli.h"

#include "base/buffer.h"
#include "progress/site_stats.h"
#include "base/error.h"

#include <getopt.h>
#include <stdio.h>

#define OUTPUT_MAX 8192

static const struct command_option stats_options[] = {{.name = "json", .help = "print an object"},
                                                      {0}};

static void add_row(struct buffer *out, bool as_json, const struct metric *m, int64_t n)
{
    if (as_json)
        metric_print_json(out, m, n);
    else
        buffer_addf(out, "%16lld  %s\n", (long long)n, m->help);
}

static void cmd_stats_print(const struct site_stats *c, bool as_json)
{
    struct buffer out;

    buffer_init(&out, OUTPUT_MAX);
    buffer_add_string(&out, as_json ? "{" : "Now:\n");
    for (int i = 0; i < SITE_STATS_COUNT; i++)
        add_row(&out, as_json, site_stats_metric((enum site_stats_gauge)i), c->gauges[i]);
    if (!as_json)
        buffer_add_string(&out, "So far:\n");
    for (int i = 0; i < STAT_COUNT; i++)
        add_row(&out, as_json, stats_metric((enum stats_counter)i), c->counters[i]);
    buffer_add_string(&out, as_json ? "}\n" : "");
    fputs(buffer_text(&out), stdout);
    buffer_free(&out);
}

static int cmd_stats_count(struct cli *cli, bool as_json)
{
    struct site_stats stats = {0};
    int err = 0;

    for (size_t i = 0; !err && i < document_reader_shard_count(cli->reader); i++)
        err =
            site_stats_add(document_reader_redis(cli->reader, i), cli->config.redis_prefix, &stats);
    if (err) {
        cli_complain("%s: %s", error_text(err), document_reader_failure(cli->reader));
        return CLI_UNAVAILABLE;
    }
    cmd_stats_print(&stats, as_json);
    return CLI_OK;
}

static int cmd_stats_run(struct cli *cli, int argc, char **argv)
{
    bool as_json = false;

    int status = command_read_flags(&cmd_stats, argc, argv, &as_json);
    if (status == CLI_OK && optind != argc)
        status = command_usage(&cmd_stats);
    if (status == CLI_OK)
        status = cli_open(cli);
    return status == CLI_OK ? cmd_stats_count(cli, as_json) : status;
}

const struct command cmd_stats = {.name = "stats",
                                  .arguments = "[--json]",
                                  .summary = "print counters and queues",
                                  .run = cmd_stats_run,
                                  .options = stats_options,
                                  .statuses = "  0  success\n"
                                              "  2  invalid arguments or settings\n"
                                              "  3  Redis is not reachable\n"};
