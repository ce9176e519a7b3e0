/* SPDX-License-Identifier: MIT */
/*
 * poll(2) around redis_wire.h.
 */
#include "redis/redis_dial.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define NUMERIC_SIZE 64

static int dial_fail(char why_out[REDIS_WHY_SIZE], const char *why)
{
    (void)snprintf(why_out, REDIS_WHY_SIZE, "%s", why);
    return ERR_REDIS;
}

/* Waits for an event of the wire. 0, ERR_TIMEOUT after the deadline, or ERR_REDIS. */
static int dial_wait(const struct redis_wire *w, int64_t deadline_ms, const char *late,
                     char why_out[REDIS_WHY_SIZE])
{
    struct pollfd p = {.fd = redis_wire_fd(w), .events = redis_wire_events(w)};
    int64_t left_ms = deadline_ms - clock_mono_ms();
    int n = left_ms > 0 ? poll(&p, 1, left_ms < INT_MAX ? (int)left_ms : INT_MAX) : 0;

    if (n == 0) {
        (void)dial_fail(why_out, late);
        return ERR_TIMEOUT;
    }
    return n > 0 || errno == EINTR ? 0 : dial_fail(why_out, strerror(errno));
}

/* Waits until the wire is ready. */
static int dial_finish(struct redis_wire *w, int64_t deadline_ms, char why_out[REDIS_WHY_SIZE])
{
    int rc, err = 0;

    while (err == 0 && (rc = redis_wire_send(w)) != 1)
        err = rc < 0 ? dial_fail(why_out, redis_wire_failure(w))
                     : dial_wait(w, deadline_ms, "Connection timed out", why_out);
    return err == 0 ? 0 : ERR_REDIS;
}

static int dial_one(const struct redis_target *target, const struct redis_address *a,
                    const char *numeric, size_t max_bytes, int64_t deadline_ms,
                    struct redis_wire **out, char why_out[REDIS_WHY_SIZE])
{
    int err = redis_wire_open(target, a, numeric, max_bytes, out, why_out);

    if (err == 0)
        err = dial_finish(*out, deadline_ms, why_out);
    if (err != 0)
        redis_wire_free(out);
    return err;
}

static int dial_resolved(const struct redis_target *target, const struct redis_address *a,
                         size_t max_bytes, int64_t deadline_ms, struct redis_wire **out,
                         char why_out[REDIS_WHY_SIZE])
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
    char numeric[NUMERIC_SIZE];
    int err = ERR_REDIS;
    int rc = getaddrinfo(a->host, NULL, &hints, &list);

    if (rc != 0)
        return dial_fail(why_out, gai_strerror(rc));
    for (const struct addrinfo *i = list; i != NULL && err != 0; i = i->ai_next) {
        rc = getnameinfo(i->ai_addr, i->ai_addrlen, numeric, sizeof numeric, NULL, 0,
                         NI_NUMERICHOST);
        err = rc != 0 ? dial_fail(why_out, gai_strerror(rc))
                      : dial_one(target, a, numeric, max_bytes, deadline_ms, out, why_out);
    }
    freeaddrinfo(list);
    return err;
}

int redis_dial(const struct redis_target *target, const struct redis_address *a, size_t max_bytes,
               int64_t deadline_ms, struct redis_wire **out, char why_out[REDIS_WHY_SIZE])
{
    *out = NULL;
    if (a->path[0] != '\0')
        return dial_one(target, a, "", max_bytes, deadline_ms, out, why_out);
    return dial_resolved(target, a, max_bytes, deadline_ms, out, why_out);
}

int redis_await(struct redis_wire *w, int64_t deadline_ms, void **reply_out,
                char why_out[REDIS_WHY_SIZE])
{
    int err = redis_wire_take(w, reply_out), waited = 0;

    while (err == 0 && *reply_out == NULL) {
        /* A server that refuses a client answers before it closes: reading comes first. */
        err = redis_wire_receive(w);
        if (err == 0)
            err = redis_wire_take(w, reply_out);
        if (err == 0 && *reply_out == NULL && redis_wire_send(w) < 0)
            err = ERR_REDIS;
        if (err == 0 && *reply_out == NULL)
            waited = dial_wait(w, deadline_ms, "no answer in time", why_out);
        if (waited != 0)
            return waited;
    }
    return err == 0 ? 0 : dial_fail(why_out, redis_wire_failure(w));
}
