/* SPDX-License-Identifier: MIT */
/*
 * Progress as pure arithmetic, no I/O and no clock of its own: smoothed rate, time left, the
 * percentage of the whole, and when the next event is due.
 */
#ifndef LOADLINE_METER_H
#define LOADLINE_METER_H

#include "upload.h"

#include <stdbool.h>
#include <stdint.h>

#define METER_IDLE_MS 2000 /* no byte for so long: the transfer counts as idle */
#define METER_LEASE_RENEW_MS 5000
#define METER_LEASE_MS 15000      /* a sender not renewed for so long is gone */
#define METER_TRANSFER_WEIGHT 100 /* weight of the transfer beside the stages' own */

struct meter {
    int64_t size; /* bytes, -1 unknown */
    int64_t received;
    int64_t first_ms, last_ms; /* of samples, any monotonic clock */
    double rate;               /* bytes per second, smoothed */
};

/* Begins at offset received of size bytes (-1 unknown). */
void meter_start(struct meter *m, int64_t size, int64_t received, int64_t now_ms);

/* Takes a new count of stored bytes. The rate is an exponential mean with a time constant of 2 s. */
void meter_sample(struct meter *m, int64_t received, int64_t now_ms);

/* Bytes per second, rounded; 0 before two samples. */
int64_t meter_rate(const struct meter *m);

/* Milliseconds to the last byte at this rate; -1 unknown. */
int64_t meter_eta_ms(const struct meter *m);

/* 0 to 100 of the whole: the transfer and the stages by their weights; 100 only when the upload is
 * done; -1 while the size is unknown and bytes are still to come. */
int meter_percent(const struct upload *u);

/* Whether an event is due: at once for the first change, then every interval_ms. */
bool meter_due(bool changed, int64_t last_sent_ms, int64_t now_ms, int64_t interval_ms);

#endif
