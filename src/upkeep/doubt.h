/* SPDX-License-Identifier: MIT */
/*
 * Whether what was read from Redis is still true, while Redis refuses changes: an end is, and so is
 * what the spool says as well. What is not there may exist.
 */
#ifndef LOADLINE_DOUBT_H
#define LOADLINE_DOUBT_H

#include "upkeep/document_reader.h"
#include "redis/redis.h"
#include "spool/store.h"

/* 0 where every document, and that there is none, can be told; ERR_REDIS where Redis refuses
 * changes and one of them may be out of date, or where it is away. s may be NULL. Logs the refusal
 * once, and its end. */
int doubt_check(struct redis *r, struct store *s, const char *const *ids, size_t n,
                const struct document *docs);

/* Logs a refusal (redis_refusal.h), or with NULL its end, once whatever thread meets it. */
void doubt_note(const char *why);

#endif
