/* SPDX-License-Identifier: MIT */
/*
 * loadline show: prints everything known about one upload, as indented JSON: its public document,
 * or its record in the spool if Redis is unreachable or has no such upload. With --story: what
 * happened to it, and when.
 */
#include "cli/common/cli.h"
#include "cli/common/terminal.h"

#include "base/error.h"
#include "base/json.h"
#include "progress/progress_story.h"
#include "redis/redis_shards.h"
#include "spool/store.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEPTH 32
#define LINE_MAX_BYTES 131072

enum show_option { SHOW_STORY, SHOW_JSON, SHOW_OPTIONS };

static const struct command_option show_options[] = {
    [SHOW_STORY] = {.name = "story",
                    .help = "what happened to it: each state, attempt and message, with times"},
    [SHOW_JSON] = {.name = "json", .help = "print the JSON on one line, not indented"},
    {0}};

/* A script gets the text unchanged; a terminal gets it line by line without control characters. */
static void print_text(const char *text)
{
    if (!isatty(STDOUT_FILENO)) {
        puts(text);
        return;
    }
    while (*text) {
        size_t len = strcspn(text, "\n");
        char *line = strndup(text, len);
        struct buffer out;
        buffer_init(&out, LINE_MAX_BYTES);
        if (line)
            (void)terminal_add(&out, line, LINE_MAX_BYTES);
        puts(buffer_text(&out));
        buffer_free(&out);
        free(line);
        text += len + (text[len] == '\n');
    }
}

static int cmd_show_print_json(const char *text, size_t len, bool as_line)
{
    struct json *doc = NULL;
    int err = json_parse(text, len, DEPTH, &doc);
    const char *pretty = err ? NULL : as_line ? json_text(doc) : json_text_pretty(doc);
    if (pretty)
        print_text(pretty);
    else
        cli_complain("the document in Redis is invalid");
    json_free(&doc);
    return pretty ? CLI_OK : CLI_UNAVAILABLE;
}

static int show_record(struct store *store, const char *id, bool as_line, int why)
{
    struct upload record;
    int err = store_load(store, id, &record);
    if (err == ERR_NOT_FOUND && why == ERR_NOT_FOUND) {
        cli_complain("there is no upload %s", id);
        return CLI_UNKNOWN;
    }
    if (err) {
        cli_complain("%s", error_text(err == ERR_NOT_FOUND ? why : err));
        return CLI_UNAVAILABLE;
    }
    cli_complain("%s; this is the record in the spool",
                 why == ERR_NOT_FOUND ? "Redis does not have the upload" : error_text(why));
    char *text = upload_to_json(&record);
    upload_free(&record);
    int status = text ? cmd_show_print_json(text, strlen(text), as_line) : CLI_UNAVAILABLE;
    free(text);
    return status;
}

static int cmd_show_show(struct cli *cli, const char *id, bool as_line)
{
    struct document doc;
    int err = document_reader_read(cli->reader, &id, 1, &doc);
    int status = CLI_OK;
    if (!err && doc.text) {
        status = cmd_show_print_json(doc.text, doc.len, as_line);
    } else if (document_reader_store(cli->reader)) {
        status =
            show_record(document_reader_store(cli->reader), id, as_line, err ? err : ERR_NOT_FOUND);
    } else if (err) {
        cli_complain("%s: %s", error_text(err), document_reader_failure(cli->reader));
        status = CLI_UNAVAILABLE;
    } else {
        cli_complain("there is no upload %s", id);
        status = CLI_UNKNOWN;
    }
    document_reader_release(&doc, 1);
    return status;
}

/* Reading the document rebuilds an upload that Redis has lost. */
static int cmd_show_story(struct cli *cli, const char *id, bool as_line)
{
    struct document doc;
    struct buffer text;
    int status = CLI_UNAVAILABLE;

    buffer_init(&text, PROGRESS_STORY_MAX);
    int err = document_reader_read(cli->reader, &id, 1, &doc);
    document_reader_release(&doc, 1);
    if (!err)
        err = progress_story_read(redis_shards_of(document_reader_shards(cli->reader, id), id),
                                  cli->config.redis_prefix, id, &text);
    if (!err) {
        status = cmd_show_print_json(text.data, text.len, as_line);
    } else if (err == ERR_NOT_FOUND) {
        cli_complain("there is no upload %s", id);
        status = CLI_UNKNOWN;
    } else {
        cli_complain("%s: %s", error_text(err), document_reader_failure(cli->reader));
    }
    buffer_free(&text);
    return status;
}

static int cmd_show_run(struct cli *cli, int argc, char **argv)
{
    char id[ID_SIZE];
    bool flags[SHOW_OPTIONS] = {false};

    int status = command_read_flags(&cmd_show, argc, argv, flags);
    if (status != CLI_OK)
        return status;
    if (argc - optind != 1)
        return command_usage(&cmd_show);
    if (!cli_parse_id(argv[optind], id))
        return CLI_USAGE;
    status = cli_open(cli);
    if (status != CLI_OK)
        return status;
    return flags[SHOW_STORY] ? cmd_show_story(cli, id, flags[SHOW_JSON])
                             : cmd_show_show(cli, id, flags[SHOW_JSON]);
}

const struct command cmd_show = {
    .name = "show",
    .arguments = "ID [--story] [--json]",
    .summary = "print everything about one upload",
    .run = cmd_show_run,
    .options = show_options,
    .statuses = "  0  success\n"
                "  2  there is no such upload, or invalid arguments or settings\n"
                "  3  Redis or the spool is not reachable\n"};
