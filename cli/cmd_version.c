/* SPDX-License-Identifier: MIT */
/*
 * loadline version: prints the version.
 */
#include "cli/common/cli.h"

#include <stdio.h>

static int cmd_version_run(struct cli *cli, int argc, char **argv)
{
    (void)cli;
    (void)argv;
    if (argc != 1)
        return cli_usage(&cmd_version);
    printf("loadline %s\n", LOADLINE_VERSION);
    return CLI_OK;
}

const struct command cmd_version = {"version",
                                    "",
                                    "print the version",
                                    cmd_version_run,
                                    NULL,
                                    "  0  success\n"
                                    "  2  invalid arguments\n"};
