/* SPDX-License-Identifier: MIT */
/*
 * All commands of loadline, and the options that precede the command. The list of commands, and the
 * completion of shells come from here.
 */
#ifndef LOADLINE_COMMAND_TABLE_H
#define LOADLINE_COMMAND_TABLE_H

#include "cli/common/command.h"

enum global_option { GLOBAL_CONFIG, GLOBAL_VERSION, GLOBAL_HELP };

/* By name; NULL ends the list. */
extern const struct command *const command_table[];
extern const struct command_option command_globals[];

/* Returns the command of that name, or NULL. */
const struct command *command_find(const char *name);

#endif
