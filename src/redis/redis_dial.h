/* SPDX-License-Identifier: MIT */
/*
 * The blocking use of a wire: resolves names, and waits for the connection and for replies, each
 * until a deadline.
 */
#ifndef LOADLINE_REDIS_DIAL_H
#define LOADLINE_REDIS_DIAL_H

#include "redis/redis_wire.h"

#include <stddef.h>
#include <stdint.h>

/* Connects to one address (to each that its name resolves to, in turn), with TLS if the target says
 * so, and waits until commands can be sent. deadline_ms is on the monotonic clock; only the
 * system's resolver has a timeout of its own. 0, ERR_NOMEM or ERR_REDIS with the reason in why_out.
 */
int redis_dial(const struct redis_target *target, const struct redis_address *a, size_t max_bytes,
               int64_t deadline_ms, struct redis_wire **out, char why_out[REDIS_WHY_SIZE]);

/* Sends the output and waits for the next reply (redis_wire_take()). 0, or ERR_TIMEOUT or ERR_REDIS
 * with the reason in why_out. */
int redis_await(struct redis_wire *w, int64_t deadline_ms, void **reply_out,
                char why_out[REDIS_WHY_SIZE]);

#endif
