/* SPDX-License-Identifier: MIT */
/*
 * A read only grows the buffer of hiredis, and taking a reply shrinks it, so the growth is the
 * number of bytes read.
 */
#include "redis/redis_reply.h"

#include <hiredis/hiredis.h>
#include <stdio.h>

int redis_reply_read(redisContext *c, size_t max_bytes, size_t *unfinished)
{
    size_t before = c->reader->len;

    if (redisBufferRead(c) != REDIS_OK)
        return REDIS_ERR;
    *unfinished += c->reader->len - before;
    if (*unfinished <= max_bytes)
        return REDIS_OK;
    c->err = REDIS_ERR_PROTOCOL;
    (void)snprintf(c->errstr, sizeof c->errstr, "a reply of more than %zu bytes", max_bytes);
    return REDIS_ERR;
}

int redis_reply_await(redisContext *c, size_t max_bytes, void **reply_out)
{
    size_t unfinished = 0;
    int rc = redisGetReplyFromReader(c, reply_out);

    for (int done = 0; rc == REDIS_OK && *reply_out == NULL && !done;)
        rc = redisBufferWrite(c, &done);
    while (rc == REDIS_OK && *reply_out == NULL) {
        rc = redis_reply_read(c, max_bytes, &unfinished);
        if (rc == REDIS_OK)
            rc = redisGetReplyFromReader(c, reply_out);
    }
    return rc;
}
