/* SPDX-License-Identifier: MIT */
/*
 * Finding the public documents of uploads: from Redis, and where Redis lost one and the spool can
 * be read, rebuilt from there first. One per thread.
 */
#ifndef LOADLINE_DOCUMENT_READER_H
#define LOADLINE_DOCUMENT_READER_H

#include "config/config.h"

#include <stddef.h>

struct document_reader;
struct redis;
struct store;

/* One event document as it was published. */
struct document {
    char *text; /* NULL: there is no such upload */
    size_t len;
};

/* Connects to nothing yet. c is borrowed. ERR_SYNTAX or ERR_CONFIG for a bad redis_url, ERR_NOMEM.
 */
int document_reader_new(const struct config *c, struct document_reader **out);
void document_reader_free(struct document_reader **l);

/* Fills docs, one per id, to be freed with document_reader_release() in every case. ids must be
 * valid. ERR_REDIS, ERR_NOMEM; ERR_IO where the spool's record cannot be read. */
int document_reader_read(struct document_reader *l, const char *const *ids, size_t n,
                         struct document *docs);
/* The owner of an upload, for the caller to free, NULL: it has none. The spool's word counts where
 * it can be read and has the upload. ERR_NOT_FOUND, ERR_REDIS, ERR_IO, ERR_NOMEM. */
int document_reader_owner(struct document_reader *l, const char *id, char **owner_out);

void document_reader_release(struct document *docs, size_t n);

/* Text of Redis's last failure, and that in the log: that it refuses changes only once. */
const char *document_reader_failure(const struct document_reader *l);
void document_reader_log_failure(const struct document_reader *l);

/* The connection; and the spool, NULL where it cannot be read from here. Both belong to the lookup.
 */
struct redis *document_reader_redis(struct document_reader *l);
struct store *document_reader_store(struct document_reader *l);

#endif
