/* SPDX-License-Identifier: MIT */
/*
 * loadline sessions: who is connected to the relay of this machine, asked at relay_admin_listen.
 */
#include "cli/cli.h"

#include "buffer.h"
#include "clock.h"
#include "json.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#define ANSWER_MAX ((size_t)64 << 20)
#define TIMEOUT_S 10L
#define DEPTH_MAX 4
#define URL_MAX_BYTES 320

static size_t on_data(char *bytes, size_t size, size_t n, void *arg)
{
    struct buffer *b = arg;

    buffer_add(b, bytes, size * n);
    return buffer_error(b) == 0 ? size * n : 0;
}

/* Whatever a proxy setting says: the relay is on this machine. */
static CURLcode fetch(const char *address, struct buffer *out)
{
    char url[URL_MAX_BYTES];
    CURL *curl = curl_easy_init();
    bool is_path = strncmp(address, "unix:", 5) == 0;

    if (curl == NULL)
        return CURLE_OUT_OF_MEMORY;
    (void)snprintf(url, sizeof url, "http://%s/sessions", is_path ? "localhost" : address);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    if (is_path)
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, address + 5);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    CURLcode rc = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    return rc;
}

static void print_row(const struct json *s, int64_t now)
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
        print_row(json_item(list, i), clock_wall_ms());
    json_free(&list);
    return CLI_OK;
}

static int list(struct cli *cli, bool as_json)
{
    const char *address = cli->config.relay_admin_listen;
    struct buffer answer;

    if (address[0] == '\0') {
        cli_complain("the setting relay_admin_listen is empty: the relay answers nobody");
        return CLI_USAGE;
    }
    buffer_init(&answer, ANSWER_MAX);
    CURLcode rc = fetch(address, &answer);
    int status = CLI_UNAVAILABLE;
    if (rc != CURLE_OK)
        cli_complain("the relay does not answer at %s: %s", address, curl_easy_strerror(rc));
    else if (as_json)
        status = fwrite(buffer_text(&answer), 1, answer.len, stdout) == answer.len
                     ? CLI_OK
                     : CLI_UNAVAILABLE;
    else
        status = print_table(&answer);
    buffer_free(&answer);
    return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
    bool as_json = argc == 2 && strcmp(argv[1], "--json") == 0;

    if (argc > 2 || (argc == 2 && !as_json))
        return cli_usage(&cmd_sessions);
    int status = cli_load(cli);
    return status == CLI_OK ? list(cli, as_json) : status;
}

const struct command cmd_sessions = {"sessions", "[--json]", "who is connected to the relay", run};
