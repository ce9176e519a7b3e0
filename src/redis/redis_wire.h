/* SPDX-License-Identifier: MIT */
/*
 * Redis's protocol over a transport: commands out, replies in, both with a limit. It never waits:
 * redis.h adds waiting, the relay an event loop. hiredis formats the commands and parses the
 * replies; its limitless buffers and its sockets are not used.
 */
#ifndef LOADLINE_REDIS_WIRE_H
#define LOADLINE_REDIS_WIRE_H

#include "redis/redis_published.h"
#include "redis/redis_transport.h"

#include <stdbool.h>
#include <stddef.h>

struct redis_wire;

/* Starts to connect, like redis_transport_open(). max_bytes limits each reply. */
int redis_wire_open(const struct redis_target *target, const struct redis_address *a,
                    const char *numeric, size_t max_bytes, struct redis_wire **out,
                    char why_out[REDIS_WHY_SIZE]);
void redis_wire_free(struct redis_wire **w);

int redis_wire_fd(const struct redis_wire *w);

/* The events of poll(2) to wait for. */
short redis_wire_events(const struct redis_wire *w);

/* Appends a command to the output, also before the connection is ready. lens may be NULL (strings).
 * 0, or ERR_REDIS if the output exceeds its limit or memory is short. */
int redis_wire_append(struct redis_wire *w, int argc, const char *const *argv, const size_t *lens);

/* Whether output waits to be sent. */
bool redis_wire_has_output(const struct redis_wire *w);

/* Continues to connect, or sends what fits. 1 if the connection is ready, 0 if it is not yet, or
 * ERR_REDIS. */
int redis_wire_send(struct redis_wire *w);

/* Reads what is there. 0, or ERR_REDIS, also if the server closed the connection or an unfinished
 * reply is larger than max_bytes. Call it only if the connection is ready. */
int redis_wire_receive(struct redis_wire *w);

/* Takes messages of channels (redis_published.h). They are valid during the call. False: stop, the
 * wire may be gone. */
typedef bool redis_wire_hear(void *arg, const struct redis_published *m);

/* Like redis_wire_receive(), but passes messages of channels to hear. Messages that came in part,
 * or behind another reply, are left to redis_wire_take(). After hear returned false the result is
 * 0, and the wire was not used any more. */
int redis_wire_listen(struct redis_wire *w, redis_wire_hear *hear, void *arg);

/* Takes the next complete reply, a redisReply that the caller frees; NULL if there is none yet. 0
 * or ERR_REDIS. */
int redis_wire_take(struct redis_wire *w, void **reply_out);

/* The reason after ERR_REDIS. It belongs to the wire. */
const char *redis_wire_failure(const struct redis_wire *w);

#endif
