/* SPDX-License-Identifier: MIT */
/*
 * Parses Redis URLs strictly, so that a mistake in the setting stops the program at its start
 * instead of connecting it to the wrong server.
 */
#include "redis/redis_target.h"

#include "base/error.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Characters of host names and of addresses with their zone. */
#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%"

struct span {
    const char *at;
    size_t len;
};

static struct span span_of(const char *from, const char *to)
{
    return (struct span){from, (size_t)(to - from)};
}

/* Splits s at the first c: before_out gets the part before it, s keeps the part after it. */
static bool redis_target_split(struct span *s, char c, struct span *before_out)
{
    const char *found = s->len > 0 ? memchr(s->at, c, s->len) : NULL;

    if (found == NULL)
        return false;
    *before_out = span_of(s->at, found);
    *s = span_of(found + 1, s->at + s->len);
    return true;
}

/* Splits s at the last c. */
static bool split_last(struct span *s, char c, struct span *before_out)
{
    const char *found = s->len > 0 ? memrchr(s->at, c, s->len) : NULL;

    if (found == NULL)
        return false;
    *before_out = span_of(s->at, found);
    *s = span_of(found + 1, s->at + s->len);
    return true;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Percent-decodes (RFC 3986 section 2.1) into a string of at most size - 1 bytes. */
static int redis_target_decode(struct span s, char *buf, size_t size)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '%') {
            int high = i + 2 < s.len ? hex_value(s.at[i + 1]) : -1;
            int low = high >= 0 ? hex_value(s.at[i + 2]) : -1;
            if (low < 0)
                return ERR_SYNTAX;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0' || n + 1 >= size)
            return ERR_SYNTAX;
        buf[n++] = c;
    }
    buf[n] = '\0';
    return 0;
}

static int redis_target_parse_number(struct span s, int least, int most, int *out)
{
    int n = 0;

    if (s.len == 0)
        return ERR_SYNTAX;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9' || n > (most - (s.at[i] - '0')) / 10)
            return ERR_SYNTAX;
        n = n * 10 + (s.at[i] - '0');
    }
    if (n < least)
        return ERR_SYNTAX;
    *out = n;
    return 0;
}

/* Parses "[user]:password" (the user may be empty, the password not). */
static int parse_login(struct span login, struct redis_login *out)
{
    struct span user;

    if (!redis_target_split(&login, ':', &user) || login.len == 0)
        return ERR_SYNTAX;
    if (redis_target_decode(user, out->user, sizeof out->user) != 0)
        return ERR_SYNTAX;
    return redis_target_decode(login, out->password, sizeof out->password);
}

/* Parses "host[:port]", with an IPv6 address in brackets (RFC 3986 section 3.2.2). */
static int parse_host(struct span s, int default_port, struct redis_address *a)
{
    struct span host = s;
    bool port = false;

    if (s.len > 0 && s.at[0] == '[') {
        s = span_of(s.at + 1, s.at + s.len);
        if (!redis_target_split(&s, ']', &host))
            return ERR_SYNTAX;
        port = s.len > 0;
        if (port && s.at[0] != ':')
            return ERR_SYNTAX;
        if (port)
            s = span_of(s.at + 1, s.at + s.len);
    } else {
        port = redis_target_split(&s, ':', &host);
    }
    a->port = default_port;
    if (host.len == 0 || redis_target_decode(host, a->host, sizeof a->host) != 0)
        return ERR_SYNTAX;
    if (a->host[strspn(a->host, HOST_CHARACTERS)] != '\0')
        return ERR_SYNTAX;
    return port ? redis_target_parse_number(s, 1, 65535, &a->port) : 0;
}

static int parse_hosts(struct span s, int default_port, struct redis_target *t)
{
    struct span host;
    bool more = true;

    while (more) {
        more = redis_target_split(&s, ',', &host);
        if (t->count >= REDIS_ADDRESSES_MAX ||
            parse_host(more ? host : s, default_port, &t->addresses[t->count++]) != 0)
            return ERR_SYNTAX;
    }
    return 0;
}

/* What follows the hosts has no "@", so the last "@" ends the login. A password may contain "@". */
static int cut_login(struct span *s, struct redis_target *t)
{
    struct span login;

    return split_last(s, '@', &login) ? parse_login(login, &t->login) : 0;
}

static int parse_servers(const char *rest, struct redis_target *t)
{
    struct span s = {rest, strlen(rest)};
    struct span hosts = {0};

    if (cut_login(&s, t) != 0)
        return ERR_SYNTAX;
    if (!redis_target_split(&s, '/', &hosts))
        hosts = s;
    else if (s.len > 0 && redis_target_parse_number(s, 0, INT_MAX, &t->db) != 0)
        return ERR_SYNTAX;
    return parse_hosts(hosts, REDIS_DEFAULT_PORT, t);
}

/* A name goes into commands and logs: no blanks and no control characters. */
static bool is_primary_name(const char *name)
{
    size_t len = strlen(name), n = 0;

    while (n < len && name[n] > ' ' && name[n] != 0x7f)
        n++;
    return len > 0 && n == len;
}

static int parse_sentinels(const char *rest, struct redis_target *t)
{
    struct span s = {rest, strlen(rest)};
    struct span hosts, name;

    if (cut_login(&s, t) != 0 || !redis_target_split(&s, '/', &hosts))
        return ERR_SYNTAX;
    if (!redis_target_split(&s, '/', &name))
        name = s;
    else if (s.len > 0 && redis_target_parse_number(s, 0, INT_MAX, &t->db) != 0)
        return ERR_SYNTAX;
    if (redis_target_decode(name, t->primary, sizeof t->primary) != 0 ||
        !is_primary_name(t->primary))
        return ERR_SYNTAX;
    return parse_hosts(hosts, REDIS_SENTINEL_PORT, t);
}

static int parse_option(struct span option, struct redis_target *t)
{
    struct span name;

    if (!redis_target_split(&option, '=', &name))
        return ERR_SYNTAX;
    if (name.len == 2 && memcmp(name.at, "db", 2) == 0)
        return redis_target_parse_number(option, 0, INT_MAX, &t->db);
    if (name.len == 4 && memcmp(name.at, "user", 4) == 0)
        return redis_target_decode(option, t->login.user, sizeof t->login.user);
    if (name.len == 8 && memcmp(name.at, "password", 8) == 0)
        return redis_target_decode(option, t->login.password, sizeof t->login.password);
    return ERR_SYNTAX;
}

static int parse_unix(const char *rest, struct redis_target *t)
{
    struct span query = {rest, strlen(rest)};
    struct span path, option;
    bool more = redis_target_split(&query, '?', &path);

    if (!more)
        path = query;
    if (path.len > 2 && memcmp(path.at, "///", 3) == 0) /* an empty authority */
        path = span_of(path.at + 2, path.at + path.len);
    if (path.len < 2 || path.at[0] != '/' || path.at[1] == '/')
        return ERR_SYNTAX;
    if (redis_target_decode(path, t->addresses[0].path, sizeof t->addresses[0].path) != 0)
        return ERR_SYNTAX;
    t->count = 1;
    while (more) {
        more = redis_target_split(&query, '&', &option);
        if (parse_option(more ? option : query, t) != 0)
            return ERR_SYNTAX;
    }
    return 0;
}

static const struct {
    const char *scheme;
    int (*parse)(const char *rest, struct redis_target *t);
    bool tls;
} forms[] = {
    {"redis://", parse_servers, false},
    {"rediss://", parse_servers, true},
    {"sentinel://", parse_sentinels, false},
    {"sentinels://", parse_sentinels, true},
    {"unix:", parse_unix, false},
};

int redis_target_parse(const char *url, struct redis_target *out)
{
    struct redis_target t = {0};
    int err = ERR_SYNTAX;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t len = strlen(forms[i].scheme);
        if (strncmp(url, forms[i].scheme, len) != 0)
            continue;
        t.tls = forms[i].tls;
        err = forms[i].parse(url + len, &t);
    }
    if (err == 0 && t.login.user[0] != '\0' && t.login.password[0] == '\0')
        err = ERR_SYNTAX;
    if (err == 0)
        *out = t;
    return err;
}

bool redis_address_equals(const struct redis_address *a, const struct redis_address *b)
{
    return a->port == b->port && strcmp(a->host, b->host) == 0 && strcmp(a->path, b->path) == 0;
}

static bool login_equals(const struct redis_login *a, const struct redis_login *b)
{
    return strcmp(a->user, b->user) == 0 && strcmp(a->password, b->password) == 0;
}

static bool tls_equals(const struct redis_tls_settings *a, const struct redis_tls_settings *b)
{
    return strcmp(a->ca_file, b->ca_file) == 0 && strcmp(a->cert_file, b->cert_file) == 0 &&
           strcmp(a->key_file, b->key_file) == 0 && strcmp(a->name, b->name) == 0;
}

bool redis_target_equals(const struct redis_target *a, const struct redis_target *b)
{
    bool same = a->count == b->count && a->tls == b->tls && a->db == b->db &&
                strcmp(a->primary, b->primary) == 0 && login_equals(&a->login, &b->login) &&
                login_equals(&a->sentinel, &b->sentinel) &&
                tls_equals(&a->tls_settings, &b->tls_settings);

    for (size_t i = 0; same && i < a->count; i++)
        same = redis_address_equals(&a->addresses[i], &b->addresses[i]);
    return same;
}

const char *redis_address_text(const struct redis_address *a, char buf[REDIS_ADDRESS_SIZE])
{
    if (a->path[0] != '\0')
        (void)snprintf(buf, REDIS_ADDRESS_SIZE, "unix:%s", a->path);
    else if (strchr(a->host, ':') != NULL)
        (void)snprintf(buf, REDIS_ADDRESS_SIZE, "[%s]:%d", a->host, a->port);
    else
        (void)snprintf(buf, REDIS_ADDRESS_SIZE, "%s:%d", a->host, a->port);
    return buf;
}
