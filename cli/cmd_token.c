/* SPDX-License-Identifier: MIT */
/*
 * loadline token: makes a token, for scripts, for trials and for programs without a token library;
 * or a link that makes its holder an administrator once.
 * It adds no privilege: a user who can read the key can make tokens anyway.
 */
#include "cli/common/cli.h"

#include "base/clock.h"
#include "config/config_value.h"
#include "base/error.h"
#include "access/token.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY INT64_C(86400000)
#define TOKEN_TTL_MS INT64_C(3600000)
#define LINK_TTL_MS INT64_C(600000)
#define ADMINISTRATOR "administrator" /* the owner of a link without --sub */

enum token_option {
    TOKEN_SUB,
    TOKEN_SCOPE,
    TOKEN_TTL,
    TOKEN_MAX_SIZE,
    TOKEN_UPLOAD_ID,
    TOKEN_KEY,
    TOKEN_LINK
};

static const struct command_option token_options[] = {
    [TOKEN_SUB] = {.name = "sub",
                   .value = "OWNER",
                   .help = "the owner of uploads that are created with it"},
    [TOKEN_SCOPE] = {.name = "scope",
                     .value = "LIST",
                     .help = "list of upload, watch and admin (upload,watch)",
                     .offer = OFFER_LIST,
                     .words = "upload watch admin"},
    [TOKEN_TTL] = {.name = "ttl", .value = "TIME", .help = "lifetime (1h)"},
    [TOKEN_MAX_SIZE] = {.name = "max-size",
                        .value = "N",
                        .help = "the largest upload, such as 10m"},
    [TOKEN_UPLOAD_ID] = {.name = "upload-id",
                         .value = "ID",
                         .help = "the only upload that it is valid for"},
    [TOKEN_KEY] = {.name = "key",
                   .value = "FILE",
                   .help = "the key to sign with; else the first of token_keys",
                   .offer = OFFER_FILES},
    [TOKEN_LINK] = {.name = "link",
                    .value = "URL",
                    .help = "print a link to the dashboard at URL that makes an administrator:\n"
                            "once, within --ttl (10m)"},
    {0}};

/* The arguments. */
struct order {
    int64_t ttl_ms, max_size;
    const char *owner, *scope, *upload_id, *key_file, *link;
};

static const struct setting numbers[] = {
    {"--ttl", SETTING_DURATION, offsetof(struct order, ttl_ms), "0", 1000, 3650 * DAY, NULL, NULL,
     "The lifetime."},
    {"--max-size", SETTING_SIZE, offsetof(struct order, max_size), "0", 0, INT64_C(1) << 50, NULL,
     NULL, "The largest upload."},
    {0},
};

static int cmd_token_read_number(struct order *o, const struct setting *s, const char *text)
{
    struct buffer right;

    if (config_value_set(o, s, text) == 0)
        return CLI_OK;
    buffer_init(&right, CONFIG_ERROR_MAX);
    config_value_describe(s, &right);
    cli_complain("%s must be %s", s->name, buffer_text(&right));
    buffer_free(&right);
    return CLI_USAGE;
}

static int cmd_token_take(void *arg, size_t option, char *value)
{
    struct order *o = arg;

    switch ((enum token_option)option) {
    case TOKEN_SUB:
        o->owner = value;
        break;
    case TOKEN_SCOPE:
        o->scope = value;
        break;
    case TOKEN_TTL:
        return cmd_token_read_number(o, &numbers[0], value);
    case TOKEN_MAX_SIZE:
        return cmd_token_read_number(o, &numbers[1], value);
    case TOKEN_UPLOAD_ID:
        o->upload_id = value;
        break;
    case TOKEN_KEY:
        o->key_file = value;
        break;
    case TOKEN_LINK:
        o->link = value;
        break;
    }
    return CLI_OK;
}

/* Converts a comma-separated list into a blank-separated one; each word must be a scope. */
static int cmd_token_read_scope(char *scope)
{
    for (char *word = scope; *word != '\0';) {
        size_t len = strcspn(word, ", ");
        if (access_scope_from_name(word, len) == 0) {
            cli_complain("--scope is a list of upload, watch and admin");
            return CLI_USAGE;
        }
        word += len;
        if (*word != '\0')
            *word++ = ' ';
    }
    return CLI_OK;
}

/* A link has no rights to choose, and only a site that makes tokens itself can exchange it. */
static int cmd_token_check_link(const struct config *c, struct order *o)
{
    bool is_url = strncmp(o->link, "http://", strlen("http://")) == 0 ||
                  strncmp(o->link, "https://", strlen("https://")) == 0;

    if (o->scope != NULL || o->upload_id != NULL || o->max_size > 0)
        cli_complain("--link takes no --scope, --upload-id and --max-size");
    else if (!is_url || strpbrk(o->link, "# ") != NULL)
        cli_complain("--link takes the URL of the dashboard, such as https://HOST/dashboard.html");
    else if (o->ttl_ms > TOKEN_LINK_TTL_MAX_MS)
        cli_complain("--link takes a --ttl of 1d at most");
    else if (strcmp(c->token_algorithm, "HS256") != 0)
        cli_complain("--link needs token_algorithm = HS256");
    else if (c->token_keys == NULL || *c->token_keys == NULL)
        cli_complain("--link needs token_keys");
    else
        return CLI_OK;
    return CLI_USAGE;
}

static int cmd_token_check(const struct cli *cli, struct order *o)
{
    const struct config *c = &cli->config;

    if (o->link != NULL && cmd_token_check_link(c, o) != CLI_OK)
        return CLI_USAGE;
    if (o->link != NULL && o->owner == NULL)
        o->owner = ADMINISTRATOR;
    if (o->scope == NULL)
        o->scope = o->link != NULL ? "admin" : "upload,watch";
    if (o->ttl_ms == 0)
        o->ttl_ms = o->link != NULL ? LINK_TTL_MS : TOKEN_TTL_MS;
    if (o->owner == NULL || *o->owner == '\0' || strlen(o->owner) >= OWNER_SIZE)
        return command_usage(&cmd_token);
    if (o->upload_id != NULL && !id_valid(o->upload_id)) {
        cli_complain("--upload-id must be the 32 hex digits of an upload");
        return CLI_USAGE;
    }
    /* For other algorithms the settings hold only the public key. */
    if (o->key_file == NULL && strcmp(c->token_algorithm, "HS256") == 0 && c->token_keys != NULL)
        o->key_file = c->token_keys[0];
    if (o->key_file != NULL)
        return CLI_OK;
    cli_complain("--key FILE must name the key to sign with");
    return CLI_USAGE;
}

static int cmd_token_print(const struct config *c, const struct order *o, const char *scope)
{
    char link_id[ID_SIZE];
    const struct token_offer offer = {
        .owner = o->owner,
        .scope = scope,
        .upload_id = o->upload_id,
        .audience = *c->token_audience != '\0' ? c->token_audience : NULL,
        .link_id = o->link != NULL ? link_id : NULL,
        .max_size = o->max_size,
        .ttl_ms = o->ttl_ms,
    };
    char *token = NULL;

    int err = id_make(link_id);
    if (err == 0)
        err = token_make(c->token_algorithm, o->key_file, &offer, clock_wall_ms(), &token);
    if (err == ERR_CONFIG)
        cli_complain("%s is no key to sign %s with", o->key_file, c->token_algorithm);
    else if (err != 0)
        cli_complain("%s", error_text(err));
    else
        printf("%s%s%s\n", o->link != NULL ? o->link : "", o->link != NULL ? "#link=" : "", token);
    free(token);
    return err == 0 ? CLI_OK : err == ERR_CONFIG ? CLI_USAGE : CLI_UNAVAILABLE;
}

static int cmd_token_run(struct cli *cli, int argc, char **argv)
{
    struct order o = {0}; /* 0 and NULL: not given */
    char *scope = NULL;

    int status = command_read_options(&cmd_token, argc, argv, cmd_token_take, &o);
    if (status == CLI_OK && optind != argc)
        status = command_usage(&cmd_token);
    if (status == CLI_OK)
        status = cli_load(cli);
    if (status == CLI_OK)
        status = cmd_token_check(cli, &o);
    if (status == CLI_OK && (scope = strdup(o.scope)) == NULL)
        status = CLI_UNAVAILABLE;
    if (status == CLI_OK)
        status = cmd_token_read_scope(scope);
    if (status == CLI_OK)
        status = cmd_token_print(&cli->config, &o, scope);
    free(scope);
    return status;
}

const struct command cmd_token = {.name = "token",
                                  .arguments =
                                      "--sub OWNER [--scope LIST] [--ttl TIME] ... | --link URL",
                                  .summary = "make a token, or an administrator's link",
                                  .run = cmd_token_run,
                                  .options = token_options,
                                  .statuses = "  0  success\n"
                                              "  2  invalid arguments, settings or key\n"
                                              "  3  out of memory\n"};
