/* SPDX-License-Identifier: MIT */
/*
 * A redis_value is a redisReply.
 */
#include "redis/redis_value.h"

#include <hiredis/hiredis.h>
#include <stdlib.h>

static const redisReply *reply_of(const struct redis_value *v)
{
    return (const redisReply *)v;
}

enum redis_value_type redis_value_type(const struct redis_value *v)
{
    switch (v != NULL ? reply_of(v)->type : REDIS_REPLY_NIL) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        return REDIS_VALUE_STRING;
    case REDIS_REPLY_INTEGER:
        return REDIS_VALUE_INT;
    case REDIS_REPLY_ARRAY:
        return REDIS_VALUE_ARRAY;
    case REDIS_REPLY_ERROR:
        return REDIS_VALUE_ERROR;
    default:
        return REDIS_VALUE_NIL;
    }
}

const char *redis_value_text(const struct redis_value *v)
{
    enum redis_value_type type = redis_value_type(v);

    return type == REDIS_VALUE_STRING || type == REDIS_VALUE_ERROR ? reply_of(v)->str : NULL;
}

size_t redis_value_len(const struct redis_value *v)
{
    return redis_value_text(v) != NULL ? reply_of(v)->len : 0;
}

int64_t redis_value_int(const struct redis_value *v)
{
    const char *text = redis_value_text(v);
    char *end;
    long long n;

    if (redis_value_type(v) == REDIS_VALUE_INT)
        return reply_of(v)->integer;
    if (text == NULL || redis_value_type(v) == REDIS_VALUE_ERROR)
        return 0;
    n = strtoll(text, &end, 10);
    return end != text && *end == '\0' ? n : 0;
}

size_t redis_value_count(const struct redis_value *v)
{
    return redis_value_type(v) == REDIS_VALUE_ARRAY ? reply_of(v)->elements : 0;
}

const struct redis_value *redis_value_item(const struct redis_value *v, size_t index)
{
    if (index >= redis_value_count(v))
        return NULL;
    return (const struct redis_value *)reply_of(v)->element[index];
}

void redis_value_free(struct redis_value **v)
{
    if (*v != NULL)
        freeReplyObject(*v);
    *v = NULL;
}
