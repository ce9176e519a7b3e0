/* SPDX-License-Identifier: MIT */
/*
 * Names that clients give to their uploads themselves (X-Progress-ID), so that they can ask before
 * we told them an id. Scoped by owner; who comes first has the name until it was not renewed for
 * its time to live. Nothing but old clients' questions depends on them.
 */
#ifndef LOADLINE_PROGRESS_ALIAS_H
#define LOADLINE_PROGRESS_ALIAS_H

#include "base/id.h"
#include "redis/redis.h"

#include <stdbool.h>
#include <stdint.h>

#define PROGRESS_ALIAS_MAX 128 /* bytes */
#define PROGRESS_ALIAS_SIZE (PROGRESS_ALIAS_MAX + 1)

/* Whether text can be an alias: 1 to PROGRESS_ALIAS_MAX visible ASCII characters. */
bool progress_alias_valid(const char *text);

/* A claim to an alias; everything is borrowed. */
struct progress_alias {
    const char *owner; /* or NULL */
    const char *name;
    const char *id;
    int64_t ttl_ms;
    bool held; /* it is this upload's: renew it */
};

/* Pipelined, as progress_append() and progress_take(): ERR_REDIS, ERR_BOUND. *held_out: it is this
 * upload's now; a renewal that finds it vanished says false, and a claim may follow. */
int progress_alias_append(struct redis *r, const char *prefix, const struct progress_alias *a);
int progress_alias_take(struct redis *r, bool *held_out);

/* The id that owner's (or NULL) alias stands for. ERR_NOT_FOUND, ERR_REDIS. */
int progress_alias_find(struct redis *r, const char *prefix, const char *owner, const char *name,
                        char id_out[ID_SIZE]);

#endif
