/* SPDX-License-Identifier: MIT */
/*
 * Reads the end of a zset: ZRANGE with negative ranks, which every server has.
 */
#include "progress/progress_list.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>

static bool is_upload(const struct redis_value *v)
{
    const char *text = redis_value_text(v);

    return text != NULL && redis_value_len(v) == ID_LEN && id_valid(text);
}

int progress_list(struct redis *r, const char *prefix, enum progress_key which, int64_t since_ms,
                  int limit, void (*fn)(void *arg, const char *id, int64_t at_ms), void *arg)
{
    char key[PROGRESS_KEY_SIZE], first[16];
    struct redis_value *v = NULL;

    if (limit <= 0)
        return 0;
    progress_key(prefix, which, key);
    (void)snprintf(first, sizeof first, "-%d", limit);
    int err = redis_commandl(r, &v, "ZRANGE", key, first, "-1", "WITHSCORES", (const char *)NULL);
    for (size_t i = redis_value_count(v) / 2; err == 0 && i > 0; i--) {
        const struct redis_value *id = redis_value_item(v, 2 * i - 2);
        int64_t at_ms = redis_value_int(redis_value_item(v, 2 * i - 1));
        if (is_upload(id) && at_ms >= since_ms)
            fn(arg, redis_value_text(id), at_ms);
    }
    redis_value_free(&v);
    return err;
}

int progress_list_owners(struct redis *r, const char *prefix, const char *const *ids, size_t n,
                         void (*fn)(void *arg, size_t place, const char *owner), void *arg)
{
    char key[PROGRESS_KEY_SIZE];
    bool refused = false;
    int err = redis_ensure(r);

    for (size_t i = 0; err == 0 && i < n; i++) {
        progress_upload_key(prefix, ids[i], key);
        err = redis_append(r, 3, (const char *[]){"HMGET", key, PROGRESS_FIELD_OWNER}, NULL);
    }
    for (size_t i = 0; err == 0 && i < n; i++) {
        struct redis_value *v = NULL;
        err = redis_next(r, &v);
        const char *owner = redis_value_text(redis_value_item(v, 0));
        refused |= redis_value_type(v) == REDIS_VALUE_ERROR;
        if (err == 0)
            fn(arg, i, owner != NULL && *owner != '\0' ? owner : NULL);
        redis_value_free(&v);
    }
    return err == 0 && refused ? ERR_REDIS : err;
}
