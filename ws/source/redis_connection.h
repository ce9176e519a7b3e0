/* SPDX-License-Identifier: MIT */
/*
 * One connection to Redis on the event loop that never blocks. The only file of the relay that
 * knows hiredis: its plain context on a uv_poll of our own, because its asynchronous interface does
 * not report a refused connection and aborts on replies it does not expect.
 */
#ifndef LOADLINE_REDIS_CONNECTION_H
#define LOADLINE_REDIS_CONNECTION_H

#include "redis/redis_target.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#define REDIS_CONNECTION_WHY_MAX 128 /* bytes of a reason */

struct redis_connection;
struct redis_connection_reply;

/* Any of these may close the feed. */
struct redis_connection_ops {
    void (*up)(void *arg); /* logged in, and the server is ready */
    void (*reply)(void *arg, const struct redis_connection_reply *r);
    void (*down)(void *arg, const char *why); /* it is of no use any more: close it */
};

/* Begins to connect to the target's socket, or to host (an address in numbers) and the target's
 * port, and logs in as the target says. How long that may take is the caller's to bound. ERR_REDIS
 * (why_out is filled), ERR_NOMEM. */
int redis_connection_open(uv_loop_t *loop, const struct redis_target *target, const char *host,
                          const struct redis_connection_ops *ops, void *arg,
                          struct redis_connection **out, char why_out[REDIS_CONNECTION_WHY_MAX]);

/* Closes at once and clears the caller's pointer; the memory goes when the loop comes round. NULL
 * is fine. */
void redis_connection_close(struct redis_connection **f);

/* Appends a command (after up). It leaves in one write with all others of this turn of the loop;
 * one that does not fit into memory brings the feed down. */
void redis_connection_command(struct redis_connection *f, int argc, const char *const *argv);

/* Replies, valid during the call. text: of a string, status or error, else NULL. */
bool redis_connection_reply_is_error(const struct redis_connection_reply *r);
const char *redis_connection_reply_text(const struct redis_connection_reply *r, size_t *len_out);
const struct redis_connection_reply *
redis_connection_reply_item(const struct redis_connection_reply *r, size_t index); /* or NULL */

#endif
