/* SPDX-License-Identifier: MIT */
/*
 * The tokens of locks: 12 hex digits of wall ms and 16 random ones, ordered by strcmp().
 */
#ifndef LOADLINE_LOCK_TOKEN_H
#define LOADLINE_LOCK_TOKEN_H

#include "spool/lock.h"

/* The wall ms at which a token was made; 0 for the empty one. */
int64_t lock_token_time(const char *token);

/* The wall ms now or, if that is not after before_ms, 1 ms after that. */
int64_t lock_token_after(int64_t before_ms);

/* Makes a token of this time. Returns 0 or an error of id_random_hex(). */
int lock_token_make(int64_t ms, char token_out[LOCK_TOKEN_SIZE]);

#endif
