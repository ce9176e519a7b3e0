/* SPDX-License-Identifier: MIT */
/*
 * Which request displaces which, however they learn of each other.
 */
#include "spool/lock_way.h"

#include "base/error.h"

enum lock_rank lock_compare_verbs(enum lock_verb ours, enum lock_verb newer)
{
    switch (ours) {
    case LOCK_HEAD: /* its answer is right at any time, and each failed request costs its client one
                       retry */
        return LOCK_WAITS_ON;
    case LOCK_POST:
        return newer == LOCK_PATCH ? LOCK_DISPLACED_BY : LOCK_WAITS_ON;
    case LOCK_DELETE: /* a removal must happen, and jobs do not react to other verbs */
        return newer == LOCK_DELETE ? LOCK_WAITS_ON : LOCK_OUTRANKS;
    case LOCK_PATCH: /* after a DELETE it soon gets "no such upload" */
        return newer == LOCK_DELETE ? LOCK_WAITS_ON : LOCK_DISPLACED_BY;
    default:
        return LOCK_DISPLACED_BY;
    }
}

int lock_displaced_error(enum lock_verb ours)
{
    return ours == LOCK_PATCH ? ERR_SUPERSEDED : ERR_LOCKED;
}
