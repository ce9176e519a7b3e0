/* SPDX-License-Identifier: MIT */
/*
 * Takes the lock and asks for it. The lock file holds one takeover request of fixed length,
 * "TOKEN VERB\n", which a single pwrite() replaces. A torn or malformed text counts as no request.
 */
#include "spool/lock.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define POLL_MS 10
#define REQUEST_STALE_MS 30000 /* the requester of an older request must be gone */
#define TOKEN_TIME_DIGITS 12
#define VERB_WIDTH 6
#define REQUEST_LEN (LOCK_TOKEN_SIZE - 1 + 1 + VERB_WIDTH + 1)

struct lock {
    struct store *store;
    char id[ID_SIZE];
    char token[LOCK_TOKEN_SIZE];
    int64_t since_ms; /* wall ms of the start of our wait */
    int fd;
};

/* A takeover request, as in the file. */
struct lock_request {
    char token[LOCK_TOKEN_SIZE]; /* "" : none */
    enum lock_verb verb;
};

/* A withdrawn request keeps its token, so that tokens keep growing. */
static const char *const verb_names[] = {"head", "patch", "post", "delete", "none"};

static struct lock_request lock_request_read(int fd)
{
    struct lock_request none = {.token = "", .verb = LOCK_NONE}, r = none;
    char text[REQUEST_LEN + 1] = "";

    if (pread(fd, text, REQUEST_LEN, 0) != REQUEST_LEN)
        return none;
    if (text[LOCK_TOKEN_SIZE - 1] != ' ' || text[REQUEST_LEN - 1] != '\n' ||
        strspn(text, "0123456789abcdef") != LOCK_TOKEN_SIZE - 1)
        return none;
    memcpy(r.token, text, LOCK_TOKEN_SIZE - 1);
    const char *name = text + LOCK_TOKEN_SIZE;
    size_t len = strcspn(name, " \n");
    for (int i = 0; i < (int)(sizeof verb_names / sizeof verb_names[0]); i++)
        if (strlen(verb_names[i]) == len && strncmp(name, verb_names[i], len) == 0) {
            r.verb = (enum lock_verb)i;
            return r;
        }
    return none;
}

static int lock_request_write(int fd, const char *token, enum lock_verb verb)
{
    char text[REQUEST_LEN + 1];

    (void)snprintf(text, sizeof text, "%s %-*s\n", token, VERB_WIDTH, verb_names[verb]);
    return pwrite(fd, text, REQUEST_LEN, 0) == REQUEST_LEN ? 0 : error_from_errno(errno);
}

/* Returns the wall ms at which a token was made; 0 for the empty one. */
static int64_t token_time(const char *token)
{
    char digits[TOKEN_TIME_DIGITS + 1] = "";

    memcpy(digits, token, TOKEN_TIME_DIGITS);
    return (int64_t)strtoull(digits, NULL, 16);
}

/* Makes a token greater than the one in the file, even if the clock went backwards. */
static int token_make(int fd, char token[LOCK_TOKEN_SIZE])
{
    int64_t now = clock_wall_ms();
    int64_t before = token_time(lock_request_read(fd).token);

    if (now <= before)
        now = before + 1;
    (void)snprintf(token, LOCK_TOKEN_SIZE, "%012llx", (unsigned long long)now & 0xffffffffffffULL);
    return id_random_hex(token + TOKEN_TIME_DIGITS, LOCK_TOKEN_SIZE - TOKEN_TIME_DIGITS);
}

/* Returns 1 if we have the lock, 0 if another holder has it, or an error. */
static int try_lock(int fd)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (fcntl(fd, F_OFD_SETLK, &range) == 0)
        return 1;
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? 0 : error_io(errno);
}

/* Writes our request with a token that is greater than the one in the file. */
static int ask_newer(struct lock *l, enum lock_verb verb)
{
    int rc = token_make(l->fd, l->token);

    return rc != 0 ? rc : lock_request_write(l->fd, l->token, verb);
}

/* The effect of a newer request on a waiting requester. */
enum rank {
    OUTRANKS,    /* no effect: we write our request again, with a newer token */
    WAITS_ON,    /* the newer requester goes first, then we do */
    DISPLACED_BY /* we stop: the newer one holds the lock for long, or knows more */
};

static enum rank compare_verbs(enum lock_verb ours, enum lock_verb newer)
{
    switch (ours) {
    case LOCK_HEAD: /* its answer is right at any time, and each failed request costs its client one
                       retry */
        return WAITS_ON;
    case LOCK_POST:
        return newer == LOCK_PATCH ? DISPLACED_BY : WAITS_ON;
    case LOCK_DELETE: /* a removal must happen, and jobs do not react to other verbs */
        return newer == LOCK_DELETE ? WAITS_ON : OUTRANKS;
    case LOCK_PATCH: /* after a DELETE it soon gets "no such upload" */
        return newer == LOCK_DELETE ? WAITS_ON : DISPLACED_BY;
    default:
        return DISPLACED_BY;
    }
}

/* Only a sender learns that another request took over, and stops. Other requesters ask again. */
static int displaced_error(enum lock_verb ours)
{
    return ours == LOCK_PATCH ? ERR_SUPERSEDED : ERR_LOCKED;
}

/* A newer token without a verb belongs to a holder that wrote no request, or to a requester that
 * has come and gone. We must not ask a holder that is newer than us: its sender has dropped our
 * HTTP request. A holder that came in the same millisecond may not have seen our request, and could
 * not react to it if our token was not greater. */
static int answer_none(struct lock *l, enum lock_verb verb, const char *newer)
{
    bool later = token_time(newer) > l->since_ms + 1;

    if (later && verb == LOCK_PATCH)
        return ERR_SUPERSEDED;
    return later && verb != LOCK_DELETE ? 0 : ask_newer(l, verb);
}

/* Reads the request in the file while another holder has the lock, and reacts to it. */
static int lock_answer_request(struct lock *l, enum lock_verb verb)
{
    struct lock_request r = lock_request_read(l->fd);
    int order = strcmp(r.token, l->token);

    if (order == 0)
        return 0;
    if (order < 0) /* an older requester wrote at the same moment */
        return lock_request_write(l->fd, l->token, verb);
    if (r.verb == LOCK_NONE)
        return answer_none(l, verb, r.token);
    enum rank rank = compare_verbs(verb, r.verb);
    if (rank == DISPLACED_BY)
        return displaced_error(verb);
    return rank == WAITS_ON ? 0 : ask_newer(l, verb);
}

static int lock_wait_for(struct lock *l, const struct lock_claim *c)
{
    int64_t until = clock_mono_ms() + c->wait_ms;

    for (;;) {
        int got = try_lock(l->fd);
        if (got != 0)
            return got < 0 ? got : 0;
        if (clock_mono_ms() >= until || (c->is_vain != NULL && c->is_vain(c->arg)))
            return ERR_LOCKED;
        int rc = lock_answer_request(l, c->verb);
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

/* With the lock held: takes a newer token, but writes no request. If we are killed, no requester
 * must wait until a request is stale. A waiting requester goes first. */
static int confirm_try(struct lock *l)
{
    struct lock_request r = lock_request_read(l->fd);

    if (!store_is_lock(l->store, l->id, l->fd))
        return ERR_NOT_FOUND;
    if (r.verb != LOCK_NONE && token_time(r.token) + REQUEST_STALE_MS > clock_wall_ms())
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

/* With the lock held: checks that the file still belongs to the upload, and whether a newer
 * requester goes first. */
static int confirm_take_over(struct lock *l, enum lock_verb verb)
{
    struct lock_request r = lock_request_read(l->fd);

    if (!store_is_lock(l->store, l->id, l->fd))
        return ERR_NOT_FOUND;
    if (strcmp(r.token, l->token) <= 0)
        return 0;
    enum rank rank = r.verb == LOCK_NONE ? OUTRANKS : compare_verbs(verb, r.verb);
    if (rank == DISPLACED_BY)
        return displaced_error(verb);
    /* A newer requester came and left while we waited. Its token fences ours, so make a newer one.
     */
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
    struct lock_request r = lock_request_read(l->fd);

    if (r.verb == LOCK_NONE || strcmp(r.token, l->token) <= 0)
        return false;
    *verb_out = r.verb;
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

/* Withdraws our request if it is still the one in the file. */
static void withdraw(struct lock *l)
{
    struct lock_request r = lock_request_read(l->fd);

    if (r.verb != LOCK_NONE && strcmp(r.token, l->token) == 0)
        (void)lock_request_write(l->fd, l->token, LOCK_NONE);
}

void lock_release(struct lock **l)
{
    if (*l == NULL)
        return;
    if ((*l)->fd >= 0) {
        withdraw(*l);
        close((*l)->fd); /* closing the last descriptor of the open file description unlocks */
    }
    free(*l);
    *l = NULL;
}

int64_t lock_age_ms(struct store *s, const char *id)
{
    struct stat st;
    int fd;

    if (store_open_lock(s, id, &fd) != 0)
        return INT64_MAX;
    int64_t age_ms = INT64_MAX;
    if (fstat(fd, &st) == 0)
        age_ms = clock_wall_ms() - (int64_t)st.st_mtim.tv_sec * 1000 - st.st_mtim.tv_nsec / 1000000;
    close(fd);
    return age_ms >= 0 ? age_ms : INT64_MAX;
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
