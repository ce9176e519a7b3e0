/* SPDX-License-Identifier: MIT */
/*
 * The login at a server: AUTH, SELECT, and whether this is a primary that serves. A replica, a
 * Cluster, a Sentinel and a server that still loads its data are refused. It does no I/O: the
 * blocking connection and the relay's both send its commands and hand it the replies.
 */
#ifndef LOADLINE_REDIS_HANDSHAKE_H
#define LOADLINE_REDIS_HANDSHAKE_H

#include "redis/redis_target.h"
#include "redis/redis_value.h"
#include "redis/redis_wire.h"

#include <stddef.h>

#define REDIS_RUN_ID_SIZE 41
#define REDIS_HANDSHAKE_MAX 5 /* commands */

/* The beginnings of the reasons why a server is refused. */
#define REDIS_IS_CLUSTER "it is a Redis Cluster"
#define REDIS_IS_REPLICA "it is a replica"
#define REDIS_IS_SENTINEL "it is a Sentinel"

struct redis_handshake {
    int (*takers[REDIS_HANDSHAKE_MAX])(struct redis_handshake *h, const struct redis_value *v);
    size_t due, taken; /* replies */
    char run_id[REDIS_RUN_ID_SIZE];
    char why[REDIS_WHY_SIZE];
};

/* Appends the commands to the wire's output. 0 or ERR_REDIS with the reason in h->why. */
int redis_handshake_begin(struct redis_handshake *h, const struct redis_target *target,
                          struct redis_wire *w);

/* Takes the next reply. 1 if the login is complete (then h->run_id is set), 0 if more replies are
 * due, ERR_REDIS if the server refuses us or is not usable, with the reason in h->why. */
int redis_handshake_take(struct redis_handshake *h, const struct redis_value *v);

#endif
