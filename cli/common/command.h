/* SPDX-License-Identifier: MIT */
/*
 * What a command is: its name, options and arguments, in one table entry. Its help, the parsing of
 * its options and the completion of shells come from that entry.
 */
#ifndef LOADLINE_COMMAND_H
#define LOADLINE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define COMMAND_OPTIONS_MAX 16 /* of one command */

struct cli;

/* What a shell may offer for a value or an argument. */
enum command_offer {
    OFFER_NOTHING,
    OFFER_FILES,
    OFFER_FOLDERS,
    OFFER_WORDS,  /* one of a list */
    OFFER_LIST,   /* several of a list, with commas in between */
    OFFER_STATES, /* several states of uploads, with commas in between */
    OFFER_SETTINGS
};

struct command_option {
    const char *name;  /* without its dashes; NULL ends a table */
    const char *value; /* what the help calls its value; NULL: it takes none */
    const char *help;  /* lines */
    enum command_offer offer;
    const char *words; /* of OFFER_WORDS and OFFER_LIST, separated by blanks */
    char letter;       /* a short form that no help names; 0: none */
};

struct command {
    const char *name;
    const char *arguments; /* for the usage */
    const char *summary;
    int (*run)(struct cli *cli, int argc, char **argv); /* argv[0] is the command's name */
    const struct command_option *options;               /* NULL: none */
    const char *statuses;                               /* exit statuses, a line each */
    enum command_offer offer;                           /* for its arguments */
    const char *words;                                  /* as for an option */
};

/* The option that every command has, for its help and the completion. */
extern const struct command_option command_help_option;

/* Prints "usage: loadline …" on standard error; returns CLI_USAGE. */
int command_usage(const struct command *command);

/* Prints usage, options and exit statuses on standard output; returns CLI_OK. */
int command_help(const struct command *command);

/* Prints a line or more for each option of the table, in columns. */
void command_print_options(FILE *to, const struct command_option *options);

/* Takes one option, by its place in the table; value is NULL if it takes none. It may change the
 * value in place. Returns CLI_OK, or another status that ends the parsing. */
typedef int command_take(void *arg, size_t option, char *value);

/* Parses the options of a table. With is_leading, those before the first argument only. Then optind
 * is the place of the first argument. Returns CLI_OK, the status of take, or CLI_USAGE after the
 * reason was printed. */
int command_parse(const struct command_option *options, bool is_leading, int argc, char **argv,
                  command_take *take, void *arg);

/* The same for a command, with its usage after a wrong option. */
int command_read_options(const struct command *command, int argc, char **argv, command_take *take,
                         void *arg);

/* The same for a command whose options are flags: flags[i] becomes true for the option i. */
int command_read_flags(const struct command *command, int argc, char **argv, bool *flags);

#endif
