/* SPDX-License-Identifier: MIT */
/*
 * Decides whether data from Redis is still true while Redis refuses writes. A final state is, and
 * so is a document that agrees with the spool. A missing upload may exist.
 */
#ifndef LOADLINE_DOUBT_H
#define LOADLINE_DOUBT_H

#include "upkeep/document_reader.h"
#include "redis/redis.h"
#include "spool/store.h"

/* Returns 0 if every document, and every missing one, is certain. ERR_REDIS if Redis refuses writes
 * and one of them may be out of date, or if Redis is not reachable. s may be NULL. Logs the refusal
 * of this shard once, and its end. */
int doubt_check(struct redis *r, size_t shard, struct store *s, const char *const *ids, size_t n,
                const struct document *docs);

/* Logs that a shard refuses writes (redis_refusal()), or that it accepts them again: once per
 * process. Thread-safe. */
void doubt_note(const struct redis *r, size_t shard);

#endif
