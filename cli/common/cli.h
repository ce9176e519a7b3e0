/* SPDX-License-Identifier: MIT */
/*
 * Shared by the subcommands of loadline: settings, access to Redis and the spool, messages and exit
 * statuses.
 */
#ifndef LOADLINE_CLI_H
#define LOADLINE_CLI_H

#include "cli/common/command.h"
#include "config/config.h"
#include "base/id.h"
#include "upkeep/document_reader.h"

#include <stdbool.h>

/* Exit statuses. */
#define CLI_OK 0
#define CLI_FAILED 1      /* an awaited upload failed */
#define CLI_USAGE 2       /* invalid arguments or settings */
#define CLI_UNKNOWN 2     /* no such upload */
#define CLI_UNAVAILABLE 3 /* Redis or the spool is unreachable */

struct cli {
    const char *config_path; /* --config, or NULL */
    struct config config;
    bool loaded;
    struct document_reader *reader;
};

/* Exit statuses of the commands that change an upload. */
#define CLI_STATUSES_CHANGE                                                                        \
    "  0  it is done\n"                                                                            \
    "  1  the upload is in no state for it\n"                                                      \
    "  2  there is no such upload, or invalid arguments or settings\n"                             \
    "  3  Redis or the spool is not reachable\n"

extern const struct command cmd_cancel, cmd_completion, cmd_config, cmd_doctor, cmd_events,
    cmd_list, cmd_prune, cmd_report, cmd_retry, cmd_send, cmd_sessions, cmd_show, cmd_spools,
    cmd_stats, cmd_token, cmd_verify, cmd_version, cmd_watch;

/* Loads the settings. Returns CLI_OK, or CLI_USAGE after printing the reason. */
int cli_load(struct cli *cli);

/* Loads the settings and creates the document reader, without connecting. Returns as cli_load(). */
int cli_open(struct cli *cli);

/* Returns the spool, borrowed; NULL after printing the reason if it cannot be opened. Call it after
 * cli_open(). */
struct store *cli_store(struct cli *cli);

/* Prints "loadline: …" on standard error, without terminal control characters. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Extract the id from an id, an "ID.KEY" or the URL of an upload. Return false if there is none;
 * cli_parse_id() prints an error then. */
bool cli_find_id(const char *text, char id[ID_SIZE]);
bool cli_parse_id(const char *text, char id[ID_SIZE]);

#endif
