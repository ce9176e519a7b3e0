/* SPDX-License-Identifier: MIT */
/*
 * A list, whose turn it is, and what the one whose turn it is has named.
 */
#include "redis/redis_discovery.h"

#include <stdio.h>
#include <string.h>

void redis_discovery_init(struct redis_discovery *d, const struct redis_target *target)
{
    memset(d, 0, sizeof *d);
    memcpy(d->list, target->addresses, target->count * sizeof *d->list);
    d->count = target->count;
    d->sentinels = target->primary[0] != '\0';
    redis_discovery_begin(d);
}

void redis_discovery_begin(struct redis_discovery *d)
{
    d->turn = 0;
    d->has_named = d->tried = false;
    d->why[0] = '\0';
}

enum redis_step redis_discovery_next(const struct redis_discovery *d,
                                     const struct redis_address **address_out)
{
    *address_out = NULL;
    if (d->turn >= d->count)
        return REDIS_STEP_OVER;
    *address_out = d->has_named ? &d->named : &d->list[d->turn];
    return d->sentinels && !d->has_named ? REDIS_STEP_ASK : REDIS_STEP_LOG_IN;
}

/* Keeps the reason, with its address where there are several. */
static void discovery_explain(struct redis_discovery *d, const char *why)
{
    const struct redis_address *a = NULL;
    char address[REDIS_ADDRESS_SIZE];
    enum redis_step step = redis_discovery_next(d, &a);

    if (step == REDIS_STEP_OVER || (step == REDIS_STEP_ASK && d->tried))
        return;
    d->tried = d->tried || step == REDIS_STEP_LOG_IN;
    if (d->sentinels || d->count > 1)
        (void)snprintf(d->why, sizeof d->why, "%s%.80s: %s",
                       step == REDIS_STEP_ASK ? "Sentinel " : "", redis_address_text(a, address),
                       why);
    else
        (void)snprintf(d->why, sizeof d->why, "%s", why);
}

void redis_discovery_fail(struct redis_discovery *d, const char *why)
{
    discovery_explain(d, why);
    d->has_named = false;
    d->turn++;
}

static bool address_equals(const struct redis_address *a, const char *host, int port)
{
    return a->port == port && strcmp(a->host, host) == 0;
}

/* A host that does not fit is none: its name would be cut. */
static bool address_set(struct redis_address *a, const char *host, int port)
{
    if (host[0] == '\0' || strlen(host) >= sizeof a->host || port < 1 || port > 65535)
        return false;
    memset(a, 0, sizeof *a);
    memcpy(a->host, host, strlen(host));
    a->port = port;
    return true;
}

void redis_discovery_take_primary(struct redis_discovery *d, const char *host, int port)
{
    if (host == NULL)
        redis_discovery_fail(d, "it knows no primary of that name");
    else if (d->tried && address_equals(&d->named, host, port))
        redis_discovery_fail(d, "it names the same primary");
    else if (!address_set(&d->named, host, port))
        redis_discovery_fail(d, "it names an invalid address");
    else
        d->has_named = true;
}

void redis_discovery_take_sentinel(struct redis_discovery *d, const char *host, int port)
{
    for (size_t i = 0; i < d->count; i++)
        if (address_equals(&d->list[i], host, port))
            return;
    if (d->count < REDIS_DISCOVERY_MAX && address_set(&d->list[d->count], host, port))
        d->count++;
}

void redis_discovery_succeed(struct redis_discovery *d)
{
    struct redis_address good = d->list[d->turn];

    memmove(&d->list[1], &d->list[0], d->turn * sizeof *d->list);
    d->list[0] = good;
    redis_discovery_begin(d);
}

int redis_discovery_step_ms(const struct redis_discovery *d, enum redis_step step, int timeout_ms)
{
    int least_ms = timeout_ms < REDIS_SENTINEL_MS ? timeout_ms : REDIS_SENTINEL_MS;
    int share_ms = d->sentinels ? timeout_ms : timeout_ms / (int)d->count;

    return step == REDIS_STEP_ASK || share_ms < least_ms ? least_ms : share_ms;
}
