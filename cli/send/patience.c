/* SPDX-License-Identifier: MIT */
/*
 * A backoff, added to the wait that the server asked for: many clients may have been interrupted at
 * once.
 */
#include "cli/send/patience.h"

#include "base/backoff.h"
#include "base/clock.h"

#define TRIES_MAX 10             /* about two minutes */
#define HOUR_MS (60 * 60 * 1000) /* limit of the waits that the server asks for */

static const struct backoff again = {500, 30000, BACKOFF_EQUAL_JITTER};

/* If the server names a time, that counts and not the number of tries. */
static bool is_enough(struct patience *p, int64_t wait_ms)
{
    if (wait_ms == 0)
        return ++p->tries >= TRIES_MAX;
    if (p->asked_since == 0)
        p->asked_since = clock_mono_ms();
    /* A retry before that time would be of no use. */
    return clock_mono_ms() + wait_ms - p->asked_since > HOUR_MS;
}

int64_t patience_wait_ms(struct patience *p, int64_t wait_ms)
{
    int64_t ms = wait_ms + backoff_ms(&again, (unsigned)p->tries + 1);

    return is_enough(p, wait_ms) ? 0 : ms;
}
