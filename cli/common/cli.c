/* SPDX-License-Identifier: MIT */
/*
 * Functions that the subcommands share.
 */
#include "cli/common/cli.h"
#include "cli/common/terminal.h"

#include "base/upload_key.h"
#include "base/error.h"
#include "base/log.h"
#include "spool/spool_mode.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define COMPLAINT_MAX 4096

void cli_complain(const char *format, ...)
{
    char text[COMPLAINT_MAX];
    struct buffer safe;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    upload_key_mask(text); /* cron and service managers log this text */
    buffer_init(&safe, COMPLAINT_MAX);
    (void)terminal_add(&safe, text, COMPLAINT_MAX);
    fprintf(stderr, "loadline: %s\n", buffer_text(&safe));
    buffer_free(&safe);
}

int cli_load(struct cli *cli)
{
    char message[CONFIG_ERROR_MAX];
    if (config_load(cli->config_path, &cli->config, message) != 0) {
        cli_complain("%s", message);
        return CLI_USAGE;
    }
    spool_mode_begin(&cli->config, false);
    cli->loaded = true;
    return CLI_OK;
}

int cli_open(struct cli *cli)
{
    char message[CONFIG_ERROR_MAX];
    int status = cli_load(cli);
    if (status != CLI_OK)
        return status;
    /* The library's log lines are for daemons. */
    log_set_level(LOG_LEVEL_ERROR);
    if (config_require(&cli->config, CONFIG_NEEDS_REDIS, message) != 0) {
        cli_complain("%s", message);
        return CLI_USAGE;
    }
    int err = document_reader_new(&cli->config, &cli->reader);
    if (err) {
        cli_complain("redis_url cannot be used: %s", error_text(err));
        return CLI_USAGE;
    }
    return CLI_OK;
}

bool cli_find_id(const char *text, char id[ID_SIZE])
{
    const char *slash = strrchr(text, '/');
    const char *start = slash ? slash + 1 : text;
    (void)snprintf(id, ID_SIZE, "%s", start);
    bool ends = strlen(start) == ID_LEN || (strlen(start) > ID_LEN && start[ID_LEN] == '.');
    return ends && id_valid(id);
}

bool cli_parse_id(const char *text, char id[ID_SIZE])
{
    bool found = cli_find_id(text, id);
    if (!found)
        cli_complain("not an upload's id: 32 hex digits are expected");
    return found;
}

struct store *cli_store(struct cli *cli)
{
    struct store *store = document_reader_store(cli->reader);

    if (store == NULL && cli->config.spool == NULL)
        cli_complain("spool is not set");
    else if (store == NULL)
        cli_complain("the spool %s cannot be opened: %s", cli->config.spool, strerror(errno));
    return store;
}
