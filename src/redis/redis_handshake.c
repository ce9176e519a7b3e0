/* SPDX-License-Identifier: MIT */
/*
 * One function for each reply.
 */
#include "redis/redis_handshake.h"

#include "base/error.h"
#include "redis/redis_loss.h"

#include <stdio.h>
#include <string.h>

#define CLUSTER_WHY                                                                                \
    REDIS_IS_CLUSTER ", which is not supported: use one primary, with replicas and Sentinels"

static int handshake_fail(struct redis_handshake *h, const char *why)
{
    (void)snprintf(h->why, sizeof h->why, "%s", why);
    return ERR_REDIS;
}

/* An error of the server is the reason, in its own words. */
static int take_plain(struct redis_handshake *h, const struct redis_value *v)
{
    if (redis_value_type(v) != REDIS_VALUE_ERROR)
        return 0;
    return handshake_fail(h, redis_value_text(v));
}

static int take_run_id(struct redis_handshake *h, const char *info)
{
    const char *line = strstr(info, "run_id:");
    size_t n;

    if (line == NULL)
        return handshake_fail(h, "INFO does not name the server's run_id");
    line += strlen("run_id:");
    n = strcspn(line, "\r\n");
    if (n == 0 || n >= sizeof h->run_id)
        return handshake_fail(h, "INFO has an invalid run_id");
    memcpy(h->run_id, line, n);
    h->run_id[n] = '\0';
    return 0;
}

/* Redis names it redis_mode, Valkey since 8.0 server_mode. */
static bool info_has_mode(const char *info, const char *mode)
{
    char redis[40], valkey[40];

    (void)snprintf(redis, sizeof redis, "redis_mode:%s", mode);
    (void)snprintf(valkey, sizeof valkey, "server_mode:%s", mode);
    return strstr(info, redis) != NULL || strstr(info, valkey) != NULL;
}

static int take_info(struct redis_handshake *h, const struct redis_value *v)
{
    const char *info = redis_value_text(v);

    if (redis_value_type(v) != REDIS_VALUE_STRING)
        return take_plain(h, v) != 0 ? ERR_REDIS : handshake_fail(h, "INFO has no text");
    if (info_has_mode(info, "cluster"))
        return handshake_fail(h, CLUSTER_WHY);
    if (info_has_mode(info, "sentinel"))
        return handshake_fail(h, REDIS_IS_SENTINEL ": begin redis_url with sentinel://");
    return take_run_id(h, info);
}

static int take_role(struct redis_handshake *h, const struct redis_value *v)
{
    const char *role = redis_value_text(redis_value_item(v, 0));
    const char *primary = redis_value_text(redis_value_item(v, 1));

    if (redis_value_type(v) == REDIS_VALUE_ERROR)
        return take_plain(h, v);
    if (role != NULL && strcmp(role, "master") == 0)
        return 0;
    if (role != NULL && strcmp(role, "slave") == 0 && primary != NULL)
        (void)snprintf(h->why, sizeof h->why, REDIS_IS_REPLICA " of %.100s:%lld", primary,
                       (long long)redis_value_int(redis_value_item(v, 2)));
    else
        (void)snprintf(h->why, sizeof h->why, "ROLE does not say \"master\"");
    return ERR_REDIS;
}

/* A server that cannot save its data, or does not permit PING, can still be used. */
static int take_ping(struct redis_handshake *h, const struct redis_value *v)
{
    return redis_loss_is(redis_value_type(v) == REDIS_VALUE_ERROR ? redis_value_text(v) : NULL)
               ? take_plain(h, v)
               : 0;
}

static int handshake_append(struct redis_handshake *h, struct redis_wire *w, int argc,
                            const char *const *argv,
                            int (*take)(struct redis_handshake *h, const struct redis_value *v))
{
    if (redis_wire_append(w, argc, argv, NULL) != 0)
        return handshake_fail(h, redis_wire_failure(w));
    h->takers[h->due++] = take;
    return 0;
}

int redis_handshake_begin(struct redis_handshake *h, const struct redis_target *target,
                          struct redis_wire *w)
{
    const char *user = target->login.user, *password = target->login.password;
    char db[16];
    int err = 0;

    memset(h, 0, sizeof *h);
    (void)snprintf(db, sizeof db, "%d", target->db);
    if (password[0] != '\0' && user[0] != '\0')
        err = handshake_append(h, w, 3, (const char *[]){"AUTH", user, password}, take_plain);
    else if (password[0] != '\0')
        err = handshake_append(h, w, 2, (const char *[]){"AUTH", password}, take_plain);
    if (err == 0)
        err = handshake_append(h, w, 2, (const char *[]){"INFO", "server"}, take_info);
    if (err == 0)
        err = handshake_append(h, w, 2, (const char *[]){"SELECT", db}, take_plain);
    if (err == 0)
        err = handshake_append(h, w, 1, (const char *[]){"ROLE"}, take_role);
    return err != 0 ? err : handshake_append(h, w, 1, (const char *[]){"PING"}, take_ping);
}

int redis_handshake_take(struct redis_handshake *h, const struct redis_value *v)
{
    int err = h->takers[h->taken++](h, v);

    return err != 0 ? err : h->taken == h->due;
}
