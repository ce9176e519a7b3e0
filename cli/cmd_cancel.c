/* SPDX-License-Identifier: MIT */
/*
 * loadline cancel: cancels and removes an upload that has not ended.
 */
#include "cli/common/cli.h"

#include "cli/remote.h"

#include <getopt.h>
#include <stddef.h>

static int cmd_cancel_run(struct cli *cli, int argc, char **argv)
{
    struct processing processing;
    char id[ID_SIZE];

    int status = command_read_options(&cmd_cancel, argc, argv, NULL, NULL);
    if (status != CLI_OK)
        return status;
    if (argc - optind != 1)
        return command_usage(&cmd_cancel);
    if (!cli_parse_id(argv[optind], id))
        return CLI_USAGE;
    status = remote_open(cli, id, &processing);
    return status == CLI_OK ? remote_end(cli, processing_cancel(&processing, id)) : status;
}

const struct command cmd_cancel = {.name = "cancel",
                                   .arguments = "ID",
                                   .summary = "cancel an upload and remove it",
                                   .run = cmd_cancel_run,
                                   .statuses = CLI_STATUSES_CHANGE};
