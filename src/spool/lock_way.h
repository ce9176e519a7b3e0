/* SPDX-License-Identifier: MIT */
/*
 * How requesters and the holder of a lock tell each other what they want: on a local disk by the
 * text of the lock file (lock_text.c), on a shared file system by locks on ranges of bytes
 * (lock_ranges.c). The rules are the same. Not for other modules.
 */
#ifndef LOADLINE_LOCK_WAY_H
#define LOADLINE_LOCK_WAY_H

#include "spool/lock.h"

#include <sys/types.h>

struct lock {
    struct store *store;
    const struct lock_way *way;
    char id[ID_SIZE];
    char token[LOCK_TOKEN_SIZE]; /* "": none yet */
    int64_t since_ms;            /* wall ms of the start of our wait */
    int fd;
};

struct lock_way {
    off_t held_bytes; /* at the start of the file, which the holder locks; 0: all */
    int poll_ms;      /* between two looks of a requester that waits */
    /* Makes our request known, with a token that is greater than those seen. */
    int (*ask)(struct lock *l, enum lock_verb verb);
    /* Reacts to the others while one of them has the lock. ERR_SUPERSEDED or ERR_LOCKED end the
     * wait, and so does ERR_NOT_FOUND. */
    int (*answer)(struct lock *l, enum lock_verb verb);
    /* With the lock held: the last checks of lock_try() and of lock_take_over(). */
    int (*confirm_try)(struct lock *l);
    int (*confirm_take_over)(struct lock *l, enum lock_verb verb);
    bool (*wanted)(const struct lock *l, enum lock_verb *verb_out);
    /* Withdraws our request, before the file is closed. */
    void (*withdraw)(struct lock *l);
    int64_t (*age_ms)(struct store *s, const char *id, int fd);
};

extern const struct lock_way lock_by_text, lock_by_ranges;

/* The effect of a newer request on a waiting requester. */
enum lock_rank {
    LOCK_OUTRANKS,    /* no effect: we make our request again, with a newer token */
    LOCK_WAITS_ON,    /* the newer requester goes first, then we do */
    LOCK_DISPLACED_BY /* we stop: the newer one holds the lock for long, or knows more */
};
enum lock_rank lock_compare_verbs(enum lock_verb ours, enum lock_verb newer);

/* Only a sender learns that another request took over, and stops. Other requesters ask again. */
int lock_displaced_error(enum lock_verb ours);

#endif
