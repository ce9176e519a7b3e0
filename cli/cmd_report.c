/* SPDX-License-Identifier: MIT */
/*
 * loadline report: reports the progress of a stage that another program performs.
 */
#include "cli/common/cli.h"

#include "cli/remote.h"
#include "base/error.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum report_option { REPORT_PROGRESS, REPORT_MESSAGE, REPORT_DONE, REPORT_FAIL, REPORT_RETRYABLE };

static const struct command_option report_options[] = {
    [REPORT_PROGRESS] = {.name = "progress",
                         .value = "N",
                         .help = "per cent, or - for unknown",
                         .letter = 'p'},
    [REPORT_MESSAGE] = {.name = "message",
                        .value = "TEXT",
                        .help = "the message for people",
                        .letter = 'm'},
    [REPORT_DONE] = {.name = "done",
                     .help = "the stage succeeds, and processing continues",
                     .letter = 'd'},
    [REPORT_FAIL] = {.name = "fail",
                     .value = "CODE",
                     .help = "the stage fails, with a code for programs",
                     .letter = 'f'},
    [REPORT_RETRYABLE] = {.name = "retryable",
                          .help = "with --fail: a later attempt may succeed",
                          .letter = 'r'},
    {0}};

/* Parses "42", or "-" for unknown. */
static bool cmd_report_parse_progress(const char *text, int *out)
{
    char *end;

    if (strcmp(text, "-") == 0) {
        *out = -1;
        return true;
    }
    long n = strtol(text, &end, 10);
    *out = (int)n;
    return end != text && *end == '\0' && n >= 0 && n <= 100;
}

static int cmd_report_take(void *arg, size_t option, char *value)
{
    struct processing_report *r = arg;

    switch ((enum report_option)option) {
    case REPORT_PROGRESS:
        return cmd_report_parse_progress(value, &r->progress) ? CLI_OK : command_usage(&cmd_report);
    case REPORT_MESSAGE:
        r->message = value;
        break;
    case REPORT_DONE:
        r->done = true;
        break;
    case REPORT_FAIL:
        r->failure = value;
        break;
    case REPORT_RETRYABLE:
        r->retryable = true;
        break;
    }
    return CLI_OK;
}

static int cmd_report_run(struct cli *cli, int argc, char **argv)
{
    struct processing_report r = {.progress = -1};
    struct processing processing;
    char id[ID_SIZE];

    int status = command_read_options(&cmd_report, argc, argv, cmd_report_take, &r);
    if (status != CLI_OK)
        return status;
    if (argc - optind != 2 || (r.done && r.failure))
        return command_usage(&cmd_report);
    if (!cli_parse_id(argv[optind], id))
        return CLI_USAGE;
    r.stage = argv[optind + 1];
    status = remote_open(cli, id, &processing);
    return status == CLI_OK ? remote_end(cli, processing_apply_report(&processing, id, &r))
                            : status;
}

const struct command cmd_report = {
    .name = "report",
    .arguments = "ID STAGE [--progress N] [--message TEXT] [--done | --fail CODE [--retryable]]",
    .summary = "report the progress of an external stage",
    .run = cmd_report_run,
    .options = report_options,
    .statuses = CLI_STATUSES_CHANGE};
