/* SPDX-License-Identifier: MIT */
/*
 * Reads the public documents of uploads from Redis. If Redis has lost one and the spool is
 * readable, it rebuilds the document from there first. One per thread.
 */
#ifndef LOADLINE_DOCUMENT_READER_H
#define LOADLINE_DOCUMENT_READER_H

#include "config/config.h"

#include <stddef.h>

struct document_reader;
struct redis;
struct redis_shards;
struct store;

/* One published event document. */
struct document {
    char *text; /* NULL: no such upload */
    size_t len;
};

/* Makes a reader, not connected yet; the caller frees it. c is borrowed. All readers of a process
 * are of the same site: they share the backoff of each shard (redis_retry.h). ERR_SYNTAX or
 * ERR_CONFIG for an invalid redis_url, ERR_NOMEM. */
int document_reader_new(const struct config *c, struct document_reader **out);
void document_reader_free(struct document_reader **l);

/* Fills docs, one per id; the caller frees them with document_reader_release() in every case. ids
 * must be valid. 0, ERR_REDIS, ERR_NOMEM, or ERR_IO if the spool's record is not readable. */
int document_reader_read(struct document_reader *l, const char *const *ids, size_t n,
                         struct document *docs);

/* Reads the owner of an upload: from the spool if it is readable and has the upload, else from
 * Redis. The caller frees *owner_out, which is NULL if there is no owner. ERR_NOT_FOUND, ERR_REDIS,
 * ERR_IO, ERR_NOMEM. */
int document_reader_owner(struct document_reader *l, const char *id, char **owner_out);

/* Frees the texts of n documents, and leaves the array itself to the caller. */
void document_reader_release(struct document *docs, size_t n);

/* The text of Redis's last failure, which belongs to the reader; and its log entry, once per
 * process until a read succeeds again. */
const char *document_reader_failure(const struct document_reader *l);
void document_reader_log_failure(const struct document_reader *l);

/* The number of shards, and the connection to one; then the failure is that shard's. */
size_t document_reader_shard_count(const struct document_reader *l);
struct redis *document_reader_redis(struct document_reader *l, size_t shard);

/* The connections to all shards, to change that upload (NULL: any): then the failure is its
 * shard's. */
const struct redis_shards *document_reader_shards(struct document_reader *l, const char *id);

/* The spool, NULL if it is not readable. It belongs to the reader, and so do the connections. */
struct store *document_reader_store(struct document_reader *l);

#endif
