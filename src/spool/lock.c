/* SPDX-License-Identifier: MIT */
/*
 * Takes the lock and asks for it. How requesters and the holder learn of each other depends on the
 * file system (lock_way.h).
 */
#include "spool/lock_way.h"
#include "spool/lock_token.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct lock_way *lock_way_of(const struct store *s)
{
    return store_is_shared(s) ? &lock_by_ranges : &lock_by_text;
}

/* Returns 1 if we have the lock, 0 if another holder has it, or an error. */
static int try_lock(const struct lock *l)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = l->way->held_bytes};

    if (fcntl(l->fd, F_OFD_SETLK, &range) == 0)
        return 1;
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? 0 : error_io(errno);
}

static int lock_wait_for(struct lock *l, const struct lock_claim *c)
{
    int64_t until = clock_mono_ms() + c->wait_ms;

    for (;;) {
        int got = try_lock(l);
        if (got != 0)
            return got < 0 ? got : 0;
        if (clock_mono_ms() >= until || (c->is_vain != NULL && c->is_vain(c->arg)))
            return ERR_LOCKED;
        int rc = l->way->answer(l, c->verb);
        if (rc != 0)
            return rc;
        clock_pause_ms(l->way->poll_ms);
    }
}

static int lock_new(struct store *s, const char *id, struct lock **out)
{
    struct lock *l = calloc(1, sizeof *l);

    *out = l;
    if (l == NULL)
        return ERR_NOMEM;
    l->store = s;
    l->way = lock_way_of(s);
    l->fd = -1;
    (void)snprintf(l->id, sizeof l->id, "%s", id);
    return store_open_lock(s, id, &l->fd);
}

int lock_try(struct store *s, const char *id, struct lock **out)
{
    int rc = lock_new(s, id, out);

    if (rc == 0) {
        int got = try_lock(*out);
        rc = got == 0 ? ERR_LOCKED : got < 0 ? got : (*out)->way->confirm_try(*out);
    }
    if (rc != 0)
        lock_release(out);
    return rc;
}

int lock_take_over(struct store *s, const char *id, const struct lock_claim *claim,
                   struct lock **out)
{
    int rc = lock_new(s, id, out);

    if (rc == 0)
        rc = (*out)->way->ask(*out, claim->verb);
    if (rc == 0) {
        (*out)->since_ms = lock_token_time((*out)->token);
        rc = lock_wait_for(*out, claim);
    }
    if (rc == 0)
        rc = (*out)->way->confirm_take_over(*out, claim->verb);
    if (rc != 0)
        lock_release(out);
    return rc;
}

bool lock_wanted(const struct lock *l, enum lock_verb *verb_out)
{
    return l->way->wanted(l, verb_out);
}

const char *lock_id(const struct lock *l)
{
    return l->id;
}

const char *lock_token(const struct lock *l)
{
    return l->token;
}

void lock_release(struct lock **l)
{
    if (*l == NULL)
        return;
    if ((*l)->fd >= 0) {
        (*l)->way->withdraw(*l);
        close((*l)->fd); /* closing the last descriptor of the open file description unlocks */
    }
    free(*l);
    *l = NULL;
}

int64_t lock_age_ms(struct store *s, const char *id)
{
    int fd;

    if (store_open_lock(s, id, &fd) != 0)
        return INT64_MAX;
    int64_t age_ms = lock_way_of(s)->age_ms(s, id, fd);
    close(fd);
    return age_ms >= 0 ? age_ms : INT64_MAX;
}

bool lock_held(struct store *s, const char *id)
{
    struct flock range = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = lock_way_of(s)->held_bytes};
    int fd;

    if (store_open_lock(s, id, &fd) != 0)
        return false;
    bool held = fcntl(fd, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
    close(fd);
    return held;
}
