/* SPDX-License-Identifier: MIT */
/*
 * A token is later than the one before it even if the clock went backwards.
 */
#include "spool/lock_token.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIME_DIGITS 12

int64_t lock_token_time(const char *token)
{
    char digits[TIME_DIGITS + 1] = "";

    memcpy(digits, token, TIME_DIGITS);
    return (int64_t)strtoull(digits, NULL, 16);
}

int64_t lock_token_after(int64_t before_ms)
{
    int64_t now = clock_wall_ms();

    return now > before_ms ? now : before_ms + 1;
}

int lock_token_make(int64_t ms, char token_out[LOCK_TOKEN_SIZE])
{
    (void)snprintf(token_out, LOCK_TOKEN_SIZE, "%012llx",
                   (unsigned long long)ms & 0xffffffffffffULL);
    return id_random_hex(token_out + TIME_DIGITS, LOCK_TOKEN_SIZE - TIME_DIGITS);
}
