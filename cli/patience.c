/* SPDX-License-Identifier: MIT */
/*
 * A wait that doubles, with a random part, on top of what the server asked for.
 */
#include "cli/patience.h"

#include "clock.h"

#define WAIT_FIRST_MS 500
#define WAIT_MOST_MS 30000
#define TRIES_MAX 10             /* about two minutes */
#define HOUR_MS (60 * 60 * 1000) /* of all waits that the server asks for */

/* Where the server says when to come back, its word counts and not the number of tries. */
static bool is_enough(struct patience *p, int64_t wait_ms)
{
    if (wait_ms == 0)
        return ++p->tries >= TRIES_MAX;
    if (p->asked_since == 0)
        p->asked_since = clock_mono_ms();
    /* To come back before it said so would be of no use. */
    return clock_mono_ms() + wait_ms - p->asked_since > HOUR_MS;
}

int64_t patience_wait_ms(struct patience *p, int64_t wait_ms)
{
    int64_t ms = WAIT_FIRST_MS << p->tries;

    if (is_enough(p, wait_ms))
        return 0;
    if (ms > WAIT_MOST_MS)
        ms = WAIT_MOST_MS;
    /* Not all at the same moment, where many were interrupted together. */
    return wait_ms + ms / 2 + clock_mono_ms() % (ms / 2);
}
