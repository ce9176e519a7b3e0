/* SPDX-License-Identifier: MIT */
/*
 * Finds the primary: which address to ask or to log in at next, from the answers so far. It does no
 * I/O, so that the blocking connection and the relay's event loop follow the same steps: for each
 * Sentinel in turn, the address that it gives for the primary; else each server of the URL in turn.
 * The role that a server tells at login decides (see redis_handshake.h). What answered well comes
 * first in the next round. https://redis.io/docs/latest/develop/reference/sentinel-clients/
 */
#ifndef LOADLINE_REDIS_DISCOVERY_H
#define LOADLINE_REDIS_DISCOVERY_H

#include "redis/redis_target.h"
#include "redis/redis_tls.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REDIS_DISCOVERY_MAX 16 /* addresses: of the URL, and Sentinels that others named */
#define REDIS_SENTINEL_MS 300  /* to connect to a Sentinel and to get its answers */

enum redis_step {
    REDIS_STEP_ASK,    /* connect to the Sentinel, and ask it for the primary */
    REDIS_STEP_LOG_IN, /* connect to the server, and log in */
    REDIS_STEP_OVER,   /* the round failed: wait, and begin a new one */
};

struct redis_discovery {
    struct redis_address list[REDIS_DISCOVERY_MAX]; /* Sentinels or servers */
    size_t count;
    size_t turn; /* in the list */
    bool sentinels;
    struct redis_address named; /* the primary as the Sentinel whose turn it is named it, */
    bool has_named;             /* or, if not has_named, as an earlier one of this round did */
    bool tried;                 /* a login was tried in this round, at the primary or a server */
    char why[REDIS_WHY_SIZE];   /* the reason of the round: rather of a login than of a Sentinel */
};

/* Begins with the addresses of the target. */
void redis_discovery_init(struct redis_discovery *d, const struct redis_target *target);

/* Begins a round: at the start, and after REDIS_STEP_OVER or a lost connection. */
void redis_discovery_begin(struct redis_discovery *d);

/* The next step; *address_out belongs to d, and is set except for REDIS_STEP_OVER. */
enum redis_step redis_discovery_next(const struct redis_discovery *d,
                                     const struct redis_address **address_out);

/* The step failed: the address did not answer, or is no primary. */
void redis_discovery_fail(struct redis_discovery *d, const char *why);

/* The Sentinel named the primary; host NULL: it knows no primary of that name. */
void redis_discovery_take_primary(struct redis_discovery *d, const char *host, int port);

/* The Sentinel named another one. */
void redis_discovery_take_sentinel(struct redis_discovery *d, const char *host, int port);

/* The login succeeded: its address comes first from now on. */
void redis_discovery_succeed(struct redis_discovery *d);

/* How long a step may take, if one connection may take timeout_ms: a list of servers shares it. */
int redis_discovery_step_ms(const struct redis_discovery *d, enum redis_step step, int timeout_ms);

#endif
