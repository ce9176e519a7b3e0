/* SPDX-License-Identifier: MIT */
/*
 * loadline doctor: checks a whole site, from its settings to its web server, and says what to
 * change.
 */
#include "cli/common/cli.h"

#include "cli/doctor/doctor.h"
#include "cli/common/http.h"
#include "base/clock.h"
#include "base/log.h"
#include "redis/redis.h"
#include "access/token.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL_MAX_BYTES 1024
#define TOKEN_TTL_MS (10 * 60 * 1000)

enum doctor_option { DOCTOR_TOKEN_FILE, DOCTOR_JSON };

static const struct command_option doctor_options[] = {
    [DOCTOR_TOKEN_FILE] = {.name = "token-file",
                           .value = "FILE",
                           .help = "a token for the checks, if auth is token",
                           .offer = OFFER_FILES},
    [DOCTOR_JSON] = {.name = "json", .help = "print an array of the checks"},
    {0}};

struct order {
    char url[URL_MAX_BYTES]; /* "": none */
    const char *token_file;
    bool as_json;
};

/* Reads the URL of the site, without query, fragment and trailing slashes. */
static int read_url(const char *text, char url[URL_MAX_BYTES])
{
    const char *host = strstr(text, "://");
    size_t len = host != NULL ? (size_t)(host + 3 - text) + strcspn(host + 3, "?#") : 0;

    if (strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0) {
        cli_complain("%s is not an http or https URL", text);
        return CLI_USAGE;
    }
    if (len >= URL_MAX_BYTES) {
        cli_complain("the URL is too long");
        return CLI_USAGE;
    }
    while (host != NULL && text + len > host + 3 && text[len - 1] == '/')
        len--;
    (void)snprintf(url, URL_MAX_BYTES, "%.*s", (int)len, text);
    return CLI_OK;
}

/* Operators often give the URL of uploads: cuts it to the URL of the site, which may be below a
 * path. */
static void cut_uploads(const struct config *c, char *url)
{
    size_t path = strlen(c->upload_path) - 1, len = strlen(url);

    if (len > path && strncmp(url + len - path, c->upload_path, path) == 0)
        url[len - path] = '\0';
}

static int cmd_doctor_take(void *arg, size_t option, char *value)
{
    struct order *o = arg;

    if (option == DOCTOR_TOKEN_FILE)
        o->token_file = value;
    else
        o->as_json = true;
    return CLI_OK;
}

static int read_order(int argc, char **argv, struct order *o)
{
    int status = command_read_options(&cmd_doctor, argc, argv, cmd_doctor_take, o);

    if (status != CLI_OK)
        return status;
    if (argc - optind > 1)
        return command_usage(&cmd_doctor);
    return optind < argc ? read_url(argv[optind], o->url) : CLI_OK;
}

/* Returns the first line of the file, for the caller to free, or NULL after printing the reason. */
static char *cmd_doctor_read_token(const char *path)
{
    char text[TOKEN_MAX + 2] = "";
    FILE *f = fopen(path, "re");

    if (f == NULL || fgets(text, sizeof text, f) == NULL)
        cli_complain("%s: %s", path,
                     f == NULL || ferror(f) ? strerror(errno) : "there is no token in it");
    if (f != NULL)
        (void)fclose(f);
    text[strcspn(text, "\r\n")] = '\0';
    return *text != '\0' ? strdup(text) : NULL;
}

/* Returns a token, from the named file or made with the secret of HS256. NULL: none; for a named
 * file after printing the reason. */
static char *cmd_doctor_find_token(const struct config *c, const struct order *o)
{
    static const struct token_offer offer = {
        .owner = "loadline-doctor", .scope = "upload watch", .ttl_ms = TOKEN_TTL_MS};
    struct token_offer named = offer;
    char *token = NULL;

    if (o->token_file != NULL)
        return cmd_doctor_read_token(o->token_file);
    if (strcmp(c->auth, "token") != 0 || strcmp(c->token_algorithm, "HS256") != 0)
        return NULL;
    named.audience = *c->token_audience != '\0' ? c->token_audience : NULL;
    return token_make(c->token_algorithm, c->token_keys[0], &named, clock_wall_ms(), &token) == 0
               ? token
               : NULL;
}

static void examine(struct doctor *d)
{
    doctor_site(d);
    doctor_downloads(d);
    doctor_redis(d);
    doctor_programs(d);
    doctor_webhooks(d);
    doctor_limits(d);
    doctor_hosting(d);
    if (d->url != NULL)
        doctor_front(d);
    redis_shards_free(&d->shards);
}

/* Loads the settings; if they are invalid, that is the only result. */
static int cmd_doctor_load(struct cli *cli, struct doctor *d)
{
    char message[CONFIG_ERROR_MAX];

    if (config_load(cli->config_path, &cli->config, message) != 0) {
        check_report_fail(&d->report, "settings",
                          "\"loadline config --dump\" explains every setting", "%s", message);
        return CLI_FAILED;
    }
    cli->loaded = true;
    d->config = &cli->config;
    log_set_level(LOG_LEVEL_ERROR);
    return CLI_OK;
}

static int conclude(const struct check_report *f)
{
    if (check_report_end_json())
        return f->failures == 0 ? CLI_OK : CLI_FAILED;
    if (f->failures == 0 && f->warnings == 0)
        puts("Nothing is wrong.");
    else
        printf("%u failed, %u warnings.\n", f->failures, f->warnings);
    return f->failures == 0 ? CLI_OK : CLI_FAILED;
}

static int cmd_doctor_run(struct cli *cli, int argc, char **argv)
{
    struct order o = {.token_file = NULL};
    struct doctor d = {.config = NULL};
    char path[PATH_MAX];
    char *token = NULL;

    int status = read_order(argc, argv, &o);
    if (status != CLI_OK)
        return status;
    if (o.as_json)
        check_report_begin_json();
    d.settings = config_find_file(cli->config_path, path, sizeof path);
    if (cmd_doctor_load(cli, &d) == CLI_OK) {
        token = cmd_doctor_find_token(d.config, &o);
        if (o.token_file != NULL && token == NULL)
            return CLI_USAGE;
        d.token = token;
        cut_uploads(d.config, o.url);
        d.url = *o.url != '\0' ? o.url : NULL;
        examine(&d);
    }
    free(token);
    return conclude(&d.report);
}

const struct command cmd_doctor = {
    .name = "doctor",
    .arguments = "[--token-file FILE] [--json] [URL]",
    .summary = "find the faults of a site",
    .run = cmd_doctor_run,
    .options = doctor_options,
    .statuses = "  0  no check failed\n"
                "  1  a check failed: a line begins with FAIL\n"
                "  2  invalid arguments, or the file of the token is not readable\n"};
