/* SPDX-License-Identifier: MIT */
/*
 * Shared by the commands that act on the processing of an upload.
 */
#ifndef LOADLINE_REMOTE_H
#define LOADLINE_REMOTE_H

#include "cli/common/cli.h"
#include "jobs/processing_commands.h"

/* Opens the spool, to change that upload. Returns CLI_OK, or CLI_USAGE or CLI_UNAVAILABLE after
 * printing the reason. */
int remote_open(struct cli *cli, const char *id, struct processing *out);

/* Returns the exit status for a result of processing_commands.h, and prints the reason. */
int remote_end(struct cli *cli, int err);

#endif
