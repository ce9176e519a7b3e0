/* SPDX-License-Identifier: MIT */
/*
 * Bounds the size of replies. hiredis buffers a reply until it is complete, without a limit. For
 * the modules that hold a connection of hiredis.
 */
#ifndef LOADLINE_REDIS_REPLY_H
#define LOADLINE_REDIS_REPLY_H

#include <stddef.h>

struct redisContext; /* of hiredis */

/* Reads available data once, like redisBufferRead(). *unfinished counts the bytes since the last
 * complete reply; the caller sets it to 0 with each reply. REDIS_ERR, with the reason in c, also if
 * the count exceeds max_bytes. */
int redis_reply_read(struct redisContext *c, size_t max_bytes, size_t *unfinished);

/* Like redisGetReply() on a blocking connection, for replies of at most max_bytes. The caller frees
 * the reply. */
int redis_reply_await(struct redisContext *c, size_t max_bytes, void **reply_out);

#endif
