/* SPDX-License-Identifier: MIT */
/*
 * Runs transactions. Only EXEC's reply matters: the server rejects the whole transaction if it
 * could not queue a command.
 */
#include "redis/redis.h"

#include "base/error.h"

#include <assert.h>

static int append_words(struct redis *r, const char *const *words)
{
    int count = 0;

    while (words[count] != NULL)
        count++;
    return redis_append(r, count, words, NULL);
}

static int append_all(struct redis *r, const char *const *const *commands, size_t count)
{
    int err = append_words(r, (const char *const[]){"MULTI", NULL});

    for (size_t i = 0; err == 0 && i < count; i++)
        err = append_words(r, commands[i]);
    return err != 0 ? err : append_words(r, (const char *const[]){"EXEC", NULL});
}

int redis_transaction(struct redis *r, const char *const *const *commands, size_t count)
{
    struct redis_value *v = NULL;

    assert(redis_owed(r) == 0 && count + 2 <= REDIS_PIPELINE_MAX);
    int err = redis_ensure(r);
    if (err == 0)
        err = append_all(r, commands, count);
    while (err == 0 && redis_owed(r) > 0) {
        redis_value_free(&v);
        err = redis_next(r, &v);
    }
    if (err == 0 && redis_value_type(v) != REDIS_VALUE_ARRAY)
        err = ERR_REDIS;
    redis_value_free(&v);
    return err;
}
