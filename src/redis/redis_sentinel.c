/* SPDX-License-Identifier: MIT */
/*
 * The list of other Sentinels comes first, because the answer about the primary ends the step.
 */
#include "redis/redis_sentinel.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

static int sentinel_append(struct redis_sentinel *s, struct redis_wire *w, int argc,
                           const char *const *argv)
{
    if (redis_wire_append(w, argc, argv, NULL) == 0)
        return 0;
    (void)snprintf(s->why, sizeof s->why, "%s", redis_wire_failure(w));
    return ERR_REDIS;
}

int redis_sentinel_begin(struct redis_sentinel *s, const struct redis_target *target,
                         struct redis_wire *w)
{
    const char *user = target->sentinel.user, *password = target->sentinel.password;
    const char *others[] = {"SENTINEL", "sentinels", target->primary};
    const char *primary[] = {"SENTINEL", "get-master-addr-by-name", target->primary};
    int err = 0;

    memset(s, 0, sizeof *s);
    s->auth_due = password[0] != '\0';
    s->others_due = true;
    if (s->auth_due && user[0] != '\0')
        err = sentinel_append(s, w, 3, (const char *[]){"AUTH", user, password});
    else if (s->auth_due)
        err = sentinel_append(s, w, 2, (const char *[]){"AUTH", password});
    if (err == 0)
        err = sentinel_append(s, w, 3, others);
    return err != 0 ? err : sentinel_append(s, w, 3, primary);
}

/* The value of a field in a list of names and values. */
static const struct redis_value *sentinel_field(const struct redis_value *list, const char *name)
{
    for (size_t i = 0; i + 1 < redis_value_count(list); i += 2) {
        const char *text = redis_value_text(redis_value_item(list, i));
        if (text != NULL && strcmp(text, name) == 0)
            return redis_value_item(list, i + 1);
    }
    return NULL;
}

/* A number in a reply that fits a port, else 0. */
static int port_of(const struct redis_value *v)
{
    int64_t n = redis_value_int(v);

    return n > 0 && n <= 65535 ? (int)n : 0;
}

/* A Sentinel that does not list the others, or does not permit it, still knows the primary. */
static void take_others(const struct redis_value *v, struct redis_discovery *d)
{
    for (size_t i = 0; i < redis_value_count(v); i++) {
        const struct redis_value *one = redis_value_item(v, i);
        const char *host = redis_value_text(sentinel_field(one, "ip"));
        if (host != NULL)
            redis_discovery_take_sentinel(d, host, port_of(sentinel_field(one, "port")));
    }
}

int redis_sentinel_take(struct redis_sentinel *s, const struct redis_value *v,
                        struct redis_discovery *d)
{
    bool is_error = redis_value_type(v) == REDIS_VALUE_ERROR;

    if (s->others_due && !s->auth_due) {
        s->others_due = false;
        take_others(v, d);
        return 0;
    }
    if (is_error) {
        (void)snprintf(s->why, sizeof s->why, "%s", redis_value_text(v));
        return ERR_REDIS;
    }
    if (s->auth_due) {
        s->auth_due = false;
        return 0;
    }
    redis_discovery_take_primary(d, redis_value_text(redis_value_item(v, 0)),
                                 port_of(redis_value_item(v, 1)));
    return 1;
}
