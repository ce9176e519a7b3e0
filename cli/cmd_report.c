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

static bool cmd_report_parse(int argc, char **argv, struct processing_report *r)
{
    static const struct option options[] = {
        {"progress", required_argument, NULL, 'p'}, {"message", required_argument, NULL, 'm'},
        {"done", no_argument, NULL, 'd'},           {"fail", required_argument, NULL, 'f'},
        {"retryable", no_argument, NULL, 'r'},      {0}};
    int c;

    while ((c = getopt_long(argc, argv, "p:m:df:r", options, NULL)) != -1) {
        if (c == 'p' && !cmd_report_parse_progress(optarg, &r->progress))
            return false;
        if (c == 'm')
            r->message = optarg;
        else if (c == 'f')
            r->failure = optarg;
        else if (c == '?')
            return false;
        r->done |= c == 'd';
        r->retryable |= c == 'r';
    }
    return !(r->done && r->failure);
}

static int cmd_report_run(struct cli *cli, int argc, char **argv)
{
    struct processing_report r = {.progress = -1};
    struct processing processing;
    char id[ID_SIZE];

    if (!cmd_report_parse(argc, argv, &r) || argc - optind != 2)
        return cli_usage(&cmd_report);
    if (!cli_parse_id(argv[optind], id))
        return CLI_USAGE;
    r.stage = argv[optind + 1];
    int status = remote_open(cli, id, &processing);
    return status == CLI_OK ? remote_end(cli, processing_apply_report(&processing, id, &r))
                            : status;
}

const struct command cmd_report = {
    "report",
    "ID STAGE [--progress N] [--message TEXT] [--done | --fail CODE [--retryable]]",
    "report the progress of an external stage",
    cmd_report_run,
    "  --progress N    per cent, or - for unknown\n"
    "  --message TEXT  the message for people\n"
    "  --done          the stage succeeds, and processing continues\n"
    "  --fail CODE     the stage fails, with a code for programs\n"
    "  --retryable     with --fail: a later attempt may succeed\n",
    CLI_STATUSES_CHANGE};
