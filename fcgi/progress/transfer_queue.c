/* SPDX-License-Identifier: MIT */
/*
 * Only the publisher's thread touches a transfer's record. What request threads hand over waits
 * beside the record until the next round takes it, so no lock is held while talking to Redis.
 */
#include "fcgi/progress/transfer_queue.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/thread.h"

#define FLUSH_PAUSE_MS 5 /* between rounds of the final flush */

void transfer_queue_init(struct transfer_queue *q)
{
    *q = (struct transfer_queue){0};
    q->last = &q->first;
    pthread_mutex_init(&q->mutex, NULL);
    thread_cond_init(&q->wake);
}

void transfer_queue_destroy(struct transfer_queue *q)
{
    while (q->first != NULL) {
        struct transfer *t = q->first;
        q->first = t->next;
        transfer_free(t);
    }
    pthread_cond_destroy(&q->wake);
    pthread_mutex_destroy(&q->mutex);
}

/* --- request threads --- */

/* Wakes the publisher's thread. Under the mutex. */
static void transfer_queue_hurry(struct transfer_queue *q)
{
    q->urgent = true;
    pthread_cond_signal(&q->wake);
}

/* Whether t is the next chunk of a sender that is still listed. */
static bool transfer_goes_on(const struct transfer_queue *q, const struct transfer *t)
{
    const struct transfer *before = q->first;

    while (before != NULL && !transfer_follows(t, before))
        before = before->next;
    return before != NULL;
}

/* Appends t and wakes the thread. The next chunk of a known sender does not wake it, because no
 * change of it is due yet. */
static void transfer_enlist(struct transfer_queue *q, struct transfer *t)
{
    pthread_mutex_lock(&q->mutex);
    if (transfer_has_left(t) || !transfer_goes_on(q, t))
        transfer_queue_hurry(q);
    *q->last = t;
    q->last = &t->next;
    q->pending += transfer_has_left(t) ? 1 : 0;
    pthread_mutex_unlock(&q->mutex);
}

int transfer_queue_begin(struct transfer_queue *q, const struct upload *u, const char *token,
                         int64_t away_ms, struct transfer **out)
{
    struct transfer *t = transfer_new(q, token);

    *out = NULL;
    if (t == NULL)
        return ERR_NOMEM;
    if (transfer_attach(t, u, away_ms, clock_mono_ms()) != 0) {
        transfer_free(t);
        return ERR_NOMEM;
    }
    *out = t;
    transfer_enlist(q, t);
    return 0;
}

int transfer_queue_post(struct transfer_queue *q, struct upload *u, const char *token, bool is_new)
{
    struct transfer *t = transfer_new(q, token);

    if (t == NULL) {
        upload_free(u);
        return ERR_NOMEM;
    }
    t->is_new = is_new;
    transfer_hand_over(t, u, TRANSFER_LEFT);
    transfer_enlist(q, t);
    return 0;
}

int transfer_name(struct transfer *t, const char *scope, const char *alias)
{
    pthread_mutex_lock(&t->queue->mutex);
    int rc = upload_set(&t->scope_incoming, scope);
    if (rc == 0)
        rc = upload_set(&t->alias_incoming, alias);
    if (rc == 0)
        transfer_queue_hurry(t->queue);
    pthread_mutex_unlock(&t->queue->mutex);
    return rc;
}

int transfer_set_result(struct transfer *t, const char *json)
{
    pthread_mutex_lock(&t->queue->mutex);
    int rc = upload_set(&t->result_incoming, json);
    if (rc == 0)
        transfer_queue_hurry(t->queue);
    pthread_mutex_unlock(&t->queue->mutex);
    return rc;
}

static void transfer_leave(struct transfer **t, struct upload *u, enum transfer_handover how)
{
    struct transfer_queue *q = (*t)->queue;

    pthread_mutex_lock(&q->mutex);
    transfer_hand_over(*t, u, how);
    q->pending++;
    if (how == TRANSFER_LEFT)
        transfer_queue_hurry(q);
    pthread_mutex_unlock(&q->mutex);
    *t = NULL;
}

void transfer_end(struct transfer **t, struct upload *u)
{
    transfer_leave(t, u, TRANSFER_LEFT);
}

void transfer_pause(struct transfer **t, struct upload *u)
{
    transfer_leave(t, u, TRANSFER_LEFT_FOR_A_WHILE);
}

void transfer_queue_stop(struct transfer_queue *q, int64_t within_ms)
{
    pthread_mutex_lock(&q->mutex);
    q->stopping = true;
    q->stop_by_ms = clock_mono_ms() + within_ms;
    pthread_cond_signal(&q->wake);
    pthread_mutex_unlock(&q->mutex);
}

/* --- the publisher's thread --- */

/* A new transfer continues those before it. */
static void transfer_queue_take_up(struct transfer_queue *q, struct transfer *t)
{
    if (t->phase != TRANSFER_NEW)
        return;
    for (struct transfer *before = q->first; before != t; before = before->next)
        transfer_take_up(t, before);
}

size_t transfer_queue_collect(struct transfer_queue *q, struct transfer **batch, size_t max,
                              int64_t now_ms, int64_t interval_ms)
{
    size_t n = 0;

    pthread_mutex_lock(&q->mutex);
    q->urgent = false;
    for (struct transfer *t = q->first; t != NULL && n < max; t = t->next) {
        transfer_queue_take_up(q, t);
        if (transfer_sample(t, now_ms, interval_ms))
            batch[n++] = t;
    }
    pthread_mutex_unlock(&q->mutex);
    return n;
}

void transfer_queue_owe(struct transfer_queue *q)
{
    pthread_mutex_lock(&q->mutex);
    for (struct transfer *t = q->first; t != NULL; t = t->next)
        transfer_owe(t);
    pthread_mutex_unlock(&q->mutex);
}

/* When stopping, a sender's return is not awaited: another process may report it, and otherwise its
 * lease expires. */
void transfer_queue_reap(struct transfer_queue *q)
{
    size_t lost = 0;

    pthread_mutex_lock(&q->mutex);
    for (struct transfer **at = &q->first; *at != NULL;) {
        struct transfer *t = *at;
        bool crowded = q->pending > PUBLISHER_PENDING_MAX;
        if (t->phase < TRANSFER_PAUSED || (!transfer_is_over(t, q->stopping) && !crowded)) {
            at = &t->next;
            continue;
        }
        lost += t->news == TRANSFER_OWED ? 1 : 0;
        q->pending--;
        *at = t->next;
        transfer_free(t);
    }
    q->last = &q->first;
    while (*q->last != NULL)
        q->last = &(*q->last)->next;
    pthread_mutex_unlock(&q->mutex);
    if (lost > 0)
        log_warn("news_dropped", "count", LOG_INT(lost), NULL);
}

bool transfer_queue_wait(struct transfer_queue *q, int64_t ms, int64_t idle_ms)
{
    pthread_mutex_lock(&q->mutex);
    int64_t end_ms = clock_mono_ms() + (q->first != NULL ? ms : idle_ms);
    while (!q->urgent && !q->stopping)
        if (!thread_cond_wait_until(&q->wake, &q->mutex, end_ms))
            break;
    bool stopping = q->stopping;
    bool go_on = !stopping || (q->first != NULL && clock_mono_ms() < q->stop_by_ms);
    pthread_mutex_unlock(&q->mutex);
    if (stopping && go_on)
        clock_pause_ms(FLUSH_PAUSE_MS);
    return go_on;
}

bool transfer_queue_is_empty(struct transfer_queue *q)
{
    pthread_mutex_lock(&q->mutex);
    bool empty = q->first == NULL;
    pthread_mutex_unlock(&q->mutex);
    return empty;
}
