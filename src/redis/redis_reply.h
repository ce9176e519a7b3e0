/* SPDX-License-Identifier: MIT */
/*
 * How long a reply of Redis may be: hiredis keeps all of one until it is whole, whatever the server
 * announces. For the modules that hold a connection of hiredis.
 */
#ifndef LOADLINE_REDIS_REPLY_H
#define LOADLINE_REDIS_REPLY_H

#include <stddef.h>

struct redisContext; /* of hiredis */

/* Reads what has come, once, as redisBufferRead() does. *unfinished counts the bytes since the last
 * whole reply, and is the caller's to set to 0 with each. REDIS_ERR, with the reason in c, also
 * where they are more than max_bytes. */
int redis_reply_read(struct redisContext *c, size_t max_bytes, size_t *unfinished);

/* redisGetReply() on a blocking connection, for replies of at most max_bytes. */
int redis_reply_await(struct redisContext *c, size_t max_bytes, void **reply_out);

#endif
