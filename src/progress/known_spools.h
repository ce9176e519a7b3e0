/* SPDX-License-Identifier: MIT */
/*
 * The spools that share this Redis, as their programs announce them: `P spools`. Programs announce
 * again and again, so the list is whole again a moment after Redis was emptied. A host that is gone
 * for good stays in it until an operator has its spool forgotten.
 */
#ifndef LOADLINE_KNOWN_SPOOLS_H
#define LOADLINE_KNOWN_SPOOLS_H

#include "base/id.h"
#include "redis/redis.h"

#include <stdbool.h>
#include <stdint.h>

#define KNOWN_SPOOLS_HOST_SIZE 65
#define KNOWN_SPOOLS_WORKER "worker" /* the program's name of a worker */

/* One program on one host that uses a spool. */
struct known_spool {
    char spool[SPOOL_ID_SIZE];
    char program[16];
    char host[KNOWN_SPOOLS_HOST_SIZE];
    int64_t seen_ms;  /* wall ms of its last announcement */
    uint64_t file_no; /* of the identity's file, which differs in a copy of the spool */
};

/* Announces one. *is_new_out: Redis did not know it. 0 or ERR_REDIS. */
int known_spools_announce(struct redis *r, const char *prefix, const struct known_spool *k,
                          bool *is_new_out);

/* Reads all, those of one spool beside each other, the program seen last first. The caller frees
 * *list_out. 0, ERR_REDIS, ERR_NOMEM. */
int known_spools_read(struct redis *r, const char *prefix, struct known_spool **list_out,
                      size_t *count_out);

/* Adds those of one more server to the list, in the same order, also if an earlier one had them.
 * Results as known_spools_read(); on an error the list stays. */
int known_spools_read_more(struct redis *r, const char *prefix, struct known_spool **list,
                           size_t *count);

/* Removes what was announced for the spool before that time. 0, ERR_REDIS, ERR_NOMEM. */
int known_spools_forget(struct redis *r, const char *prefix, const char *spool, int64_t before_ms);

#endif
