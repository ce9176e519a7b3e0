/* SPDX-License-Identifier: MIT */
/*
 * loadline watch: follows uploads to their end. It polls. Every answer holds the whole state, so
 * that nothing but intermediate states can be missed, and Redis may be unreachable meanwhile.
 */
#include "cli/common/cli.h"
#include "cli/show/screen.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "upload/state.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WATCH_MAX 64
#define POLL_MS 200
#define GRACE_MS 30000 /* for an upload that Redis lost and a worker may restore */
#define DEPTH 8

struct watched {
    char id[ID_SIZE];
    struct json *doc;      /* the newest, or NULL */
    int64_t missing_since; /* monotonic; 0: present */
    bool ended;
    int status;
};

struct watch_run {
    struct watched uploads[WATCH_MAX];
    size_t count;
    bool reached; /* Redis has answered at least once */
};

static void cmd_watch_end(struct watched *w, int status)
{
    w->ended = true;
    w->status = status;
}

static void cmd_watch_take_document(struct watched *w, const char *text, size_t len)
{
    struct json *doc = NULL;
    if (json_parse(text, len, DEPTH, &doc) != 0)
        return; /* skip an invalid document; the next may be valid */
    json_free(&w->doc);
    w->doc = doc;
    w->missing_since = 0;
    int state = state_from_name(json_get_string(doc, "state", ""));
    if (state >= 0 && state_ended((enum state)state))
        cmd_watch_end(w, state == STATE_DONE ? CLI_OK : CLI_FAILED);
}

static void cmd_watch_take_absence(struct watched *w, int64_t now_ms)
{
    if (w->doc && !w->missing_since)
        w->missing_since = now_ms;
    if (w->doc && now_ms - w->missing_since < GRACE_MS)
        return;
    cli_complain("there is no upload %s%s", w->id, w->doc ? " any more" : "");
    cmd_watch_end(w, CLI_UNKNOWN);
}

/* Polls every upload that has not ended once. */
static int cmd_watch_poll(struct cli *cli, struct watch_run *run)
{
    const char *ids[WATCH_MAX];
    struct watched *open[WATCH_MAX];
    struct document docs[WATCH_MAX];
    size_t n = 0;
    for (size_t i = 0; i < run->count; i++) {
        if (run->uploads[i].ended)
            continue;
        open[n] = &run->uploads[i];
        ids[n++] = run->uploads[i].id;
    }
    int err = document_reader_read(cli->reader, ids, n, docs);
    for (size_t i = 0; !err && i < n; i++) {
        if (docs[i].text)
            cmd_watch_take_document(open[i], docs[i].text, docs[i].len);
        else
            cmd_watch_take_absence(open[i], clock_mono_ms());
    }
    document_reader_release(docs, n);
    run->reached = run->reached || !err;
    return err;
}

static bool all_ended(const struct watch_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (!run->uploads[i].ended)
            return false;
    }
    return true;
}

static void cmd_watch_show(const struct watch_run *run, struct screen *screen, const char *notice)
{
    const struct json *docs[WATCH_MAX];
    for (size_t i = 0; i < run->count; i++)
        docs[i] = run->uploads[i].doc;
    screen_show(screen, docs, run->count, notice);
}

static int watch(struct cli *cli, struct watch_run *run)
{
    struct screen *screen = screen_new(run->count);
    int status = CLI_OK;
    while (screen && !all_ended(run)) {
        int err = cmd_watch_poll(cli, run);
        if (err && !run->reached) {
            cli_complain("%s: %s", error_text(err), document_reader_failure(cli->reader));
            status = CLI_UNAVAILABLE;
            break;
        }
        cmd_watch_show(run, screen, err ? error_text(err) : NULL);
        if (!all_ended(run))
            clock_pause_ms(POLL_MS);
    }
    if (!screen) {
        cli_complain("out of memory");
        status = CLI_UNAVAILABLE;
    }
    screen_free(&screen);
    for (size_t i = 0; i < run->count; i++) {
        if (run->uploads[i].status > status)
            status = run->uploads[i].status;
        json_free(&run->uploads[i].doc);
    }
    return status;
}

static int cmd_watch_run(struct cli *cli, int argc, char **argv)
{
    struct watch_run run = {0};
    int status = command_read_options(&cmd_watch, argc, argv, NULL, NULL);
    if (status != CLI_OK)
        return status;
    if (optind == argc)
        return command_usage(&cmd_watch);
    if (argc - optind > WATCH_MAX) {
        cli_complain("at most %d uploads at once", WATCH_MAX);
        return CLI_USAGE;
    }
    for (; optind < argc; optind++, run.count++) {
        if (!cli_parse_id(argv[optind], run.uploads[run.count].id))
            return CLI_USAGE;
    }
    status = cli_open(cli);
    return status == CLI_OK ? watch(cli, &run) : status;
}

const struct command cmd_watch = {
    .name = "watch",
    .arguments = "ID...",
    .summary = "follow uploads to their end",
    .run = cmd_watch_run,
    .statuses = "  0  all uploads are done\n"
                "  1  an upload failed, expired, or was cancelled or deleted\n"
                "  2  there is no such upload, or invalid arguments or settings\n"
                "  3  Redis is not reachable\n"};
