/* SPDX-License-Identifier: MIT */
/*
 * loadline retry: restarts failed processing.
 */
#include "cli/common/cli.h"

#include "cli/remote.h"

#include <getopt.h>
#include <stddef.h>

static int cmd_retry_run(struct cli *cli, int argc, char **argv)
{
    static const struct option options[] = {{"from", required_argument, NULL, 'f'}, {0}};
    const char *from = NULL;
    struct processing processing;
    char id[ID_SIZE];
    int c;

    while ((c = getopt_long(argc, argv, "f:", options, NULL)) != -1) {
        if (c != 'f')
            return cli_usage(&cmd_retry);
        from = optarg;
    }
    if (argc - optind != 1)
        return cli_usage(&cmd_retry);
    if (!cli_parse_id(argv[optind], id))
        return CLI_USAGE;
    int status = remote_open(cli, id, &processing);
    return status == CLI_OK ? remote_end(cli, processing_retry(&processing, id, from)) : status;
}

const struct command cmd_retry = {"retry",
                                  "ID [--from STAGE]",
                                  "process a failed upload again",
                                  cmd_retry_run,
                                  "  --from STAGE  begin at this stage instead of the failed one\n",
                                  CLI_STATUSES_CHANGE};
