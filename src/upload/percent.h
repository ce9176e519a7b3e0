/* SPDX-License-Identifier: MIT */
/*
 * Calculates progress, without I/O and without a clock: the overall percentage, when the next event
 * is due, and how long a sender may be silent. scripts/rate.lua measures the rate, because only
 * Redis sees the changes of all processes.
 */
#ifndef LOADLINE_PERCENT_H
#define LOADLINE_PERCENT_H

#include "upload/upload.h"

#include <stdbool.h>
#include <stdint.h>

#define METER_IDLE_MS 2000 /* after this time without a byte the transfer counts as idle */
#define METER_LEASE_RENEW_MS 5000
#define METER_LEASE_MS 15000      /* after this time without renewal the sender counts as gone */
#define METER_TRANSFER_WEIGHT 100 /* weight of the transfer relative to the stages' */

/* Returns the overall percentage, 0 to 100: the transfer and the stages by their weights. 100 only
 * when the upload is done. -1 while bytes are missing and the size is unknown. */
int meter_percent(const struct upload *u);

/* Returns the ms for which a sender that has ended a request, but not the upload, counts as sending
 * after its last byte. A sender with one request per chunk comes back at a steady pace. It gets
 * twice its last pause away_ms, from METER_IDLE_MS to METER_LEASE_MS; if that pause was longer than
 * METER_LEASE_MS, only METER_IDLE_MS. */
int64_t meter_linger_ms(int64_t away_ms);

/* Whether an event is due: immediately for the first change, then every interval_ms. */
bool meter_due(bool changed, int64_t last_sent_ms, int64_t now_ms, int64_t interval_ms);

#endif
