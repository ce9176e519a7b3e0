/* SPDX-License-Identifier: MIT */
/*
 * Progress as pure arithmetic, no I/O and no clock of its own: the percentage of the whole, when
 * the next event is due, and how long a sender may be silent. The rate is measured where the news
 * of all processes meet, in scripts/advance.lua.
 */
#ifndef LOADLINE_METER_H
#define LOADLINE_METER_H

#include "upload/upload.h"

#include <stdbool.h>
#include <stdint.h>

#define METER_IDLE_MS 2000 /* no byte for so long: the transfer counts as idle */
#define METER_LEASE_RENEW_MS 5000
#define METER_LEASE_MS 15000      /* a sender not renewed for so long is gone */
#define METER_TRANSFER_WEIGHT 100 /* weight of the transfer beside the stages' own */

/* 0 to 100 of the whole: the transfer and the stages by their weights; 100 only when the upload is
 * done; -1 while the size is unknown and bytes are still to come. */
int meter_percent(const struct upload *u);

/* How long a sender that has ended a request, but not the upload, counts as sending after its last
 * byte: who sends a request for every chunk comes back in the rhythm of before, and has twice the
 * time that it was away for. */
int64_t meter_linger_ms(int64_t away_ms);

/* Whether an event is due: at once for the first change, then every interval_ms. */
bool meter_due(bool changed, int64_t last_sent_ms, int64_t now_ms, int64_t interval_ms);

#endif
