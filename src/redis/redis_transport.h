/* SPDX-License-Identifier: MIT */
/*
 * The bytes of one connection to Redis: a non-blocking TCP or UNIX socket, with TLS if the target
 * wants it. hiredis has TLS from 1.0 on only, in a library of its own that Debian 12 lacks; this
 * serves every version alike. Writing to a closed connection never raises SIGPIPE.
 */
#ifndef LOADLINE_REDIS_TRANSPORT_H
#define LOADLINE_REDIS_TRANSPORT_H

#include "redis/redis_tls.h"
#include "redis/redis_target.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct redis_transport;

/* Starts to connect to a's UNIX socket, or to numeric (the address of a->host) and a->port. The
 * target says whether and how to use TLS; it is not kept. The descriptor is closed on exec. 0,
 * ERR_NOMEM or ERR_REDIS with the reason in why_out. */
int redis_transport_open(const struct redis_target *target, const struct redis_address *a,
                         const char *numeric, struct redis_transport **out,
                         char why_out[REDIS_WHY_SIZE]);
void redis_transport_free(struct redis_transport **t);

int redis_transport_fd(const struct redis_transport *t);

/* The events of poll(2) to wait for before the next call: has_output tells whether the caller has
 * bytes to write. */
short redis_transport_events(const struct redis_transport *t, bool has_output);

/* Continues to connect, and with TLS. 1 if the connection is ready, 0 if it waits for
 * redis_transport_events(), or ERR_REDIS. */
int redis_transport_connect(struct redis_transport *t);

/* Once ready: reads what is there, or writes what fits. The bytes, 0 if it would block, or
 * ERR_REDIS, also if the server closed the connection. */
ssize_t redis_transport_read(struct redis_transport *t, void *buf, size_t size);
ssize_t redis_transport_write(struct redis_transport *t, const void *data, size_t len);

/* Whether read bytes wait inside, of which the descriptor does not tell: read again. */
bool redis_transport_pending(const struct redis_transport *t);

/* The reason after ERR_REDIS. It belongs to the transport. */
const char *redis_transport_failure(const struct redis_transport *t);

#endif
