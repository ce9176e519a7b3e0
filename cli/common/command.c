/* SPDX-License-Identifier: MIT */
/*
 * The help of a command, and its options by getopt_long().
 */
#include "cli/common/command.h"
#include "cli/common/cli.h"

#include <assert.h>
#include <ctype.h>
#include <getopt.h>
#include <string.h>

#define FIRST 256 /* getopt's value of the first option: above all characters */
#define WRONG (-1)
#define SHORTS_SIZE (2 * COMMAND_OPTIONS_MAX + 2)

const struct command_option command_help_option = {.name = "help", .help = "print the usage"};

/* --- the help --- */

static void command_print_usage(FILE *to, const struct command *command)
{
    fprintf(to, "usage: loadline [--config FILE] %s%s%s\n", command->name,
            *command->arguments ? " " : "", command->arguments);
}

int command_usage(const struct command *command)
{
    command_print_usage(stderr, command);
    fprintf(stderr, "see loadline %s --help\n", command->name);
    return CLI_USAGE;
}

/* Columns of "--name VALUE". */
static int command_option_columns(const struct command_option *o)
{
    return (int)(strlen("--") + strlen(o->name) + (o->value != NULL ? 1 + strlen(o->value) : 0));
}

static void command_print_option(FILE *to, const struct command_option *o, int columns)
{
    const char *line = o->help;
    size_t len = strcspn(line, "\n");

    fprintf(to, "  --%s%s%s%*s  %.*s\n", o->name, o->value != NULL ? " " : "",
            o->value != NULL ? o->value : "", columns - command_option_columns(o), "", (int)len,
            line);
    while (line[len] != '\0') {
        line += len + 1;
        len = strcspn(line, "\n");
        fprintf(to, "  %*s  %.*s\n", columns, "", (int)len, line);
    }
}

void command_print_options(FILE *to, const struct command_option *options)
{
    int columns = 0;

    for (const struct command_option *o = options; o->name != NULL; o++)
        if (command_option_columns(o) > columns)
            columns = command_option_columns(o);
    for (const struct command_option *o = options; o->name != NULL; o++)
        command_print_option(to, o, columns);
}

int command_help(const struct command *command)
{
    command_print_usage(stdout, command);
    printf("\n%c%s.\n", toupper((unsigned char)command->summary[0]), command->summary + 1);
    if (command->options != NULL) {
        fputs("\nOptions:\n", stdout);
        command_print_options(stdout, command->options);
    }
    printf("\nExit status:\n%s", command->statuses);
    return CLI_OK;
}

/* --- parsing --- */

/* The table in getopt's form: long ones with the value FIRST + place, and the letters. */
static void command_convert(const struct command_option *options, struct option *longs,
                            char *shorts)
{
    size_t n = 0;

    for (; options[n].name != NULL; n++) {
        assert(n < COMMAND_OPTIONS_MAX);
        int has_value = options[n].value != NULL ? required_argument : no_argument;
        longs[n] = (struct option){options[n].name, has_value, NULL, FIRST + (int)n};
        if (options[n].letter == 0)
            continue;
        *shorts++ = options[n].letter;
        if (has_value)
            *shorts++ = ':';
    }
    longs[n] = (struct option){0};
    *shorts = '\0';
}

/* The place in the table of what getopt_long() returned. */
static size_t command_place(const struct command_option *options, int c)
{
    size_t i = 0;

    if (c >= FIRST)
        return (size_t)(c - FIRST);
    while (options[i].letter != c)
        i++;
    return i;
}

/* As command_parse(), with WRONG for what getopt_long() complained about. */
static int command_parse_all(const struct command_option *options, bool is_leading, int argc,
                             char **argv, command_take *take, void *arg)
{
    struct option longs[COMMAND_OPTIONS_MAX + 1];
    char shorts[SHORTS_SIZE] = "+";
    int status = CLI_OK, c;

    command_convert(options, longs, shorts + 1);
    while (status == CLI_OK &&
           (c = getopt_long(argc, argv, is_leading ? shorts : shorts + 1, longs, NULL)) != -1)
        status = c == '?' ? WRONG : take(arg, command_place(options, c), optarg);
    return status;
}

int command_parse(const struct command_option *options, bool is_leading, int argc, char **argv,
                  command_take *take, void *arg)
{
    int status = command_parse_all(options, is_leading, argc, argv, take, arg);

    return status == WRONG ? CLI_USAGE : status;
}

int command_read_options(const struct command *command, int argc, char **argv, command_take *take,
                         void *arg)
{
    static const struct command_option none = {.name = NULL};
    const struct command_option *options = command->options != NULL ? command->options : &none;
    int status = command_parse_all(options, false, argc, argv, take, arg);

    return status == WRONG ? command_usage(command) : status;
}

static int command_take_flag(void *arg, size_t option, char *value)
{
    bool *flags = arg;

    (void)value;
    flags[option] = true;
    return CLI_OK;
}

int command_read_flags(const struct command *command, int argc, char **argv, bool *flags)
{
    return command_read_options(command, argc, argv, command_take_flag, flags);
}
