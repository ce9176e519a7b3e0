/* SPDX-License-Identifier: MIT */
/*
 * Finding the public documents of uploads: from Redis, and where Redis lost one and the spool can be
 * read, rebuilt from there first. One per thread.
 */
#ifndef LOADLINE_DOCUMENT_READER_H
#define LOADLINE_DOCUMENT_READER_H

#include "config/config.h"

#include <stddef.h>

struct lookup;
struct redis;
struct store;

/* One event document as it was published. */
struct document {
    char *text; /* NULL: there is no such upload */
    size_t len;
};

/* Connects to nothing yet. c is borrowed. ERR_SYNTAX or ERR_CONFIG for a bad redis_url, ERR_NOMEM. */
int lookup_new(const struct config *c, struct lookup **out);
void lookup_free(struct lookup **l);

/* Fills docs, one per id, to be freed with lookup_release() in every case. ids must be valid. ERR_REDIS, ERR_NOMEM;
 * ERR_IO where the spool's record cannot be read. */
int lookup_read(struct lookup *l, const char *const *ids, size_t n, struct document *docs);
/* The owner of an upload, for the caller to free, NULL: it has none. The spool's word counts where it can be
 * read and has the upload. ERR_NOT_FOUND, ERR_REDIS, ERR_IO, ERR_NOMEM. */
int lookup_owner(struct lookup *l, const char *id, char **owner_out);

void lookup_release(struct document *docs, size_t n);

/* Text of Redis's last failure, and that in the log: that it refuses changes only once. */
const char *lookup_failure(const struct lookup *l);
void lookup_log_failure(const struct lookup *l);

/* The connection; and the spool, NULL where it cannot be read from here. Both belong to the lookup. */
struct redis *lookup_redis(struct lookup *l);
struct store *lookup_store(struct lookup *l);

#endif
