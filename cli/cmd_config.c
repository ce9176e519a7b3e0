/* SPDX-License-Identifier: MIT */
/*
 * loadline config: checks the settings, prints those in force or some of them, and generates the
 * list of loadline.conf(5).
 */
#include "cli/common/cli.h"

#include "config/config_json.h"
#include "config/config_table.h"
#include "config/config_value.h"

#include <getopt.h>
#include <stdio.h>

#define OUTPUT_MAX (1 << 20)

enum config_option { CONFIG_DUMP, CONFIG_JSON, CONFIG_MDOC };

static const struct command_option config_options[] = {
    [CONFIG_DUMP] = {.name = "dump", .help = "print every setting, as a valid settings file"},
    [CONFIG_JSON] = {.name = "json", .help = "print the values as an object"},
    [CONFIG_MDOC] = {.name = "mdoc", .help = "print the list of loadline.conf(5)"},
    {0}};

struct config_order {
    bool as_json, as_dump, as_mdoc;
};

/* Of --dump and --mdoc the last one counts. */
static int cmd_config_take(void *arg, size_t option, char *value)
{
    struct config_order *o = arg;

    (void)value;
    if (option == CONFIG_JSON) {
        o->as_json = true;
        return CLI_OK;
    }
    o->as_dump = option == CONFIG_DUMP;
    o->as_mdoc = option == CONFIG_MDOC;
    return CLI_OK;
}

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

static int cmd_config_print_all(struct cli *cli,
                                void (*print)(const struct config *c, struct buffer *out))
{
    struct buffer text;
    buffer_init(&text, OUTPUT_MAX);
    print(&cli->config, &text);
    return cmd_config_print(&text);
}

static const struct setting *cmd_config_find(const char *name)
{
    const struct setting *s = setting_find(config_settings, name);
    const struct setting *near = s == NULL ? setting_nearest(config_settings, name) : NULL;

    if (near != NULL)
        cli_complain("there is no setting %s; did you mean %s?", name, near->name);
    else if (s == NULL)
        cli_complain("there is no setting %s", name);
    return s;
}

/* Prints the named settings: a value on a line, or one object. */
static int cmd_config_print_some(struct cli *cli, char **names, int count, bool as_json)
{
    struct buffer text;
    int status = CLI_OK;

    buffer_init(&text, OUTPUT_MAX);
    buffer_add_string(&text, as_json ? "{" : "");
    for (int i = 0; status == CLI_OK && i < count; i++) {
        const struct setting *s = cmd_config_find(names[i]);
        if (s == NULL)
            status = CLI_USAGE;
        else if (as_json)
            config_json_member(&cli->config, s, i > 0, &text);
        else
            config_value_print(&cli->config, s, &text);
        buffer_add_string(&text, as_json ? "" : "\n");
    }
    buffer_add_string(&text, as_json ? "}\n" : "");
    if (status == CLI_OK)
        return cmd_config_print(&text);
    buffer_free(&text);
    return status;
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
    struct config_order o = {.as_json = false};
    int status = command_read_options(&cmd_config, argc, argv, cmd_config_take, &o);
    if (status != CLI_OK)
        return status;
    int names = argc - optind;
    if ((o.as_dump || o.as_mdoc) && (o.as_json || names > 0))
        return command_usage(&cmd_config);
    if (o.as_mdoc)
        return print_mdoc();
    status = cli_load(cli);
    if (status != CLI_OK)
        return status;
    if (names > 0)
        return cmd_config_print_some(cli, argv + optind, names, o.as_json);
    if (o.as_dump)
        return cmd_config_print_all(cli, config_dump);
    return o.as_json ? cmd_config_print_all(cli, config_json) : cmd_config_check(cli);
}

const struct command cmd_config = {.name = "config",
                                   .arguments = "[--dump | --mdoc | [--json] [SETTING...]]",
                                   .summary = "check or print the settings",
                                   .run = cmd_config_run,
                                   .options = config_options,
                                   .statuses = "  0  the settings are valid\n"
                                               "  2  invalid arguments or settings\n"
                                               "  3  out of memory\n",
                                   .offer = OFFER_SETTINGS};
