/* SPDX-License-Identifier: MIT */
/*
 * Takeover requests on a local disk: the lock file holds one of fixed length, "TOKEN VERB\n", which
 * a single pwrite() replaces. A torn or malformed text counts as no request.
 */
#include "spool/lock_token.h"
#include "spool/lock_way.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define POLL_MS 10
#define REQUEST_STALE_MS 30000 /* the requester of an older request must be gone */
#define VERB_WIDTH 6
#define REQUEST_LEN (LOCK_TOKEN_SIZE - 1 + 1 + VERB_WIDTH + 1)

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

static int lock_text_ask(struct lock *l, enum lock_verb verb)
{
    int64_t before = lock_token_time(lock_request_read(l->fd).token);
    int rc = lock_token_make(lock_token_after(before), l->token);

    return rc != 0 ? rc : lock_request_write(l->fd, l->token, verb);
}

/* A newer token without a verb belongs to a holder that wrote no request, or to a requester that
 * has come and gone. We must not ask a holder that is newer than us: its sender has dropped our
 * HTTP request. A holder that came in the same millisecond may not have seen our request, and could
 * not react to it if our token was not greater. */
static int answer_none(struct lock *l, enum lock_verb verb, const char *newer)
{
    bool later = lock_token_time(newer) > l->since_ms + 1;

    if (later && verb == LOCK_PATCH)
        return ERR_SUPERSEDED;
    return later && verb != LOCK_DELETE ? 0 : lock_text_ask(l, verb);
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
    enum lock_rank rank = lock_compare_verbs(verb, r.verb);
    if (rank == LOCK_DISPLACED_BY)
        return lock_displaced_error(verb);
    return rank == LOCK_WAITS_ON ? 0 : lock_text_ask(l, verb);
}

static int lock_text_answer(struct lock *l, enum lock_verb verb)
{
    int rc = lock_answer_request(l, verb);

    return rc == 0 && !store_is_lock(l->store, l->id, l->fd) ? ERR_NOT_FOUND : rc;
}

/* Takes a newer token, but writes no request. If we are killed, no requester must wait until a
 * request is stale. A waiting requester goes first. */
static int lock_text_confirm_try(struct lock *l)
{
    struct lock_request r = lock_request_read(l->fd);

    if (!store_is_lock(l->store, l->id, l->fd))
        return ERR_NOT_FOUND;
    if (r.verb != LOCK_NONE && lock_token_time(r.token) + REQUEST_STALE_MS > clock_wall_ms())
        return ERR_LOCKED;
    return lock_text_ask(l, LOCK_NONE);
}

/* Checks that the file still belongs to the upload, and whether a newer requester goes first. */
static int lock_text_confirm_take_over(struct lock *l, enum lock_verb verb)
{
    struct lock_request r = lock_request_read(l->fd);

    if (!store_is_lock(l->store, l->id, l->fd))
        return ERR_NOT_FOUND;
    if (strcmp(r.token, l->token) <= 0)
        return 0;
    enum lock_rank rank = r.verb == LOCK_NONE ? LOCK_OUTRANKS : lock_compare_verbs(verb, r.verb);
    if (rank == LOCK_DISPLACED_BY)
        return lock_displaced_error(verb);
    /* A newer requester came and left while we waited. Its token fences ours, so make a newer one.
     */
    return rank == LOCK_WAITS_ON ? 0 : lock_text_ask(l, verb);
}

static bool lock_text_wanted(const struct lock *l, enum lock_verb *verb_out)
{
    struct lock_request r = lock_request_read(l->fd);

    if (r.verb == LOCK_NONE || strcmp(r.token, l->token) <= 0)
        return false;
    *verb_out = r.verb;
    return true;
}

/* Withdraws our request if it is still the one in the file. */
static void lock_text_withdraw(struct lock *l)
{
    struct lock_request r = lock_request_read(l->fd);

    if (r.verb != LOCK_NONE && strcmp(r.token, l->token) == 0)
        (void)lock_request_write(l->fd, l->token, LOCK_NONE);
}

static int64_t lock_text_age_ms(struct store *s, const char *id, int fd)
{
    struct stat st;

    (void)s;
    (void)id;
    if (fstat(fd, &st) != 0)
        return -1;
    return clock_wall_ms() - (int64_t)st.st_mtim.tv_sec * 1000 - st.st_mtim.tv_nsec / 1000000;
}

const struct lock_way lock_by_text = {
    .held_bytes = 0,
    .poll_ms = POLL_MS,
    .ask = lock_text_ask,
    .answer = lock_text_answer,
    .confirm_try = lock_text_confirm_try,
    .confirm_take_over = lock_text_confirm_take_over,
    .wanted = lock_text_wanted,
    .withdraw = lock_text_withdraw,
    .age_ms = lock_text_age_ms,
};
