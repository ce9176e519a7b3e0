/* SPDX-License-Identifier: MIT */
/*
 * loadline retry: restarts failed processing.
 */
#include "cli/common/cli.h"

#include "cli/remote.h"

#include <getopt.h>
#include <stddef.h>

static const struct command_option retry_options[] = {
    {.name = "from",
     .value = "STAGE",
     .help = "begin at this stage instead of the failed one",
     .letter = 'f'},
    {0}};

static int cmd_retry_take(void *arg, size_t option, char *value)
{
    const char **from = arg;

    (void)option;
    *from = value;
    return CLI_OK;
}

static int cmd_retry_run(struct cli *cli, int argc, char **argv)
{
    const char *from = NULL;
    struct processing processing;
    char id[ID_SIZE];

    int status = command_read_options(&cmd_retry, argc, argv, cmd_retry_take, &from);
    if (status != CLI_OK)
        return status;
    if (argc - optind != 1)
        return command_usage(&cmd_retry);
    if (!cli_parse_id(argv[optind], id))
        return CLI_USAGE;
    status = remote_open(cli, id, &processing);
    return status == CLI_OK ? remote_end(cli, processing_retry(&processing, id, from)) : status;
}

const struct command cmd_retry = {.name = "retry",
                                  .arguments = "ID [--from STAGE]",
                                  .summary = "process a failed upload again",
                                  .run = cmd_retry_run,
                                  .options = retry_options,
                                  .statuses = CLI_STATUSES_CHANGE};
