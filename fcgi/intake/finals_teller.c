/* SPDX-License-Identifier: MIT */
/*
 * A round copies the ids of the parts with new bytes, and reads the disk without the mutex. The
 * time of a final upload's lock file says when any process told it last.
 */
#include "fcgi/intake/finals_teller.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/thread.h"
#include "spool/finals.h"
#include "spool/lock.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define RECENT_MS (FINALS_TELLER_INTERVAL_MS * 3 / 4) /* told by another process */
#define REST_SHARE 4   /* it rests this many times as long as a round took */
#define LOOKED_MAX 256 /* final uploads of one round that are remembered */

struct finals_teller_sender {
    char part[ID_SIZE];
    _Atomic bool marked;
    struct finals_teller_sender *next;
};

struct finals_teller {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* waits on the monotonic clock */
    struct finals_teller_sender *senders;
    size_t count;
    bool stopping;
    struct store *store;
    bool (*look)(void *arg, const char *id);
    void *arg;
};

/* One round: the parts with new bytes, and the final uploads that were looked at. */
struct finals_teller_round {
    struct finals_teller *teller;
    char (*parts)[ID_SIZE];
    size_t part_count;
    char looked[LOOKED_MAX][ID_SIZE];
    size_t looked_count;
};

/* --- senders --- */

struct finals_teller_sender *finals_teller_add(struct finals_teller *t, const char *part_id)
{
    struct finals_teller_sender *sender = t == NULL ? NULL : calloc(1, sizeof *sender);

    if (sender == NULL)
        return NULL;
    memcpy(sender->part, part_id, ID_SIZE);
    pthread_mutex_lock(&t->mutex);
    if (t->senders == NULL)
        pthread_cond_signal(&t->wake);
    sender->next = t->senders;
    t->senders = sender;
    t->count++;
    pthread_mutex_unlock(&t->mutex);
    return sender;
}

void finals_teller_remove(struct finals_teller *t, struct finals_teller_sender **sender)
{
    if (*sender == NULL)
        return;
    pthread_mutex_lock(&t->mutex);
    struct finals_teller_sender **at = &t->senders;
    while (*at != *sender)
        at = &(*at)->next;
    *at = (*sender)->next;
    t->count--;
    pthread_mutex_unlock(&t->mutex);
    free(*sender);
    *sender = NULL;
}

void finals_teller_mark(struct finals_teller_sender *sender)
{
    if (sender != NULL)
        atomic_store_explicit(&sender->marked, true, memory_order_release);
}

/* --- rounds --- */

/* Takes the marked senders' parts. Under the mutex. */
static void finals_teller_collect(struct finals_teller *t, struct finals_teller_round *r)
{
    r->part_count = 0;
    r->parts = t->count == 0 ? NULL : calloc(t->count, sizeof *r->parts);
    if (r->parts == NULL)
        return; /* when out of memory, they stay marked */
    for (struct finals_teller_sender *s = t->senders; s != NULL; s = s->next)
        if (atomic_exchange_explicit(&s->marked, false, memory_order_acquire))
            memcpy(r->parts[r->part_count++], s->part, ID_SIZE);
}

/* Leaves a part for the next round, if it still has its sender. */
static void finals_teller_postpone(struct finals_teller *t, const char *part_id)
{
    pthread_mutex_lock(&t->mutex);
    for (struct finals_teller_sender *s = t->senders; s != NULL; s = s->next)
        if (strcmp(s->part, part_id) == 0)
            finals_teller_mark(s);
    pthread_mutex_unlock(&t->mutex);
}

static bool finals_teller_has_looked(const struct finals_teller_round *r, const char *id)
{
    for (size_t i = 0; i < r->looked_count; i++)
        if (strcmp(r->looked[i], id) == 0)
            return true;
    return false;
}

/* Looks once per round at each final upload: it sees the bytes of all parts. */
static void finals_teller_tell_part(struct finals_teller_round *r, const char *part_id)
{
    struct finals_teller *t = r->teller;
    char ids[FINALS_MAX][ID_SIZE];
    size_t count = finals_read(t->store, part_id, ids);

    for (size_t i = 0; i < count; i++) {
        if (finals_teller_has_looked(r, ids[i]))
            continue;
        if (lock_age_ms(t->store, ids[i]) < RECENT_MS || !t->look(t->arg, ids[i])) {
            finals_teller_postpone(t, part_id);
            continue;
        }
        if (r->looked_count < LOOKED_MAX)
            memcpy(r->looked[r->looked_count++], ids[i], ID_SIZE);
    }
}

/* Waits for the next round; without senders until one comes. Under the mutex. */
static void finals_teller_rest(struct finals_teller *t, int64_t took_ms)
{
    int64_t rest_ms = REST_SHARE * took_ms;

    if (rest_ms < FINALS_TELLER_INTERVAL_MS)
        rest_ms = FINALS_TELLER_INTERVAL_MS;
    for (int64_t end_ms = clock_mono_ms() + rest_ms; !t->stopping;)
        if (!thread_cond_wait_until(&t->wake, &t->mutex, end_ms))
            break;
    while (!t->stopping && t->senders == NULL)
        pthread_cond_wait(&t->wake, &t->mutex);
}

static void *finals_teller_run(void *arg)
{
    struct finals_teller_round r = {.teller = arg};
    struct finals_teller *t = arg;
    int64_t took_ms = 0;

    pthread_mutex_lock(&t->mutex);
    while (!t->stopping) {
        finals_teller_rest(t, took_ms);
        finals_teller_collect(t, &r);
        pthread_mutex_unlock(&t->mutex);
        int64_t begun_ms = clock_mono_ms();
        r.looked_count = 0;
        for (size_t i = 0; i < r.part_count; i++)
            finals_teller_tell_part(&r, r.parts[i]);
        free(r.parts);
        took_ms = clock_mono_ms() - begun_ms;
        pthread_mutex_lock(&t->mutex);
    }
    pthread_mutex_unlock(&t->mutex);
    return NULL;
}

/* --- beginning and end --- */

int finals_teller_start(struct store *s, bool (*look)(void *arg, const char *id), void *arg,
                        struct finals_teller **out)
{
    struct finals_teller *t = calloc(1, sizeof *t);

    *out = NULL;
    if (t == NULL)
        return ERR_NOMEM;
    t->store = s;
    t->look = look;
    t->arg = arg;
    pthread_mutex_init(&t->mutex, NULL);
    thread_cond_init(&t->wake);
    if (thread_start(&t->thread, "finals", 0, finals_teller_run, t) != 0) {
        free(t);
        return ERR_INTERNAL;
    }
    *out = t;
    return 0;
}

void finals_teller_stop(struct finals_teller **t)
{
    if (*t == NULL)
        return;
    pthread_mutex_lock(&(*t)->mutex);
    (*t)->stopping = true;
    pthread_cond_signal(&(*t)->wake);
    pthread_mutex_unlock(&(*t)->mutex);
    pthread_join((*t)->thread, NULL);
    pthread_cond_destroy(&(*t)->wake);
    pthread_mutex_destroy(&(*t)->mutex);
    free(*t);
    *t = NULL;
}
