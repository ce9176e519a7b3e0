/* SPDX-License-Identifier: MIT */
/*
 * Removes the uploads whose time has passed: unfinished ones, and parts that nobody put together.
 * Run by the worker, by `loadline prune`, and by upload.fcgi where neither did for long.
 */
#ifndef LOADLINE_SWEEP_H
#define LOADLINE_SWEEP_H

#include "config/config.h"
#include "spool/store.h"

#include <stdbool.h>

struct redis;

#define SWEEP_LATE_MS (60 * 60 * 1000) /* after so long a creation sees to it */

struct sweep {
    struct store *store;
    const struct config *config; /* whose webhooks tell of what expired; NULL: none do */
    bool dry_run; /* nothing is removed; tell hears of what would be, without a token */
    /* Told of each that was removed, after its lock was released; u may be taken from. token is the
     * fence. */
    void (*tell)(void *arg, struct upload *u, const char *token);
    void *arg;
    int64_t uploads, bytes; /* removed so far */
};

/* Walks the spool once. One that somebody holds, or that cannot be read, is left alone; what is
 * left of one whose making or removal was cut short goes after an hour, untold. ERR_IO. */
int sweep_run(struct sweep *s);

/* Whether the spool's last walk began longer ago than that; if so, the caller is the one to do it
 * now. */
bool sweep_claim(struct store *s, int64_t interval_ms);

/* A tell for those with a connection: arg is a struct sweep_redis. What Redis does not hear is
 * lost. */
struct sweep_redis {
    struct redis *redis;
    const char *prefix;
};
void sweep_tell_redis(void *arg, struct upload *u, const char *token);

#endif
