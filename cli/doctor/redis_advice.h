/* SPDX-License-Identifier: MIT */
/*
 * The remedy if Redis refuses the connection, selected by the error text of Redis or the system.
 */
#ifndef LOADLINE_REDIS_ADVICE_H
#define LOADLINE_REDIS_ADVICE_H

#include "redis/redis_target.h"

#include <stdbool.h>

#define REDIS_ADVICE_SIZE 1024

/* Whether the failure is Redis's own answer, or what it answered: then Redis is reachable. */
bool redis_advice_is_answer(const struct redis_target *target, const char *failure);

/* Returns the remedy, in buf or a constant. failure is redis_failure() after a failed connection.
 */
const char *redis_remedy(const struct redis_target *target, const char *failure,
                         char buf[REDIS_ADVICE_SIZE]);

#endif
