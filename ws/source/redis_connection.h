/* SPDX-License-Identifier: MIT */
/*
 * One non-blocking connection to Redis on the event loop. Only this file of the relay uses hiredis:
 * its plain context on a uv_poll of our own, because its asynchronous interface does not report a
 * refused connection and aborts on unexpected replies.
 */
#ifndef LOADLINE_REDIS_CONNECTION_H
#define LOADLINE_REDIS_CONNECTION_H

#include "redis/redis_wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct redis_connection;
struct redis_connection_reply;

/* Callbacks; each may close the connection. */
struct redis_connection_ops {
    void (*up)(void *arg); /* logged in, and the server is ready */
    void (*reply)(void *arg, const struct redis_connection_reply *r);
    void (*down)(void *arg, const char *why); /* the connection is unusable: close it */
};

/* Starts to connect to the target's socket, or to host (a numeric address) and the target's port,
 * and logs in as the target says. The caller bounds the time and owns the connection. Returns 0,
 * ERR_REDIS (why_out is set) or ERR_NOMEM. */
int redis_connection_open(uv_loop_t *loop, const struct redis_target *target, const char *host,
                          const struct redis_connection_ops *ops, void *arg,
                          struct redis_connection **out, char why_out[REDIS_WHY_SIZE]);

/* Closes at once and clears the caller's pointer; the memory is freed by a later turn of the loop.
 * Accepts NULL. */
void redis_connection_close(struct redis_connection **f);

/* Queues a command; call it after up(). All commands of one turn of the loop leave in one write. A
 * command that does not fit into memory ends the connection with down(). */
void redis_connection_command(struct redis_connection *f, int argc, const char *const *argv);

/* Accessors of a reply, which is valid during the callback. text returns a string, status or error,
 * else NULL; item returns an element of an array, or NULL. */
bool redis_connection_reply_is_error(const struct redis_connection_reply *r);
const char *redis_connection_reply_text(const struct redis_connection_reply *r, size_t *len_out);
const struct redis_connection_reply *
redis_connection_reply_item(const struct redis_connection_reply *r, size_t index);

#endif
