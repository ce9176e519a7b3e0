/* SPDX-License-Identifier: MIT */
/*
 * The transfers of one process, between the request threads, which list them and hand over records
 * (publisher.h), and the publisher's thread, which goes through all of them in rounds. For
 * publisher.c only.
 */
#ifndef LOADLINE_TRANSFER_QUEUE_H
#define LOADLINE_TRANSFER_QUEUE_H

#include "fcgi/progress/transfer.h"

#include <pthread.h>

struct transfer_queue {
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* on the monotonic clock */
    struct transfer *first, **last;
    size_t pending; /* those whose request has ended */
    bool urgent, stopping;
    int64_t stop_by_ms; /* monotonic */
};

void transfer_queue_init(struct transfer_queue *q);

/* Frees what is left in it; no other thread knows it any more. */
void transfer_queue_destroy(struct transfer_queue *q);

/* transfer_begin() and publisher_post(), of a publisher with this queue. */
int transfer_queue_begin(struct transfer_queue *q, const struct upload *u, const char *token,
                         int64_t away_ms, struct transfer **out);
int transfer_queue_post(struct transfer_queue *q, struct upload *u, const char *token);

/* Wakes the publisher's thread to end within that time. */
void transfer_queue_stop(struct transfer_queue *q, int64_t within_ms);

/* --- for the publisher's thread --- */

/* Samples all, and collects those of which a change is due, max at most. Returns how many. */
size_t transfer_queue_collect(struct transfer_queue *q, struct transfer **batch, size_t max,
                              int64_t now_ms, int64_t interval_ms);

/* Redis may know less than before: everything is to be told again. */
void transfer_queue_owe(struct transfer_queue *q);

/* Frees the transfers that are over, and the oldest where too many wait. */
void transfer_queue_reap(struct transfer_queue *q);

/* Waits for something urgent, at most ms; where nothing is listed, for ever. False: it is time to
 * end. */
bool transfer_queue_wait(struct transfer_queue *q, int64_t ms);

bool transfer_queue_is_empty(struct transfer_queue *q);

#endif
