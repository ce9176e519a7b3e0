/* SPDX-License-Identifier: MIT */
/*
 * loadline verify: compares the records of a spool with its files, and prints what differs. It only
 * reads, and needs no Redis.
 */
#include "cli/common/cli.h"
#include "cli/common/interrupt.h"
#include "cli/verify/verify_spool.h"

#include "base/error.h"
#include "base/log.h"
#include "spool/spool_mode.h"
#include "spool/store_settings.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum verify_option { VERIFY_SPOOL, VERIFY_QUICK, VERIFY_JSON };

static const struct command_option verify_options[] = {
    [VERIFY_SPOOL] = {.name = "spool",
                      .value = "DIR",
                      .help = "the spool in this folder, instead of that of the settings",
                      .offer = OFFER_FOLDERS},
    [VERIFY_QUICK] = {.name = "quick", .help = "make no digests: it reads no file's bytes"},
    [VERIFY_JSON] = {.name = "json", .help = "print an array of the differences"},
    {0}};

struct verify_order {
    const char *spool; /* NULL: as in the settings */
    bool is_quick, as_json;
};

static int cmd_verify_take(void *arg, size_t option, char *value)
{
    struct verify_order *o = arg;

    switch ((enum verify_option)option) {
    case VERIFY_SPOOL:
        o->spool = value;
        break;
    case VERIFY_QUICK:
        o->is_quick = true;
        break;
    case VERIFY_JSON:
        o->as_json = true;
        break;
    }
    return CLI_OK;
}

/* Called for each piece of a file, and between uploads. */
static bool cmd_verify_go_on(void *arg, size_t bytes)
{
    struct verify_report *report = arg;

    report->bytes += (int64_t)bytes;
    verify_report_show(report);
    return !interrupt_caught();
}

/* --spool overrides the setting. */
static int cmd_verify_name_spool(struct cli *cli, const char *spool)
{
    char *copy = strdup(spool);

    if (copy == NULL) {
        cli_complain("%s", error_text(ERR_NOMEM));
        return CLI_UNAVAILABLE;
    }
    free(cli->config.spool);
    cli->config.spool = copy;
    spool_mode_begin(&cli->config, false);
    return CLI_OK;
}

static int cmd_verify_open(struct cli *cli, const struct verify_order *o, struct store **out)
{
    int status = cli_load(cli);

    if (status == CLI_OK && o->spool != NULL)
        status = cmd_verify_name_spool(cli, o->spool);
    if (status != CLI_OK)
        return status;
    log_set_level(LOG_LEVEL_ERROR);
    if (cli->config.spool == NULL) {
        cli_complain("spool is not set");
        return CLI_USAGE;
    }
    if (store_open_configured(&cli->config, false, out) == 0)
        return CLI_OK;
    cli_complain("%s cannot be opened as a spool: %s", cli->config.spool, strerror(errno));
    return CLI_UNAVAILABLE;
}

static int cmd_verify_some(const struct verify_job *job, struct verify_report *report, char **names,
                           int count)
{
    int status = CLI_OK;

    for (int i = 0; i < count && !interrupt_caught(); i++) {
        char id[ID_SIZE];
        if (!cli_parse_id(names[i], id))
            return CLI_USAGE;
        if (verify_spool_upload(job, report, id) != VERIFY_GONE)
            continue;
        cli_complain("there is no upload %s", id);
        status = CLI_UNKNOWN;
    }
    return status;
}

static int cmd_verify_all(const struct verify_job *job, struct verify_report *report)
{
    int rc = verify_spool(job, report);

    if (rc == 0 || rc == ERR_INTERRUPTED)
        return CLI_OK;
    cli_complain("%s: %s", store_path(job->store), error_text(rc));
    return CLI_UNAVAILABLE;
}

static int cmd_verify_look(struct store *store, const struct verify_order *o, char **names,
                           int count)
{
    struct verify_report report;
    const struct verify_job job = {
        .store = store, .is_quick = o->is_quick, .go_on = cmd_verify_go_on, .arg = &report};

    verify_report_begin(&report, o->as_json);
    interrupt_catch();
    int status =
        count > 0 ? cmd_verify_some(&job, &report, names, count) : cmd_verify_all(&job, &report);
    verify_report_end(&report);
    return status == CLI_OK && report.differences > 0 ? CLI_FAILED : status;
}

static int cmd_verify_run(struct cli *cli, int argc, char **argv)
{
    struct verify_order o = {.spool = NULL};
    struct store *store = NULL;

    int status = command_read_options(&cmd_verify, argc, argv, cmd_verify_take, &o);
    if (status == CLI_OK)
        status = cmd_verify_open(cli, &o, &store);
    if (status == CLI_OK)
        status = cmd_verify_look(store, &o, argv + optind, argc - optind);
    store_close(&store);
    interrupt_end();
    return status;
}

const struct command cmd_verify = {
    .name = "verify",
    .arguments = "[--spool DIR] [--quick] [--json] [ID...]",
    .summary = "compare the files of a spool with its records",
    .run = cmd_verify_run,
    .options = verify_options,
    .statuses = "  0  nothing differs\n"
                "  1  something differs\n"
                "  2  there is no such upload, or invalid arguments or settings\n"
                "  3  the spool is not readable\n"};
