/* SPDX-License-Identifier: MIT */
/*
 * Splits redis_url, copies texts, whose lengths the table of settings bounds, and reads the
 * password of the Sentinels.
 */
#include "config/config_redis.h"

#include "base/error.h"
#include "base/log.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"
#define CONFIG_REDIS_URL_MAX 1024 /* bytes of one shard's */

static void config_redis_copy(char *to, size_t size, const char *text)
{
    (void)snprintf(to, size, "%s", text != NULL ? text : "");
}

/* Reads the text of a file, at most size - 1 bytes, without white space at its end. */
static int read_password(const char *file, char *to, size_t size)
{
    FILE *from = fopen(file, "re");
    size_t len = from != NULL ? fread(to, 1, size, from) : 0;
    const char *why = from == NULL        ? strerror(errno)
                      : ferror(from) != 0 ? "it cannot be read"
                      : len >= size       ? "it is too long"
                                          : NULL;

    if (from != NULL)
        (void)fclose(from);
    while (why == NULL && len > 0 && strchr(" \t\r\n", to[len - 1]) != NULL)
        len--;
    to[why == NULL ? len : 0] = '\0';
    if (why == NULL && (len == 0 || strlen(to) != len))
        why = "it has no password";
    if (why == NULL)
        return 0;
    log_error("settings_bad", "setting", "sentinel_password_file", "file", file, "reason", why,
              NULL);
    return ERR_CONFIG;
}

/* Copies the next word of *text, and moves *text behind it. False: there is none, or it is too
 * long. */
static bool config_redis_word(const char **text, char word[CONFIG_REDIS_URL_MAX + 1])
{
    *text += strspn(*text, BLANKS);
    size_t len = strcspn(*text, BLANKS);

    if (len == 0 || len > CONFIG_REDIS_URL_MAX)
        return false;
    memcpy(word, *text, len);
    word[len] = '\0';
    *text += len;
    return true;
}

static bool config_redis_is_new(const struct redis_targets *t, const struct redis_target *one)
{
    for (size_t i = 0; i < t->count; i++)
        if (redis_target_equals(&t->of[i], one))
            return false;
    return true;
}

int config_redis_parse(const char *urls, struct redis_targets *out)
{
    char url[CONFIG_REDIS_URL_MAX + 1];

    out->count = 0;
    while (config_redis_word(&urls, url)) {
        if (out->count == REDIS_SHARDS_MAX || redis_target_parse(url, &out->of[out->count]) != 0 ||
            !config_redis_is_new(out, &out->of[out->count]))
            return ERR_SYNTAX;
        out->count++;
    }
    return out->count > 0 && urls[0] == '\0' ? 0 : ERR_SYNTAX;
}

static size_t config_redis_count(const char *urls)
{
    char url[CONFIG_REDIS_URL_MAX + 1];
    size_t n = 0;

    while (config_redis_word(&urls, url))
        n++;
    return n;
}

bool config_redis_keeps_shards(const struct config *running, const struct config *fresh)
{
    return config_redis_count(running->redis_url) == config_redis_count(fresh->redis_url);
}

bool config_redis_has_tls(const char *urls)
{
    struct redis_targets *targets = malloc(sizeof *targets); /* too large for a thread's stack */
    bool tls = true;

    if (targets != NULL && config_redis_parse(urls, targets) == 0)
        for (size_t i = 0; i < targets->count; i++)
            tls &= targets->of[i].tls;
    free(targets);
    return tls;
}

static void config_redis_complete(const struct config *c, const char *sentinel_password,
                                  struct redis_target *out)
{
    struct redis_tls_settings *tls = &out->tls_settings;
    struct redis_login *sentinel = &out->sentinel;

    config_redis_copy(tls->ca_file, sizeof tls->ca_file, c->redis_tls_ca_file);
    config_redis_copy(tls->cert_file, sizeof tls->cert_file, c->redis_tls_cert_file);
    config_redis_copy(tls->key_file, sizeof tls->key_file, c->redis_tls_key_file);
    config_redis_copy(tls->name, sizeof tls->name, c->redis_tls_name);
    config_redis_copy(sentinel->user, sizeof sentinel->user, c->sentinel_user);
    config_redis_copy(sentinel->password, sizeof sentinel->password, sentinel_password);
}

int config_redis_targets(const struct config *c, struct redis_targets *out)
{
    char password[sizeof((struct redis_login *)0)->password];
    int err = config_redis_parse(c->redis_url, out);

    config_redis_copy(password, sizeof password, c->sentinel_password);
    if (err == 0 && c->sentinel_password_file != NULL)
        err = read_password(c->sentinel_password_file, password, sizeof password);
    for (size_t i = 0; err == 0 && i < out->count; i++)
        config_redis_complete(c, password, &out->of[i]);
    return err;
}

int config_redis_open(const struct config *c, struct redis_shards *out)
{
    struct redis_targets *targets = malloc(sizeof *targets); /* too large for a thread's stack */

    if (targets == NULL)
        return ERR_NOMEM;
    int err = config_redis_targets(c, targets);
    if (err == 0)
        err = redis_shards_open(targets, (int)c->redis_timeout_ms, out);
    free(targets);
    return err;
}
