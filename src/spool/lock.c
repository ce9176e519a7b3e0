/* SPDX-License-Identifier: MIT */
/*
 * Taking the lock, and asking for it. The lock file holds one fixed-length wish, replaced by a
 * single pwrite: "TOKEN VERB\n". Readers that meet a torn or foreign text see no wish.
 */
#include "spool/lock.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POLL_MS 10
#define WISH_STALE_MS 30000 /* so old that whoever wished must be gone */
#define TOKEN_TIME_DIGITS 12
#define VERB_WIDTH 6
#define WISH_LEN (LOCK_TOKEN_SIZE - 1 + 1 + VERB_WIDTH + 1)

struct lock {
    struct store *store;
    char id[ID_SIZE];
    char token[LOCK_TOKEN_SIZE];
    int64_t since_ms; /* wall: when we began to wait */
    int fd;
};

struct wish {
    char token[LOCK_TOKEN_SIZE]; /* "" : none */
    enum lock_verb verb;
};

/* A released wish keeps its token, so that tokens go on growing. */
static const char *const verb_names[] = {"head", "patch", "post", "delete", "none"};

static struct wish wish_read(int fd)
{
    struct wish none = {.token = "", .verb = LOCK_NONE}, w = none;
    char text[WISH_LEN + 1] = "";

    if (pread(fd, text, WISH_LEN, 0) != WISH_LEN)
        return none;
    if (text[LOCK_TOKEN_SIZE - 1] != ' ' || text[WISH_LEN - 1] != '\n' ||
        strspn(text, "0123456789abcdef") != LOCK_TOKEN_SIZE - 1)
        return none;
    memcpy(w.token, text, LOCK_TOKEN_SIZE - 1);
    const char *name = text + LOCK_TOKEN_SIZE;
    size_t len = strcspn(name, " \n");
    for (int i = 0; i < (int)(sizeof verb_names / sizeof verb_names[0]); i++)
        if (strlen(verb_names[i]) == len && strncmp(name, verb_names[i], len) == 0) {
            w.verb = (enum lock_verb)i;
            return w;
        }
    return none;
}

static int wish_write(int fd, const char *token, enum lock_verb verb)
{
    char text[WISH_LEN + 1];

    (void)snprintf(text, sizeof text, "%s %-*s\n", token, VERB_WIDTH, verb_names[verb]);
    return pwrite(fd, text, WISH_LEN, 0) == WISH_LEN ? 0 : error_from_errno(errno);
}

/* Wall ms when a token was made; 0 for the empty one. */
static int64_t token_time(const char *token)
{
    char digits[TOKEN_TIME_DIGITS + 1] = "";

    memcpy(digits, token, TOKEN_TIME_DIGITS);
    return (int64_t)strtoull(digits, NULL, 16);
}

/* A token greater than the one in the file, even where the clock went backwards. */
static int token_make(int fd, char token[LOCK_TOKEN_SIZE])
{
    int64_t now = clock_wall_ms();
    int64_t before = token_time(wish_read(fd).token);

    if (now <= before)
        now = before + 1;
    (void)snprintf(token, LOCK_TOKEN_SIZE, "%012llx", (unsigned long long)now & 0xffffffffffffULL);
    return id_random_hex(token + TOKEN_TIME_DIGITS, LOCK_TOKEN_SIZE - TOKEN_TIME_DIGITS);
}

/* 1: got it, 0: somebody else has it, or an error. */
static int try_lock(int fd)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (fcntl(fd, F_OFD_SETLK, &range) == 0)
        return 1;
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? 0 : error_io(errno);
}

/* Writes our wish, under a token that is newer than all so far. */
static int ask_newer(struct lock *l, enum lock_verb verb)
{
    int rc = token_make(l->fd, l->token);

    return rc != 0 ? rc : wish_write(l->fd, l->token, verb);
}

/* What a newer wish means to who waits for the lock. */
enum rank {
    OUTRANKS,    /* nothing: ours is written again, and is newer then */
    WAITS_ON,    /* they come first, and then we do */
    DISPLACED_BY /* they have it for long, or know better */
};

static enum rank compare_wishes(enum lock_verb ours, enum lock_verb newer)
{
    switch (ours) {
    case LOCK_HEAD: /* an answer to it is right whenever it comes, and each that is none costs its
                       client one try */
        return WAITS_ON;
    case LOCK_POST:
        return newer == LOCK_PATCH ? DISPLACED_BY : WAITS_ON;
    case LOCK_DELETE: /* what shall go goes, and jobs listen to nothing else */
        return newer == LOCK_DELETE ? WAITS_ON : OUTRANKS;
    case LOCK_PATCH: /* behind a DELETE it hears soon that there is no such upload */
        return newer == LOCK_DELETE ? WAITS_ON : DISPLACED_BY;
    default:
        return DISPLACED_BY;
    }
}

/* Only a sender is told that another one has gone on: he stops then. Who asked a question asks it
 * again. */
static int displaced_error(enum lock_verb ours)
{
    return ours == LOCK_PATCH ? ERR_SUPERSEDED : ERR_LOCKED;
}

/* A newer token that wants nothing is that of a holder who asked nobody, or of somebody who came
 * and went. A holder who came after us must not be asked by us: his sender knows of our request,
 * and gave it up. In the millisecond in which we both came he may not have seen our wish; he could
 * not hear it either, if it was not newer. */
static int answer_none(struct lock *l, enum lock_verb verb, const char *newer)
{
    bool later = token_time(newer) > l->since_ms + 1;

    if (later && verb == LOCK_PATCH)
        return ERR_SUPERSEDED;
    return later && verb != LOCK_DELETE ? 0 : ask_newer(l, verb);
}

/* Looks at whose wish is in the file, while somebody else has the lock. */
static int answer_wish(struct lock *l, enum lock_verb verb)
{
    struct wish w = wish_read(l->fd);
    int order = strcmp(w.token, l->token);

    if (order == 0)
        return 0;
    if (order < 0) /* of somebody older, who asked at the same moment */
        return wish_write(l->fd, l->token, verb);
    if (w.verb == LOCK_NONE)
        return answer_none(l, verb, w.token);
    enum rank rank = compare_wishes(verb, w.verb);
    if (rank == DISPLACED_BY)
        return displaced_error(verb);
    return rank == WAITS_ON ? 0 : ask_newer(l, verb);
}

/* Polls for the lock. */
static int lock_wait_for(struct lock *l, const struct lock_claim *c)
{
    int64_t until = clock_mono_ms() + c->wait_ms;

    for (;;) {
        int got = try_lock(l->fd);
        if (got != 0)
            return got < 0 ? got : 0;
        if (clock_mono_ms() >= until || (c->is_vain != NULL && c->is_vain(c->arg)))
            return ERR_LOCKED;
        int rc = answer_wish(l, c->verb);
        if (rc != 0)
            return rc;
        if (!store_is_lock(l->store, l->id, l->fd))
            return ERR_NOT_FOUND;
        clock_pause_ms(POLL_MS);
    }
}

static int lock_new(struct store *s, const char *id, struct lock **out)
{
    struct lock *l = calloc(1, sizeof *l);

    *out = l;
    if (l == NULL)
        return ERR_NOMEM;
    l->store = s;
    l->fd = -1;
    (void)snprintf(l->id, sizeof l->id, "%s", id);
    return store_open_lock(s, id, &l->fd);
}

/* The lock is ours, but it has no wish of ours: if we are killed, nobody must wait for one to grow
 * stale. A requester that waits goes first. */
static int confirm_try(struct lock *l)
{
    struct wish w = wish_read(l->fd);

    if (!store_is_lock(l->store, l->id, l->fd))
        return ERR_NOT_FOUND;
    if (w.verb != LOCK_NONE && token_time(w.token) + WISH_STALE_MS > clock_wall_ms())
        return ERR_LOCKED;
    return ask_newer(l, LOCK_NONE);
}

int lock_try(struct store *s, const char *id, struct lock **out)
{
    int rc = lock_new(s, id, out);

    if (rc == 0) {
        int got = try_lock((*out)->fd);
        rc = got == 0 ? ERR_LOCKED : got < 0 ? got : confirm_try(*out);
    }
    if (rc != 0)
        lock_release(out);
    return rc;
}

/* The lock is ours. Is it still that upload's, and may we keep it from newer requesters? */
static int confirm_take_over(struct lock *l, enum lock_verb verb)
{
    struct wish w = wish_read(l->fd);

    if (!store_is_lock(l->store, l->id, l->fd))
        return ERR_NOT_FOUND;
    if (strcmp(w.token, l->token) <= 0)
        return 0;
    enum rank rank = w.verb == LOCK_NONE ? OUTRANKS : compare_wishes(verb, w.verb);
    if (rank == DISPLACED_BY)
        return displaced_error(verb);
    /* Somebody newer came and went while we waited: their token fences ours, so take a newer. */
    return rank == WAITS_ON ? 0 : ask_newer(l, verb);
}

int lock_take_over(struct store *s, const char *id, const struct lock_claim *claim,
                   struct lock **out)
{
    int rc = lock_new(s, id, out);

    if (rc == 0)
        rc = ask_newer(*out, claim->verb);
    if (rc == 0) {
        (*out)->since_ms = token_time((*out)->token);
        rc = lock_wait_for(*out, claim);
    }
    if (rc == 0)
        rc = confirm_take_over(*out, claim->verb);
    if (rc != 0)
        lock_release(out);
    return rc;
}

bool lock_wanted(const struct lock *l, enum lock_verb *verb_out)
{
    struct wish w = wish_read(l->fd);

    if (w.verb == LOCK_NONE || strcmp(w.token, l->token) <= 0)
        return false;
    *verb_out = w.verb;
    return true;
}

const char *lock_id(const struct lock *l)
{
    return l->id;
}

const char *lock_token(const struct lock *l)
{
    return l->token;
}

/* Withdraws our wish where it is still the one in the file. */
static void withdraw(struct lock *l)
{
    struct wish w = wish_read(l->fd);

    if (w.verb != LOCK_NONE && strcmp(w.token, l->token) == 0)
        (void)wish_write(l->fd, l->token, LOCK_NONE);
}

void lock_release(struct lock **l)
{
    if (*l == NULL)
        return;
    if ((*l)->fd >= 0) {
        withdraw(*l);
        close((*l)->fd); /* the last descriptor of the open file description: unlocks */
    }
    free(*l);
    *l = NULL;
}

bool lock_held(struct store *s, const char *id)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd;

    if (store_open_lock(s, id, &fd) != 0)
        return false;
    bool held = fcntl(fd, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
    close(fd);
    return held;
}
