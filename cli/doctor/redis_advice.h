/* SPDX-License-Identifier: MIT */
/*
 * What to change where Redis lets nobody in, by the words in which it, or the system, says so.
 */
#ifndef LOADLINE_REDIS_ADVICE_H
#define LOADLINE_REDIS_ADVICE_H

#include "redis/redis_target.h"

#include <stdbool.h>

#define REDIS_ADVICE_SIZE 1024

/* Whether Redis said that itself: it is reachable. */
bool redis_advice_is_answer(const char *failure);

/* failure is that of redis_failure() while connecting. The text is in buf, or a constant. */
const char *redis_remedy(const struct redis_target *target, const char *failure,
                         char buf[REDIS_ADVICE_SIZE]);

#endif
