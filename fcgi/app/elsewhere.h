/* SPDX-License-Identifier: MIT */
/*
 * Whether another host has an upload whose files are not here. The hash in Redis names its spool.
 */
#ifndef LOADLINE_ELSEWHERE_H
#define LOADLINE_ELSEWHERE_H

#include "config/config.h"
#include "progress/progress.h"
#include "spool/store.h"

struct elsewhere;

/* Makes it, not connected yet; the settings are borrowed. The caller frees it. ERR_SYNTAX or
 * ERR_CONFIG for unusable settings of Redis, ERR_NOMEM, ERR_INTERNAL. */
int elsewhere_new(const struct config *c, struct elsewhere **out);
void elsewhere_free(struct elsewhere **e);

/* Any thread asks for an upload that the store lacks. Requests that ask at the same time wait for
 * each other, for two times redis_timeout at most: once it has failed, one of them tries it, and
 * the others get ERR_REDIS at once. 0: it is, or was, in this spool. ERR_ELSEWHERE: another spool
 * has it. ERR_NOT_FOUND: Redis does not know it. ERR_REDIS if Redis is not reachable. */
int elsewhere_ask(struct elsewhere *e, const struct store *s, const char *id);

/* The same, and tells what Redis knows. */
int elsewhere_find(struct elsewhere *e, const struct store *s, const char *id,
                   struct progress_home *out);

#endif
