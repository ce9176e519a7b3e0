/* SPDX-License-Identifier: MIT */
/*
 * loadline cancel: cancels and removes an upload that has not ended.
 */
#include "cli/common/cli.h"

#include "cli/remote.h"

static int cmd_cancel_run(struct cli *cli, int argc, char **argv)
{
    struct processing processing;
    char id[ID_SIZE];

    if (argc != 2)
        return cli_usage(&cmd_cancel);
    if (!cli_parse_id(argv[1], id))
        return CLI_USAGE;
    int status = remote_open(cli, id, &processing);
    return status == CLI_OK ? remote_end(cli, processing_cancel(&processing, id)) : status;
}

const struct command cmd_cancel = {"cancel",       "ID", "cancel an upload and remove it",
                                   cmd_cancel_run, NULL, CLI_STATUSES_CHANGE};
