/* SPDX-License-Identifier: MIT */
/*
 * loadline version: prints the version.
 */
#include "cli/common/cli.h"

#include <getopt.h>
#include <stdio.h>

static int cmd_version_run(struct cli *cli, int argc, char **argv)
{
    (void)cli;
    int status = command_read_options(&cmd_version, argc, argv, NULL, NULL);
    if (status == CLI_OK && optind != argc)
        status = command_usage(&cmd_version);
    if (status != CLI_OK)
        return status;
    printf("loadline %s\n", LOADLINE_VERSION);
    return CLI_OK;
}

const struct command cmd_version = {.name = "version",
                                    .arguments = "",
                                    .summary = "print the version",
                                    .run = cmd_version_run,
                                    .statuses = "  0  success\n"
                                                "  2  invalid arguments\n"};
