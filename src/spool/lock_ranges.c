/* SPDX-License-Identifier: MIT */
/*
 * Takeover requests on a shared file system: a requester rings while it waits (bell.h). All of them
 * are seen, and those of processes that died are gone. The last token is kept by the turn (turn.h).
 */
#include "spool/bell.h"
#include "spool/lock_token.h"
#include "spool/lock_way.h"
#include "spool/turn.h"

#include "base/clock.h"
#include "base/error.h"

#include <string.h>
#include <unistd.h>

#define POLL_MS 20
#define TRIES 8 /* at a byte that another requester has: its token begins like ours */
/* A holder that came so shortly after our request may not have seen it, nor we its token: asking
 * takes a few milliseconds here. */
#define RACE_MS 50

/* The verbs of requesters, the one that goes first in front. */
static const enum lock_verb lock_ranges_verbs[] = {LOCK_DELETE, LOCK_PATCH, LOCK_POST, LOCK_HEAD};
#define VERB_COUNT (sizeof lock_ranges_verbs / sizeof lock_ranges_verbs[0])

/* Makes a token of this time and rings at its byte. */
static int lock_ranges_ring(struct lock *l, enum lock_verb range, int64_t ms)
{
    int rc = ERR_LOCKED;

    for (int i = 0; rc == ERR_LOCKED && i < TRIES; i++) {
        rc = lock_token_make(ms, l->token);
        if (rc == 0)
            rc = bell_ring(l->fd, range, l->token);
    }
    return rc;
}

static int lock_ranges_ask(struct lock *l, enum lock_verb verb)
{
    char before[LOCK_TOKEN_SIZE];

    memcpy(before, l->token, sizeof before);
    int rc = lock_ranges_ring(l, verb, lock_token_after(bell_newest_ms(l->fd)));
    if (rc == 0 && before[0] != '\0')
        bell_silence(l->fd, verb, before);
    return rc;
}

/* The holder is newer than our request. If its sender is, it has dropped our HTTP request. */
static int lock_ranges_answer_holder(struct lock *l, enum lock_verb verb, int64_t place)
{
    bool later = bell_place_ms(place) > l->since_ms + RACE_MS;

    if (later && verb == LOCK_PATCH)
        return ERR_SUPERSEDED;
    return later && verb != LOCK_DELETE ? 0 : lock_ranges_ask(l, verb);
}

/* Whether a newer request ends ours. One that outranks them need not ask again: the holder sees all
 * requests. */
static int lock_ranges_answer_requests(const struct lock *l, enum lock_verb verb)
{
    int64_t ours = bell_place(l->token), place;

    if (!bell_is_asked(l->fd))
        return 0;
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (lock_compare_verbs(verb, lock_ranges_verbs[i]) == LOCK_DISPLACED_BY &&
            bell_rings_above(l->fd, lock_ranges_verbs[i], ours, &place))
            return lock_displaced_error(verb);
    return 0;
}

static int lock_ranges_answer(struct lock *l, enum lock_verb verb)
{
    int64_t place;
    int rc = lock_ranges_answer_requests(l, verb);

    if (rc == 0 && bell_rings_above(l->fd, BELL_HOLDER, bell_place(l->token), &place))
        rc = lock_ranges_answer_holder(l, verb, place);
    return rc;
}

/* With the lock held: records the turn. If an earlier holder's clock was ahead, our token must be
 * later than its token. */
static int lock_ranges_take_turn(struct lock *l)
{
    char before[LOCK_TOKEN_SIZE];
    int64_t ours = lock_token_time(l->token), ms = ours;
    int folder;
    int rc = store_open_folder(l->store, l->id, &folder);

    if (rc != 0)
        return rc;
    rc = turn_take(folder, &ms);
    close(folder);
    if (rc != 0 || ms == ours)
        return rc;
    memcpy(before, l->token, sizeof before);
    rc = lock_ranges_ring(l, BELL_HOLDER, ms);
    bell_silence(l->fd, BELL_HOLDER, before);
    return rc;
}

static int lock_ranges_confirm_try(struct lock *l)
{
    int rc = lock_ranges_ring(l, BELL_HOLDER, clock_wall_ms());

    if (rc != 0)
        return rc;
    if (bell_is_asked(l->fd))
        return ERR_LOCKED;
    if (!store_is_lock(l->store, l->id, l->fd))
        return ERR_NOT_FOUND;
    return lock_ranges_take_turn(l);
}

static int lock_ranges_confirm_take_over(struct lock *l, enum lock_verb verb)
{
    char asked[LOCK_TOKEN_SIZE];
    int rc = lock_ranges_answer_requests(l, verb);

    if (rc == 0 && !store_is_lock(l->store, l->id, l->fd))
        rc = ERR_NOT_FOUND;
    if (rc == 0)
        rc = bell_ring(l->fd, BELL_HOLDER, l->token);
    if (rc != 0)
        return rc;
    memcpy(asked, l->token, sizeof asked);
    rc = lock_ranges_take_turn(l);
    bell_silence(l->fd, verb, asked);
    return rc;
}

static bool lock_ranges_wanted(const struct lock *l, enum lock_verb *verb_out)
{
    int64_t ours = bell_place(l->token), place;

    if (!bell_is_asked(l->fd))
        return false;
    for (size_t i = 0; i < VERB_COUNT; i++)
        if (bell_rings_above(l->fd, lock_ranges_verbs[i], ours, &place)) {
            *verb_out = lock_ranges_verbs[i];
            return true;
        }
    return false;
}

static void lock_ranges_withdraw(struct lock *l)
{
    bell_silence_all(l->fd);
}

static int64_t lock_ranges_age_ms(struct store *s, const char *id, int fd)
{
    int folder;

    (void)fd;
    if (store_open_folder(s, id, &folder) != 0)
        return -1;
    int64_t last = turn_last(folder);
    close(folder);
    return last > 0 ? clock_wall_ms() - last : -1;
}

const struct lock_way lock_by_ranges = {
    .held_bytes = 1,
    .poll_ms = POLL_MS,
    .ask = lock_ranges_ask,
    .answer = lock_ranges_answer,
    .confirm_try = lock_ranges_confirm_try,
    .confirm_take_over = lock_ranges_confirm_take_over,
    .wanted = lock_ranges_wanted,
    .withdraw = lock_ranges_withdraw,
    .age_ms = lock_ranges_age_ms,
};
