/* SPDX-License-Identifier: MIT */
/*
 * What each client has in the spool, and whether more of it fits its quota. Counted from the spool
 * itself, and again when that is a while ago: several processes share it, and the disk is the
 * truth. In between what this process admits is added.
 */
#ifndef LOADLINE_QUOTA_H
#define LOADLINE_QUOTA_H

#include "spool/store.h"

#define QUOTA_COUNT_MS 30000 /* the count is renewed when it is older */
#define QUOTA_DOUBT_MS 1000  /* and before a refusal when it is older than this */

struct quota;

/* The owner, or the address (client_identity_name()) where owner is NULL. Both NULL: nobody, who
 * has no limit. */
struct quota_client {
    const char *owner, *address;
};

/* Limits of 0 do not limit. NULL when out of memory. */
struct quota *quota_new(struct store *s, int64_t bytes, int64_t uploads);
void quota_free(struct quota **q);

/* Takes room for `uploads` new uploads with so many bytes together, and counts it as taken.
 * ERR_QUOTA; ERR_NOMEM or ERR_IO where it cannot be counted. */
int quota_take(struct quota *q, struct quota_client c, int64_t bytes, int64_t uploads);

/* Counts bytes that were stored without being taken before. */
void quota_add(struct quota *q, struct quota_client c, int64_t bytes);

/* How many more bytes the client may store; INT64_MAX without a limit. */
int64_t quota_left(struct quota *q, struct quota_client c);

#endif
