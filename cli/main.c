/* SPDX-License-Identifier: MIT */
/*
 * loadline, the tool for operators and scripts: a table of subcommands.
 */
#include "cli/common/cli.h"

#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &cmd_cancel, &cmd_report, &cmd_retry, &cmd_config,   &cmd_doctor,
    &cmd_list,   &cmd_prune,  &cmd_send,  &cmd_sessions, &cmd_show,
    &cmd_spools, &cmd_stats,  &cmd_watch, &cmd_token,    &cmd_version};
#define COMMANDS (sizeof commands / sizeof *commands)

static void tool_print_help(FILE *to)
{
    fputs("usage: loadline [--config FILE] COMMAND ...\n\n", to);
    for (size_t i = 0; i < COMMANDS; i++) {
        fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    }
    fputs("\n  --config FILE   settings; see loadline.conf(5)\n"
          "  --version       print the version\n"
          "  --help          print this; after a command, its usage\n",
          to);
}

static const struct command *tool_find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
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
    const struct command *command = tool_find(argv[0]);
    if (!command) {
        cli_complain("there is no command %s; loadline --help lists them", argv[0]);
        return CLI_USAGE;
    }
    if (wants_help(argc, argv))
        return cli_help(command);
    optind = 0; /* the command parses its own options from the start */
    return command->run(cli, argc, argv);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"version", no_argument, NULL, 'V'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct cli cli = {0};
    int c;
    (void)setlocale(LC_CTYPE, "");
    while ((c = getopt_long(argc, argv, "+c:Vh", options, NULL)) != -1) {
        switch (c) {
        case 'c':
            cli.config_path = optarg;
            break;
        case 'V':
            return cmd_version.run(&cli, 1, argv);
        case 'h':
            tool_print_help(stdout);
            return CLI_OK;
        default:
            return CLI_USAGE;
        }
    }
    int status = tool_run(&cli, argc - optind, argv + optind);
    document_reader_free(&cli.reader);
    if (cli.loaded)
        config_free(&cli.config);
    if (fflush(stdout) != 0 && status == CLI_OK)
        status = CLI_UNAVAILABLE;
    return status;
}
