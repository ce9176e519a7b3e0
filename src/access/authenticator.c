/* SPDX-License-Identifier: MIT */
/*
 * Reads the header fields that carry tokens (RFC 6750 section 2.1, RFC 6265 section 4.2).
 */
#include "access/authenticator.h"

#include "base/error.h"
#include "base/log.h"

#include <string.h>
#include <strings.h>

#define BEARER "Bearer "

int authenticator_open(const struct config *c, struct authenticator *out)
{
    const struct token_settings settings = {
        .algorithm = c->token_algorithm,
        .key_files = c->token_keys,
        .leeway_ms = c->token_leeway_ms,
        .audience = c->token_audience,
    };
    const char *wrong = NULL;

    *out =
        (struct authenticator){.mode = access_mode_from_name(c->auth), .cookie = c->token_cookie};
    bool has_administrators =
        out->mode == ACCESS_BY_KEY && c->token_keys != NULL && *c->token_keys != NULL;
    if (out->mode != ACCESS_BY_TOKEN && !has_administrators)
        return 0;
    int rc = token_keys_load(&settings, &out->keys, &wrong);
    /* Visitors of an open site need no key, and a program that may not read it has no
     * administrators. */
    if (rc == ERR_CONFIG && has_administrators) {
        log_warn("no_administrators", "reason", "token_keys has no key of token_algorithm", "file",
                 wrong != NULL ? wrong : "", "algorithm", c->token_algorithm, NULL);
        return 0;
    }
    if (rc == ERR_CONFIG)
        log_error("start_failed", "reason", "token_keys has no key of token_algorithm", "file",
                  wrong != NULL ? wrong : "", "algorithm", c->token_algorithm, NULL);
    return rc;
}

void authenticator_close(struct authenticator *a)
{
    token_keys_free(&a->keys);
}

/* Copies len bytes as a token. ERR_TOKEN if it is too long. */
static int authenticator_take(const char *text, size_t len, char token[TOKEN_MAX + 1])
{
    if (len > TOKEN_MAX)
        return ERR_TOKEN;
    memcpy(token, text, len);
    token[len] = '\0';
    return 0;
}

static const char *find_cookie(const char *field, const char *name, size_t *len_out)
{
    size_t name_len = strlen(name);

    while (name_len > 0 && field != NULL && *field != '\0') {
        field += strspn(field, " \t;");
        size_t len = strcspn(field, ";");
        if (len > name_len && field[name_len] == '=' && strncmp(field, name, name_len) == 0) {
            *len_out = len - name_len - 1;
            return field + name_len + 1;
        }
        field += len;
    }
    return NULL;
}

static int authenticator_find_token(const struct authenticator *a, const struct credentials *c,
                                    char token[TOKEN_MAX + 1], bool *ambient_out)
{
    const char *value;
    size_t len = 0;

    *ambient_out = false;
    if (c->authorization != NULL && strncasecmp(c->authorization, BEARER, strlen(BEARER)) == 0) {
        value = c->authorization + strlen(BEARER);
        value += strspn(value, " ");
        return authenticator_take(value, strlen(value), token);
    }
    if (c->token != NULL)
        return authenticator_take(c->token, strlen(c->token), token);
    value = find_cookie(c->cookie, a->cookie, &len);
    *ambient_out = value != NULL;
    return value != NULL ? authenticator_take(value, len, token) : ERR_UNAUTHORIZED;
}

static int identify_user(const char *user, struct principal *out)
{
    size_t len = user == NULL ? 0 : strlen(user);

    if (len == 0 || len >= sizeof out->owner)
        return ERR_UNAUTHORIZED;
    memcpy(out->owner, user, len + 1);
    out->scopes = SCOPE_UPLOAD | SCOPE_WATCH;
    out->ambient = true;
    return 0;
}

bool authenticator_asks(const struct authenticator *a)
{
    return a->mode != ACCESS_BY_KEY || a->keys != NULL;
}

/* Leaves nothing but the right: uploads of a site without owners get none, and no other bounds. */
static int keep_administrator(struct principal *p)
{
    struct principal administrator = {.scopes = SCOPE_ADMIN, .expires_at = p->expires_at};
    bool is_one = (p->scopes & SCOPE_ADMIN) != 0 && p->upload_id[0] == '\0';

    *p = is_one ? administrator : (struct principal){0};
    return is_one ? 0 : ERR_SCOPE;
}

int authenticator_identify(const struct authenticator *a, const struct credentials *c,
                           int64_t now_ms, struct principal *out)
{
    char token[TOKEN_MAX + 1];
    bool ambient;

    *out = (struct principal){0};
    if (!authenticator_asks(a))
        return 0;
    if (a->mode == ACCESS_BY_SERVER)
        return identify_user(c->remote_user, out);
    if ((a->mode != ACCESS_BY_TOKEN && a->mode != ACCESS_BY_KEY) || a->keys == NULL)
        return ERR_FORBIDDEN;
    int rc = authenticator_find_token(a, c, token, &ambient);
    if (rc == 0 && ambient && a->mode == ACCESS_BY_KEY)
        rc = ERR_UNAUTHORIZED;
    if (rc == 0)
        rc = token_verify(a->keys, token, now_ms, out);
    if (rc == 0)
        out->ambient = ambient;
    return rc == 0 && a->mode == ACCESS_BY_KEY ? keep_administrator(out) : rc;
}
