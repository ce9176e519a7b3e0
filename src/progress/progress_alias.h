/* SPDX-License-Identifier: MIT */
/*
 * Aliases: names that clients choose for their uploads (X-Progress-ID), so that they can poll
 * before they know the id. Aliases are scoped by owner. The first upload to claim a name keeps it
 * until its time to live passes without renewal. Only polls by old clients depend on aliases.
 */
#ifndef LOADLINE_PROGRESS_ALIAS_H
#define LOADLINE_PROGRESS_ALIAS_H

#include "base/id.h"
#include "redis/redis.h"

#include <stdbool.h>
#include <stdint.h>

#define PROGRESS_ALIAS_MAX 128 /* bytes */
#define PROGRESS_ALIAS_SIZE (PROGRESS_ALIAS_MAX + 1)

/* Whether text is a valid alias: 1 to PROGRESS_ALIAS_MAX visible ASCII characters, without an
 * upload's key. */
bool progress_alias_valid(const char *text);

/* A claim to an alias; everything is borrowed. */
struct progress_alias {
    const char *owner; /* or NULL */
    const char *name;
    const char *id;
    int64_t ttl_ms;
    bool held; /* this upload has it: renew it */
};

/* Pipelined, like progress_append() and progress_take(). 0, ERR_REDIS, ERR_BOUND. *held_out: this
 * upload has the alias now. A renewal of an alias that has vanished sets it to false, and the
 * caller may claim it again. */
int progress_alias_append(struct redis *r, const char *prefix, const struct progress_alias *a);
int progress_alias_take(struct redis *r, bool *held_out);

/* Finds the id behind an owner's alias; owner may be NULL. 0, ERR_NOT_FOUND, ERR_REDIS. */
int progress_alias_find(struct redis *r, const char *prefix, const char *owner, const char *name,
                        char id_out[ID_SIZE]);

#endif
