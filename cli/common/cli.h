/* SPDX-License-Identifier: MIT */
/*
 * What the subcommands of loadline share: the settings, the way to Redis and the spool, and how
 * they end.
 */
#ifndef LOADLINE_CLI_H
#define LOADLINE_CLI_H

#include "config/config.h"
#include "base/id.h"
#include "upkeep/document_reader.h"

#include <stdbool.h>

/* Exit statuses. */
#define CLI_OK 0
#define CLI_FAILED 1      /* an upload that was waited for did not end well */
#define CLI_USAGE 2       /* wrong arguments or settings */
#define CLI_UNKNOWN 2     /* there is no such upload */
#define CLI_UNAVAILABLE 3 /* Redis or the spool could not be asked */

struct cli {
    const char *config_path; /* --config, or NULL */
    struct config config;
    bool loaded;
    struct document_reader *lookup;
};

struct command {
    const char *name;
    const char *arguments; /* for the help */
    const char *summary;
    int (*run)(struct cli *cli, int argc, char **argv); /* argv[0] is the command's name */
    const char *options;                                /* a line each, or NULL */
    const char *statuses;                               /* of its exit, the same */
};

/* Exit statuses of the commands that change an upload. */
#define CLI_STATUSES_CHANGE                                                                        \
    "  0  it is done\n"                                                                            \
    "  1  the upload is in no state for it\n"                                                      \
    "  2  there is no such upload, or invalid arguments or settings\n"                             \
    "  3  Redis or the spool is not reachable\n"

extern const struct command cmd_cancel, cmd_config, cmd_doctor, cmd_list, cmd_report, cmd_retry,
    cmd_prune, cmd_send, cmd_sessions, cmd_show, cmd_stats, cmd_watch, cmd_token, cmd_version;

/* Prints "usage: loadline …" of the command on standard error; returns CLI_USAGE. */
int cli_usage(const struct command *command);

/* Prints usage, options and exit statuses on standard output; returns CLI_OK. */
int cli_help(const struct command *command);

/* Loads the settings. CLI_OK, or CLI_USAGE with the reason printed. */
int cli_load(struct cli *cli);

/* Loads the settings and makes the lookup; connects to nothing yet. The same results. */
int cli_open(struct cli *cli);

/* The spool, after cli_open(); where it cannot be opened the reason is printed, and NULL is
 * returned. */
struct store *cli_store(struct cli *cli);

/* Prints "loadline: …" on standard error, without anything that could steer a terminal. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The id in an id, an "ID.KEY" or the URL of an upload. False: there is none; the second one says
 * so. */
bool cli_find_id(const char *text, char id[ID_SIZE]);
bool cli_parse_id(const char *text, char id[ID_SIZE]);

#endif
