/* SPDX-License-Identifier: MIT */
/*
 * loadline sessions: lists the clients connected to the relay of this machine, asked at
 * relay_admin_listen.
 */
#include "cli/common/cli.h"
#include "cli/common/http.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define ANSWER_MAX ((size_t)64 << 20)
#define TIMEOUT_MS 10000
#define DEPTH_MAX 4
#define URL_MAX_BYTES 320

static const struct command_option sessions_options[] = {
    {.name = "json", .help = "print the relay's answer, an array"}, {0}};

/* Ignores proxy settings: the relay is on this machine. */
static int cmd_sessions_fetch(const char *address, struct http_answer *out)
{
    char url[URL_MAX_BYTES];
    bool is_path = strncmp(address, "unix:", 5) == 0;
    struct http *http = http_new();

    *out = (struct http_answer){0};
    if (http == NULL)
        return ERR_NOMEM;
    (void)snprintf(url, sizeof url, "http://%s/sessions", is_path ? "localhost" : address);
    int err = http_perform(http,
                           &(struct http_request){.method = "GET",
                                                  .url = url,
                                                  .socket_path = is_path ? address + 5 : NULL,
                                                  .direct = true,
                                                  .answer_max = ANSWER_MAX,
                                                  .timeout_ms = TIMEOUT_MS},
                           out);
    http_free(&http);
    return err;
}

static void cmd_sessions_print_row(const struct json *s, int64_t now)
{
    const char *address = json_get_string(s, "address", NULL);
    const char *owner = json_get_string(s, "owner", NULL);

    printf("%-16s %-9s %8llds %7lld %11lld  %-15s %s\n", json_get_string(s, "session", "?"),
           json_get_string(s, "transport", "?"),
           (long long)((now - json_get_int(s, "since", now)) / 1000),
           (long long)json_get_int(s, "watches", 0), (long long)json_get_int(s, "bytes_out", 0),
           address != NULL ? address : "-", owner != NULL ? owner : "-");
}

static int print_table(const struct buffer *answer)
{
    struct json *list = NULL;

    if (json_parse(buffer_text(answer), answer->len, DEPTH_MAX, &list) != 0) {
        cli_complain("the relay's answer cannot be read");
        return CLI_UNAVAILABLE;
    }
    printf("%-16s %-9s %9s %7s %11s  %-15s %s\n", "SESSION", "TRANSPORT", "FOR", "WATCHES",
           "BYTES OUT", "ADDRESS", "OWNER");
    for (size_t i = 0; i < json_count(list); i++)
        cmd_sessions_print_row(json_item(list, i), clock_wall_ms());
    json_free(&list);
    return CLI_OK;
}

static int cmd_sessions_list(struct cli *cli, bool as_json)
{
    const char *address = cli->config.relay_admin_listen;
    struct http_answer answer;

    if (address[0] == '\0') {
        cli_complain(
            "the setting relay_admin_listen is empty: the relay has no address for operators");
        return CLI_USAGE;
    }
    int err = cmd_sessions_fetch(address, &answer);
    int status = CLI_UNAVAILABLE;
    if (err)
        cli_complain("the relay does not answer at %s: %s", address,
                     answer.failure[0] ? answer.failure : error_text(err));
    else if (answer.status != 200)
        cli_complain("the relay at %s answers %d", address, answer.status);
    else if (as_json)
        status = fwrite(buffer_text(&answer.body), 1, answer.body.len, stdout) == answer.body.len
                     ? CLI_OK
                     : CLI_UNAVAILABLE;
    else
        status = print_table(&answer.body);
    http_answer_free(&answer);
    return status;
}

static int cmd_sessions_run(struct cli *cli, int argc, char **argv)
{
    bool as_json = false;

    int status = command_read_flags(&cmd_sessions, argc, argv, &as_json);
    if (status == CLI_OK && optind != argc)
        status = command_usage(&cmd_sessions);
    if (status == CLI_OK)
        status = cli_load(cli);
    return status == CLI_OK ? cmd_sessions_list(cli, as_json) : status;
}

const struct command cmd_sessions = {.name = "sessions",
                                     .arguments = "[--json]",
                                     .summary = "list the clients of the relay",
                                     .run = cmd_sessions_run,
                                     .options = sessions_options,
                                     .statuses = "  0  success\n"
                                                 "  2  invalid arguments or settings\n"
                                                 "  3  the relay does not answer\n"};
