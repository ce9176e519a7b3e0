/* SPDX-License-Identifier: MIT */
/*
 * Each command describes itself in its own file.
 */
#include "cli/command_table.h"

#include "cli/common/cli.h"

#include <string.h>

const struct command *const command_table[] = {
    &cmd_cancel, &cmd_completion, &cmd_config,  &cmd_doctor,   &cmd_events, &cmd_list,   &cmd_prune,
    &cmd_report, &cmd_retry,      &cmd_send,    &cmd_sessions, &cmd_show,   &cmd_spools, &cmd_stats,
    &cmd_token,  &cmd_verify,     &cmd_version, &cmd_watch,    NULL};

const struct command_option command_globals[] = {
    [GLOBAL_CONFIG] = {.name = "config",
                       .value = "FILE",
                       .help = "settings; see loadline.conf(5)",
                       .offer = OFFER_FILES,
                       .letter = 'c'},
    [GLOBAL_VERSION] = {.name = "version", .help = "print the version", .letter = 'V'},
    [GLOBAL_HELP] = {.name = "help",
                     .help = "print this; after a command, its usage",
                     .letter = 'h'},
    {0}};

const struct command *command_find(const char *name)
{
    for (const struct command *const *c = command_table; *c != NULL; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}
