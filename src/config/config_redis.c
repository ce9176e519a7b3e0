/* SPDX-License-Identifier: MIT */
/*
 * Copies texts, whose lengths the table of settings bounds, and reads the password of the
 * Sentinels.
 */
#include "config/config_redis.h"

#include "base/error.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

int config_redis_target(const struct config *c, struct redis_target *out)
{
    struct redis_tls_settings *tls = &out->tls_settings;
    struct redis_login *sentinel = &out->sentinel;
    int err = redis_target_parse(c->redis_url, out);

    if (err != 0)
        return err;
    config_redis_copy(tls->ca_file, sizeof tls->ca_file, c->redis_tls_ca_file);
    config_redis_copy(tls->cert_file, sizeof tls->cert_file, c->redis_tls_cert_file);
    config_redis_copy(tls->key_file, sizeof tls->key_file, c->redis_tls_key_file);
    config_redis_copy(tls->name, sizeof tls->name, c->redis_tls_name);
    config_redis_copy(sentinel->user, sizeof sentinel->user, c->sentinel_user);
    config_redis_copy(sentinel->password, sizeof sentinel->password, c->sentinel_password);
    if (c->sentinel_password_file != NULL)
        err =
            read_password(c->sentinel_password_file, sentinel->password, sizeof sentinel->password);
    return err;
}
