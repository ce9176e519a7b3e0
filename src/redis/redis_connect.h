/* SPDX-License-Identifier: MIT */
/*
 * Connects to the primary and logs in, blocking: the steps of redis_discovery.h, each with a
 * deadline.
 */
#ifndef LOADLINE_REDIS_CONNECT_H
#define LOADLINE_REDIS_CONNECT_H

#include "redis/redis_discovery.h"
#include "redis/redis_handshake.h"
#include "redis/redis_wire.h"

#include <stddef.h>
#include <stdint.h>

/* Runs one round: d, which the caller keeps for the next, has the addresses. timeout_ms bounds each
 * connection with its login; max_bytes each reply. 0 with the connection, the result of its login
 * and its address; or ERR_REDIS with the reason in d->why. */
int redis_connect(struct redis_discovery *d, const struct redis_target *target, int timeout_ms,
                  size_t max_bytes, struct redis_wire **out, struct redis_handshake *login_out,
                  struct redis_address *address_out);

/* Asks the Sentinel at a, and tells d. 0, or ERR_REDIS with the reason in why_out. */
int redis_connect_ask(struct redis_discovery *d, const struct redis_target *target,
                      const struct redis_address *a, int64_t deadline_ms,
                      char why_out[REDIS_WHY_SIZE]);

#endif
