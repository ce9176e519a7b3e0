/* SPDX-License-Identifier: MIT */
/*
 * loadline completion: prints the script by which a shell completes the words of loadline.
 */
#include "cli/command_table.h"
#include "cli/common/cli.h"
#include "cli/completion/completion.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define OUTPUT_MAX (1 << 20)

static const struct completion_shell {
    const char *name;
    void (*add)(const struct completion *c, struct buffer *out);
} completion_shells[] = {
    {"bash", completion_add_bash}, {"zsh", completion_add_zsh}, {"fish", completion_add_fish}};

static const struct completion_shell *cmd_completion_find(const char *name)
{
    for (size_t i = 0; i < sizeof completion_shells / sizeof *completion_shells; i++)
        if (strcmp(completion_shells[i].name, name) == 0)
            return &completion_shells[i];
    return NULL;
}

static int cmd_completion_run(struct cli *cli, int argc, char **argv)
{
    const struct completion completion = {command_table, command_globals};
    struct buffer out;

    (void)cli;
    int status = command_read_options(&cmd_completion, argc, argv, NULL, NULL);
    if (status != CLI_OK)
        return status;
    const struct completion_shell *shell =
        argc - optind == 1 ? cmd_completion_find(argv[optind]) : NULL;
    if (shell == NULL)
        return command_usage(&cmd_completion);
    buffer_init(&out, OUTPUT_MAX);
    shell->add(&completion, &out);
    bool is_whole = buffer_error(&out) == 0;
    if (is_whole)
        fputs(buffer_text(&out), stdout);
    else
        cli_complain("out of memory");
    buffer_free(&out);
    return is_whole ? CLI_OK : CLI_UNAVAILABLE;
}

const struct command cmd_completion = {.name = "completion",
                                       .arguments = "bash | zsh | fish",
                                       .summary = "print the completion of a shell",
                                       .run = cmd_completion_run,
                                       .statuses = "  0  success\n"
                                                   "  2  invalid arguments\n"
                                                   "  3  out of memory\n",
                                       .offer = OFFER_WORDS,
                                       .words = "bash zsh fish"};
