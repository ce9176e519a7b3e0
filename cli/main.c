/* SPDX-License-Identifier: MIT */
/*
 * loadline, the tool for operators and scripts: finds the command and runs it.
 */
#include "cli/command_table.h"
#include "cli/common/cli.h"

#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What the options in front of the command say. */
struct tool_order {
    const char *config_path;
    bool wants_version, wants_help;
};

static void tool_print_help(FILE *to)
{
    fputs("usage: loadline [--config FILE] COMMAND ...\n\n", to);
    for (const struct command *const *c = command_table; *c != NULL; c++)
        fprintf(to, "  %-10s %s\n", (*c)->name, (*c)->summary);
    fputs("\n", to);
    command_print_options(to, command_globals);
}

/* Looks for --help before "--", which ends the options. */
static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return true;
    }
    return false;
}

static int tool_run(struct cli *cli, int argc, char **argv)
{
    if (argc == 0) {
        tool_print_help(stderr);
        return CLI_USAGE;
    }
    const struct command *command = command_find(argv[0]);
    if (!command) {
        cli_complain("there is no command %s; loadline --help lists them", argv[0]);
        return CLI_USAGE;
    }
    if (wants_help(argc, argv))
        return command_help(command);
    optind = 0; /* the command parses its own options from the start */
    return command->run(cli, argc, argv);
}

static int tool_take(void *arg, size_t option, char *value)
{
    struct tool_order *o = arg;

    switch ((enum global_option)option) {
    case GLOBAL_CONFIG:
        o->config_path = value;
        break;
    case GLOBAL_VERSION:
        o->wants_version = true;
        break;
    case GLOBAL_HELP:
        o->wants_help = true;
        break;
    }
    return CLI_OK;
}

static int tool_act(struct cli *cli, int argc, char **argv)
{
    struct tool_order o = {0};
    char version[] = "version", *words[] = {version, NULL};
    int status = command_parse(command_globals, true, argc, argv, tool_take, &o);

    if (status != CLI_OK)
        return status;
    cli->config_path = o.config_path;
    if (o.wants_help) {
        tool_print_help(stdout);
        return CLI_OK;
    }
    return o.wants_version ? tool_run(cli, 1, words) : tool_run(cli, argc - optind, argv + optind);
}

/* If standard input, output or error is closed, a connection could get its number, and text would
 * go there. Opened for reading, the place of an output still refuses to be written. */
static void tool_fill_standard_files(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    struct cli cli = {0};

    tool_fill_standard_files();
    (void)setlocale(LC_CTYPE, "");
    int status = tool_act(&cli, argc, argv);
    document_reader_free(&cli.reader);
    if (cli.loaded)
        config_free(&cli.config);
    if (fflush(stdout) != 0 && status == CLI_OK)
        status = CLI_UNAVAILABLE;
    return status;
}
