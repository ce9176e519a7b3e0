/* SPDX-License-Identifier: MIT */
/*
 * The search for the primary: the steps of redis_discovery.h on the event loop, one at a time.
 * Names are resolved by the resolver, numeric addresses are used as they are.
 */
#include "ws/source/source_internal.h"

#include <arpa/inet.h>
#include <stdio.h>

static bool is_numeric(const char *host)
{
    struct in6_addr address;

    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static void source_search_step(struct source *s);

/* The Sentinel has answered. */
static void on_asked(void *arg)
{
    struct source *s = arg;

    redis_connection_close(&s->sentinel);
    source_search_step(s);
}

static void on_sentinel_reply(void *arg, const struct redis_value *r)
{
    struct source *s = arg;

    (void)r;
    s->missed(s, "unexpected reply");
}

static void on_sentinel_down(void *arg, const char *why)
{
    struct source *s = arg;

    s->missed(s, why);
}

static void source_search_ask(struct source *s, const char *numeric)
{
    static const struct redis_connection_ops ops = {on_asked, on_sentinel_reply, on_sentinel_down,
                                                    NULL};
    const struct redis_connection_peer peer = {&s->settings.target, &s->at, numeric, &s->discovery};
    char why[REDIS_WHY_SIZE] = "out of memory";

    if (redis_connection_open(s->loop, &peer, &ops, s, &s->sentinel, why) != 0)
        s->missed(s, why);
}

static void source_search_to(void *arg, const char *numeric, const char *why)
{
    const struct redis_address *address;
    struct source *s = arg;

    if (why != NULL)
        s->missed(s, why);
    else if (redis_discovery_next(&s->discovery, &address) == REDIS_STEP_ASK)
        source_search_ask(s, numeric);
    else
        s->found(s, numeric);
}

static void source_search_step(struct source *s)
{
    const struct redis_address *address;
    enum redis_step step = redis_discovery_next(&s->discovery, &address);

    if (step == REDIS_STEP_OVER) { /* the last Sentinel knows no primary */
        s->missed(s, s->discovery.why);
        return;
    }
    s->at = *address;
    int ms = redis_discovery_step_ms(&s->discovery, step, (int)s->settings.timeout_ms);
    (void)uv_timer_start(&s->timer, s->late, (uint64_t)ms, 0);
    if (address->path[0] != '\0' || is_numeric(address->host)) {
        source_search_to(s, s->at.host, NULL);
        return;
    }
    int rc = resolver_start(&s->resolver, s->loop, address->host, source_search_to, s);
    if (rc != 0)
        s->missed(s, uv_strerror(rc));
}

void source_search_begin(struct source *s)
{
    redis_discovery_begin(&s->discovery);
    source_search_step(s);
}

bool source_search_fail(struct source *s, const char *why)
{
    const struct redis_address *address;

    if (redis_discovery_next(&s->discovery, &address) == REDIS_STEP_OVER)
        return false;
    redis_discovery_fail(&s->discovery, why);
    if (redis_discovery_next(&s->discovery, &address) == REDIS_STEP_OVER)
        return false;
    source_search_step(s);
    return true;
}
