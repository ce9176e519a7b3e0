/* SPDX-License-Identifier: MIT */
/*
 * SET NX claims an alias, PEXPIRE renews it: one command each, so that they fit in the publisher's
 * pipeline.
 */
#include "progress/progress_alias.h"

#include "base/upload_key.h"
#include "base/error.h"
#include "progress/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool progress_alias_valid(const char *text)
{
    size_t len = strnlen(text, PROGRESS_ALIAS_MAX + 1);

    for (size_t i = 0; i < len; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    char masked[PROGRESS_ALIAS_SIZE];
    /* The alias becomes part of a Redis key, which must not contain an upload's key. */
    return len >= 1 && len <= PROGRESS_ALIAS_MAX &&
           upload_key_masked(text, masked, sizeof masked) == text;
}

int progress_alias_append(struct redis *r, const char *prefix, const struct progress_alias *a)
{
    char key[PROGRESS_KEY_SIZE], ttl[24];

    progress_alias_key(prefix, a->owner, a->name, key);
    snprintf(ttl, sizeof ttl, "%" PRId64, a->ttl_ms);
    if (a->held)
        return redis_append(r, 3, (const char *[]){"PEXPIRE", key, ttl}, NULL);
    return redis_append(r, 6, (const char *[]){"SET", key, a->id, "PX", ttl, "NX"}, NULL);
}

int progress_alias_take(struct redis *r, bool *held_out)
{
    struct redis_value *v = NULL;
    int err = redis_next(r, &v);

    *held_out = redis_value_type(v) == REDIS_VALUE_STRING || redis_value_int(v) == 1;
    if (err == 0 && redis_value_type(v) == REDIS_VALUE_ERROR)
        err = ERR_REDIS;
    redis_value_free(&v);
    return err;
}

int progress_alias_find(struct redis *r, const char *prefix, const char *owner, const char *name,
                        char id_out[ID_SIZE])
{
    char key[PROGRESS_KEY_SIZE];
    struct redis_value *v = NULL;

    progress_alias_key(prefix, owner, name, key);
    int err = redis_commandl(r, &v, "GET", key, NULL);
    const char *id = redis_value_text(v);
    /* A key of another type counts as no alias. */
    if (err == ERR_REDIS && redis_connected(r) &&
        strncmp(redis_failure(r), "WRONGTYPE", strlen("WRONGTYPE")) == 0)
        err = ERR_NOT_FOUND;
    if (err == 0 && (id == NULL || !id_valid(id)))
        err = ERR_NOT_FOUND;
    if (err == 0)
        memcpy(id_out, id, ID_SIZE);
    redis_value_free(&v);
    return err;
}
