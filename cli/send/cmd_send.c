/* SPDX-License-Identifier: MIT */
/*
 * loadline send: uploads files like any other client, from a terminal or a script, and follows them
 * to their end. It reads no settings: the site is usually on another machine.
 */
#include "cli/common/cli.h"
#include "cli/send/follow.h"
#include "cli/common/interrupt.h"
#include "cli/send/tus_client.h"
#include "cli/send/upload_task.h"
#include "cli/show/screen.h"
#include "cli/common/terminal.h"

#include "base/clock.h"
#include "base/error.h"
#include "upload/state.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOKEN_MAX ((size_t)16384)
#define METADATA_PAIRS_MAX 32
#define PLAIN_MS 1000 /* between two lines about bytes if no bar is drawn */

enum send_option {
    SEND_TOKEN,
    SEND_TOKEN_FILE,
    SEND_TYPE,
    SEND_NAME,
    SEND_METADATA,
    SEND_NO_WAIT,
    SEND_JSON
};

static const struct command_option send_options[] = {
    [SEND_TOKEN] = {.name = "token",
                    .value = "TOKEN",
                    .help = "bearer token; --token-file and LOADLINE_TOKEN hide it from ps"},
    [SEND_TOKEN_FILE] = {.name = "token-file",
                         .value = "FILE",
                         .help = "the token, in the first line of a file",
                         .offer = OFFER_FILES},
    [SEND_TYPE] = {.name = "type", .value = "TYPE", .help = "media type to declare"},
    [SEND_NAME] = {.name = "name",
                   .value = "NAME",
                   .help = "name to declare, for one file; else the file's name"},
    [SEND_METADATA] = {.name = "metadata",
                       .value = "N=V",
                       .help = "metadata N with the value V, for all files; may be repeated"},
    [SEND_NO_WAIT] = {.name = "no-wait",
                      .help = "exit after the last byte, without waiting for processing"},
    [SEND_JSON] = {.name = "json", .help = "print an object per file at the end, and no progress"},
    {0}};

struct order {
    const char *token_file, *type, *name;
    const char *metadata[METADATA_PAIRS_MAX]; /* NAME=VALUE */
    size_t metadata_count;
    char *token;
    bool no_wait, as_json;
};

struct send_run {
    struct order order;
    struct endpoint endpoint;
    struct upload_task *files;
    const struct json **docs; /* of the files, for the screen */
    size_t count;
    struct screen *screen; /* NULL: no display */
    int64_t shown_at;
};

/* --- the arguments --- */

/* Removes the secret from the process list, which every user can read. */
static char *take_secret(char *argument)
{
    char *copy = strdup(argument);

    memset(argument, '*', strlen(argument));
    return copy;
}

static int read_token_file(struct order *o)
{
    char text[TOKEN_MAX];

    errno = 0;
    FILE *file = fopen(o->token_file, "re");
    bool has_line = file != NULL && fgets(text, sizeof text, file) != NULL;
    if (!has_line)
        cli_complain("%s: %s", o->token_file,
                     file == NULL || ferror(file) ? strerror(errno) : "there is no token in it");
    if (file != NULL)
        fclose(file);
    if (!has_line)
        return CLI_USAGE;
    text[strcspn(text, "\r\n")] = '\0';
    o->token = strdup(text);
    explicit_bzero(text, sizeof text);
    return o->token != NULL ? CLI_OK : CLI_UNAVAILABLE;
}

static int cmd_send_find_token(struct order *o)
{
    const char *from_env = getenv("LOADLINE_TOKEN");

    if (o->token != NULL)
        return CLI_OK;
    if (o->token_file != NULL)
        return read_token_file(o);
    if (from_env == NULL || *from_env == '\0')
        return CLI_OK;
    o->token = strdup(from_env);
    return o->token != NULL ? CLI_OK : CLI_UNAVAILABLE;
}

static int take_pair(struct order *o, const char *pair)
{
    if (tus_metadata_is_pair(pair) && o->metadata_count < METADATA_PAIRS_MAX) {
        o->metadata[o->metadata_count++] = pair;
        return CLI_OK;
    }
    cli_complain("--metadata %s: it must be NAME=VALUE, NAME without blanks and commas, at most "
                 "%d times",
                 pair, METADATA_PAIRS_MAX);
    return CLI_USAGE;
}

static int cmd_send_take(void *arg, size_t option, char *value)
{
    struct order *o = arg;

    switch ((enum send_option)option) {
    case SEND_TOKEN:
        if (o->token == NULL)
            o->token = take_secret(value);
        break;
    case SEND_TOKEN_FILE:
        o->token_file = value;
        break;
    case SEND_TYPE:
        o->type = value;
        break;
    case SEND_NAME:
        o->name = value;
        break;
    case SEND_METADATA:
        return take_pair(o, value);
    case SEND_NO_WAIT:
        o->no_wait = true;
        break;
    case SEND_JSON:
        o->as_json = true;
        break;
    }
    return CLI_OK;
}

static int cmd_send_read_options(int argc, char **argv, struct order *o)
{
    int status = command_read_options(&cmd_send, argc, argv, cmd_send_take, o);

    if (status != CLI_OK)
        return status;
    int files = argc - optind - 1;
    if (files < 1 || (o->name != NULL && files > 1))
        return command_usage(&cmd_send);
    return cmd_send_find_token(o);
}

/* Checks every file before the first is sent. */
static int take_files(struct send_run *run, char **paths, size_t n)
{
    int status = CLI_OK;

    run->files = calloc(n, sizeof *run->files);
    run->docs = calloc(n, sizeof *run->docs);
    if (run->files == NULL || run->docs == NULL) {
        cli_complain("%s", error_text(ERR_NOMEM));
        return CLI_UNAVAILABLE;
    }
    for (run->count = 0; run->count < n; run->count++) {
        struct upload_task *o = &run->files[run->count];
        int err = upload_task_init(o, paths[run->count], run->order.name, run->order.type);
        o->metadata = run->order.metadata;
        o->metadata_count = run->order.metadata_count;
        if (err == 0)
            continue;
        cli_complain("%s: %s", o->path, o->why);
        status = CLI_USAGE;
    }
    return status;
}

static void print_wait(const char *url, const char *why, int64_t wait_ms)
{
    cli_complain("%s: %s; retrying in %" PRId64 " s", url, why, (wait_ms + 999) / 1000);
}

static int reach(struct send_run *run, const char *url)
{
    char why[PROBLEM_TEXT_SIZE];

    int err = endpoint_open(&run->endpoint, url, run->order.token, print_wait, why);
    if (err == 0)
        return CLI_OK;
    cli_complain("%s: %s", url, why);
    return err == ERR_SYNTAX || err == ERR_TOKEN || err == ERR_REFUSED ? CLI_USAGE
                                                                       : CLI_UNAVAILABLE;
}

/* --- the display --- */

static const char *notice_of(const struct send_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (!run->files[i].ended && run->files[i].notice[0] != '\0')
            return run->files[i].notice;
    }
    return NULL;
}

/* Bytes change constantly: a log does not need a line for each change. */
static bool is_too_soon(struct send_run *run, const struct json *doc, const char *notice)
{
    int64_t now = clock_mono_ms();

    if (isatty(STDOUT_FILENO) || notice != NULL || doc == NULL ||
        strcmp(json_get_string(doc, "state", ""), state_name(STATE_UPLOADING)) != 0 ||
        now - run->shown_at >= PLAIN_MS ||
        json_get_int(doc, "received", 0) == json_get_int(doc, "size", -1)) {
        run->shown_at = now;
        return false;
    }
    return true;
}

static void cmd_send_show(void *arg)
{
    struct send_run *run = arg;
    const char *notice = notice_of(run);
    const struct json *newest = NULL;

    for (size_t i = 0; i < run->count; i++) {
        run->docs[i] = run->files[i].doc;
        if (run->docs[i] != NULL)
            newest = run->docs[i];
    }
    if (run->screen != NULL && !is_too_soon(run, newest, notice))
        screen_show(run->screen, run->docs, run->count, notice);
}

/* Prints {"file":…,"url":…,"sent":…,"error":…,"upload":{…}}. */
static void cmd_send_print_json(const struct upload_task *o)
{
    struct buffer line;
    const char *doc = o->sent && o->doc != NULL ? json_text(o->doc) : NULL;

    buffer_init(&line, HTTP_ANSWER_MAX * 2);
    buffer_add_string(&line, "{\"file\":");
    buffer_add_json_string(&line, o->path);
    buffer_add_string(&line, ",\"url\":");
    if (o->url != NULL)
        buffer_add_json_string(&line, o->url);
    else
        buffer_add_string(&line, "null");
    buffer_addf(&line, ",\"sent\":%s,\"error\":", o->sent ? "true" : "false");
    if (o->why[0] != '\0')
        buffer_add_json_string(&line, o->why);
    else
        buffer_add_string(&line, "null");
    buffer_addf(&line, ",\"upload\":%s}", doc != NULL ? doc : "null");
    puts(buffer_text(&line));
    buffer_free(&line);
}

/* Prints what failed or is left to do; returns the exit status. */
static int cmd_send_report(const struct send_run *run)
{
    int status = CLI_OK;

    for (size_t i = 0; i < run->count; i++) {
        const struct upload_task *o = &run->files[i];
        if (run->order.as_json)
            cmd_send_print_json(o);
        if (o->ended && o->why[0] != '\0')
            cli_complain("%s: %s", o->path, o->why);
        if (!o->ended || (o->status == CLI_UNAVAILABLE && o->url != NULL))
            cli_complain("%s: %s; the same command resumes it", o->path,
                         o->sent  ? "every byte is sent"
                         : o->url ? "the stored bytes are kept"
                                  : "nothing is sent yet");
        if (o->status > status)
            status = o->status;
    }
    return status;
}

/* --- the run --- */

static void cmd_send_send_all(struct send_run *run)
{
    const struct upload_task_watcher watcher = {cmd_send_show, run};

    for (size_t i = 0; i < run->count && !interrupt_caught(); i++) {
        upload_task_send(&run->files[i], &run->endpoint, &watcher);
        if (run->files[i].sent && run->order.no_wait)
            upload_task_end(&run->files[i], CLI_OK, NULL);
    }
    follow_to_end(&run->endpoint, run->files, run->count, &watcher);
}

static int send_files(struct send_run *run)
{
    if (!run->order.as_json && (run->screen = screen_new(run->count)) == NULL) {
        cli_complain("%s", error_text(ERR_NOMEM));
        return CLI_UNAVAILABLE;
    }
    interrupt_catch();
    cmd_send_send_all(run);
    screen_free(&run->screen);
    return cmd_send_report(run);
}

static void cmd_send_release(struct send_run *run)
{
    for (size_t i = 0; i < run->count; i++)
        upload_task_free(&run->files[i]);
    free(run->files);
    free(run->docs);
    endpoint_free(&run->endpoint);
    free(run->order.token);
}

static int cmd_send_run(struct cli *cli, int argc, char **argv)
{
    struct send_run run = {0};

    (void)cli;
    int status = cmd_send_read_options(argc, argv, &run.order);
    if (status == CLI_OK)
        status = take_files(&run, argv + optind, (size_t)(argc - optind - 1));
    if (status == CLI_OK)
        status = reach(&run, argv[argc - 1]);
    if (status == CLI_OK)
        status = send_files(&run);
    cmd_send_release(&run);
    interrupt_end();
    return status;
}

const struct command cmd_send = {
    .name = "send",
    .arguments = "FILE... URL [--no-wait] [--json] ...",
    .summary = "upload files, and wait for their processing",
    .run = cmd_send_run,
    .options = send_options,
    .statuses =
        "  0  every file was sent and processed\n"
        "  1  an upload or its processing failed\n"
        "  2  invalid arguments, a file that is not readable, or no site at the URL\n"
        "  3  the site is not reachable, or the connection was lost; the same command resumes\n",
    .offer = OFFER_FILES};
