/* SPDX-License-Identifier: MIT */
/*
 * What the commands that steer an upload's processing share.
 */
#ifndef LOADLINE_REMOTE_H
#define LOADLINE_REMOTE_H

#include "cli/common/cli.h"
#include "jobs/processing_commands.h"

/* Opens the spool and connects. CLI_OK, or with the reason printed CLI_USAGE or CLI_UNAVAILABLE. */
int remote_open(struct cli *cli, struct processing *out);

/* The exit status for what processing_commands.h returned, with the reason printed. */
int remote_end(struct cli *cli, int err);

#endif
