/* SPDX-License-Identifier: MIT */
/*
 * loadline config: checks the settings, prints those in force, and generates the list of
 * loadline.conf(5).
 */
#include "cli/common/cli.h"

#include <getopt.h>
#include <stdio.h>

#define OUTPUT_MAX (1 << 20)

static int cmd_config_print(struct buffer *text)
{
    int err = buffer_error(text);
    if (!err)
        fputs(buffer_text(text), stdout);
    else
        cli_complain("out of memory");
    buffer_free(text);
    return err ? CLI_UNAVAILABLE : CLI_OK;
}

static int print_mdoc(void)
{
    struct buffer text;
    buffer_init(&text, OUTPUT_MAX);
    config_mdoc(&text);
    return cmd_config_print(&text);
}

static int dump(struct cli *cli)
{
    struct buffer text;
    buffer_init(&text, OUTPUT_MAX);
    config_dump(&cli->config, &text);
    return cmd_config_print(&text);
}

static int cmd_config_check(struct cli *cli)
{
    char message[CONFIG_ERROR_MAX];
    if (config_require(&cli->config, CONFIG_NEEDS_REDIS | CONFIG_NEEDS_SPOOL | CONFIG_NEEDS_SECRET,
                       message) != 0) {
        cli_complain("%s", message);
        return CLI_USAGE;
    }
    puts("The settings are valid.");
    return CLI_OK;
}

static int cmd_config_run(struct cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        {"dump", no_argument, NULL, 'd'}, {"mdoc", no_argument, NULL, 'm'}, {0}};
    int what = 'c', c;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == '?')
            return cli_usage(&cmd_config);
        what = c;
    }
    if (optind != argc)
        return cli_usage(&cmd_config);
    if (what == 'm')
        return print_mdoc();
    int status = cli_load(cli);
    if (status != CLI_OK)
        return status;
    return what == 'd' ? dump(cli) : cmd_config_check(cli);
}

const struct command cmd_config = {"config",
                                   "[--dump | --mdoc]",
                                   "check or print the settings",
                                   cmd_config_run,
                                   "  --dump  print every setting, as a valid settings file\n"
                                   "  --mdoc  print the list of loadline.conf(5)\n",
                                   "  0  the settings are valid\n"
                                   "  2  invalid arguments or settings\n"
                                   "  3  out of memory\n"};
