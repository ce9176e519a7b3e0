/* SPDX-License-Identifier: MIT */
/*
 * Tells final uploads what is stored of their parts while the parts are being sent. One thread per
 * process does that for all senders, because reading the records of up to 256 parts would hold up
 * each of them, and because a sender that falls silent must be told too.
 */
#ifndef LOADLINE_FINALS_TELLER_H
#define LOADLINE_FINALS_TELLER_H

#include "spool/store.h"

#define FINALS_TELLER_INTERVAL_MS 500

struct finals_teller;
struct finals_teller_sender; /* one request that sends to a part */

/* Starts the thread, which calls look(arg, id) for each final upload that a part with new bytes
 * lists, and again in the next round if that returns false. Several processes together do so for
 * one final upload about once per interval. The caller ends it with finals_teller_stop(). ERR_NOMEM
 * or ERR_INTERNAL. */
int finals_teller_start(struct store *s, bool (*look)(void *arg, const char *id), void *arg,
                        struct finals_teller **out);

/* Ends the thread, frees the teller and clears the pointer. All senders must be removed before.
 * Accepts NULL. */
void finals_teller_stop(struct finals_teller **t);

/* Adds a sender to a part. The caller ends it with finals_teller_remove(), which accepts NULL. NULL
 * when out of memory or without a teller: then nothing is told before the sender's end. */
struct finals_teller_sender *finals_teller_add(struct finals_teller *t, const char *part_id);
void finals_teller_remove(struct finals_teller *t, struct finals_teller_sender **sender);

/* Notes that more of the part is stored. Lock-free. Accepts NULL. */
void finals_teller_mark(struct finals_teller_sender *sender);

#endif
