/* SPDX-License-Identifier: MIT */
/*
 * The transfers of one process. Request threads list them and hand over records (publisher.h); the
 * publisher's thread processes all of them in rounds. For publisher.c only. Functions lock the
 * mutex themselves.
 */
#ifndef LOADLINE_TRANSFER_QUEUE_H
#define LOADLINE_TRANSFER_QUEUE_H

#include "fcgi/progress/transfer.h"

#include <pthread.h>

struct transfer_queue {
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* uses the monotonic clock */
    struct transfer *first, **last;
    size_t pending; /* transfers whose request has ended */
    bool urgent, stopping;
    int64_t stop_by_ms; /* monotonic */
};

/* Prepares an empty queue. */
void transfer_queue_init(struct transfer_queue *q);

/* Frees all transfers and the locks. No other thread may use the queue any more. */
void transfer_queue_destroy(struct transfer_queue *q);

/* Implement transfer_begin() and publisher_post() of publisher.h, for the publisher with this
 * queue. */
int transfer_queue_begin(struct transfer_queue *q, const struct upload *u, const char *token,
                         int64_t away_ms, struct transfer **out);
int transfer_queue_post(struct transfer_queue *q, struct upload *u, const char *token, bool is_new);

/* Tells the publisher's thread to end within within_ms. */
void transfer_queue_stop(struct transfer_queue *q, int64_t within_ms);

/* --- for the publisher's thread --- */

/* Samples all transfers and collects up to max with a change due. Returns how many. */
size_t transfer_queue_collect(struct transfer_queue *q, struct transfer **batch, size_t max,
                              int64_t now_ms, int64_t interval_ms);

/* Marks all transfers for sending again, because Redis may have lost data. */
void transfer_queue_owe(struct transfer_queue *q);

/* Frees the transfers that are over, and the oldest ones if too many wait. */
void transfer_queue_reap(struct transfer_queue *q);

/* Waits for an urgent change, at most ms milliseconds, or idle_ms while the queue is empty. False:
 * the thread must end. */
bool transfer_queue_wait(struct transfer_queue *q, int64_t ms, int64_t idle_ms);

/* Whether no transfer is listed. */
bool transfer_queue_is_empty(struct transfer_queue *q);

#endif
