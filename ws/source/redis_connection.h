/* SPDX-License-Identifier: MIT */
/*
 * One non-blocking connection to Redis or to a Sentinel on the event loop: a wire (redis_wire.h) on
 * a uv_poll.
 */
#ifndef LOADLINE_REDIS_CONNECTION_H
#define LOADLINE_REDIS_CONNECTION_H

#include "redis/redis_discovery.h"
#include "redis/redis_published.h"
#include "redis/redis_target.h"
#include "redis/redis_value.h"
#include "redis/redis_wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct redis_connection;

/* Callbacks; each may close the connection. */
struct redis_connection_ops {
    void (*up)(void *arg); /* logged in at a primary, or the Sentinel has answered */
    void (*reply)(void *arg, const struct redis_value *r); /* valid during the callback */
    void (*down)(void *arg, const char *why); /* the connection is unusable: close it */
    /* A message of a channel, valid during the callback. It arrives by reply() too, if it came in
     * pieces. NULL: all arrive there. */
    void (*published)(void *arg, const struct redis_published *m);
};

/* Where a connection goes. */
struct redis_connection_peer {
    const struct redis_target *target; /* how to log in; not kept */
    const struct redis_address
        *address;        /* one of the target's, or one that a Sentinel named; not kept */
    const char *numeric; /* what the address's host resolves to; not kept */
    struct redis_discovery
        *discovery; /* the peer is a Sentinel, and its answers go there; else NULL */
};

/* Starts to connect, and logs in (redis_handshake.h), or asks the Sentinel (redis_sentinel.h). The
 * caller bounds the time and owns the connection. Returns 0, ERR_REDIS (why_out is set) or
 * ERR_NOMEM. */
int redis_connection_open(uv_loop_t *loop, const struct redis_connection_peer *peer,
                          const struct redis_connection_ops *ops, void *arg,
                          struct redis_connection **out, char why_out[REDIS_WHY_SIZE]);

/* Closes at once and clears the caller's pointer; the memory is freed by a later turn of the loop.
 * Accepts NULL. */
void redis_connection_close(struct redis_connection **f);

/* Queues a command; call it after up(). All commands of one turn of the loop leave in one write. A
 * command that does not fit into memory ends the connection with down(). */
void redis_connection_command(struct redis_connection *f, int argc, const char *const *argv);

#endif
