/* SPDX-License-Identifier: MIT */
/*
 * Whether another host has an upload whose files are not here. The hash in Redis names its spool.
 */
#ifndef LOADLINE_ELSEWHERE_H
#define LOADLINE_ELSEWHERE_H

#include "config/config.h"
#include "fcgi/http/exchange.h"
#include "progress/progress.h"
#include "spool/store.h"

struct elsewhere;

/* Makes it, not connected yet; the settings are borrowed. The caller frees it. ERR_SYNTAX or
 * ERR_CONFIG for unusable settings of Redis, ERR_NOMEM, ERR_INTERNAL. */
int elsewhere_new(const struct config *c, struct elsewhere **out);
void elsewhere_free(struct elsewhere **e);

/* Any thread asks for an upload that the store lacks. One at a time asks a shard: the others wait
 * for redis_timeout at most, and not at all while it is away. The question itself takes
 * redis_timeout at most, and as long to connect if it must. 0: it is, or was, in this spool.
 * ERR_ELSEWHERE: another spool has it. ERR_NOT_FOUND: Redis does not know it. ERR_REDIS if Redis is
 * not reachable, or too slow. */
int elsewhere_ask(struct elsewhere *e, const struct store *s, const char *id);

/* The same, and tells what Redis knows. */
int elsewhere_find(struct elsewhere *e, const struct store *s, const char *id,
                   struct progress_home *out);

/* What home says, from the point of view of this spool: 0, or ERR_ELSEWHERE if another has it. */
int elsewhere_compare(const struct store *s, const struct progress_home *home);

/* The error of an upload that is missing here: what Redis said of it (0, ERR_ELSEWHERE,
 * ERR_NOT_FOUND, ERR_REDIS) and the host in the path decide. ERR_ELSEWHERE; ERR_NOT_FOUND;
 * ERR_REDIS if nothing tells whose it is. */
int elsewhere_explain(int asked, const struct exchange *x);

#endif
