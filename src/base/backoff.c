/* SPDX-License-Identifier: MIT */
/*
 * The one formula for all retries. Callers only choose its parameters.
 */
#include "base/backoff.h"

#include "base/random.h"

#include <assert.h>

int64_t backoff_ms(const struct backoff *b, unsigned failures)
{
    int64_t ms = b->base_ms;

    assert(b->base_ms > 0 && b->cap_ms > 0 && b->cap_ms <= UINT32_MAX);
    for (; failures > 1 && ms < b->cap_ms; failures--)
        ms *= 2;
    if (ms > b->cap_ms)
        ms = b->cap_ms;
    int64_t random_ms = b->jitter == BACKOFF_EQUAL_JITTER  ? ms / 2
                        : b->jitter == BACKOFF_FULL_JITTER ? ms - 1
                                                           : 0;
    return ms - random_up_to((uint32_t)random_ms);
}
