/* SPDX-License-Identifier: MIT */
/*
 * The life cycle of an upload and of its stages, in one table: names, transitions, final states and
 * times to live.
 */
#ifndef LOADLINE_STATE_H
#define LOADLINE_STATE_H

#include <stdbool.h>
#include <stdint.h>

enum state {
    STATE_CREATED,
    STATE_UPLOADING,
    STATE_QUEUED,
    STATE_PROCESSING,
    STATE_DONE,
    STATE_FAILED,
    STATE_CANCELLED,
    STATE_EXPIRED,
    STATE_DELETED,
    STATE_COUNT
};

enum stage_state { STAGE_WAITING, STAGE_RUNNING, STAGE_DONE, STAGE_FAILED, STAGE_SKIPPED };

/* Returns the name of a state, static text. */
const char *state_name(enum state s);

/* Returns the state of that name, or -1. */
int state_from_name(const char *name);

/* Whether an upload may change from one state to another. Staying in a state is no change and not
 * allowed here. */
bool state_allows(enum state from, enum state to);

/* Returns the names of the states that may lead to `to`, comma-separated, for the script's origin
 * check. Static text. */
const char *state_origins(enum state to);

/* Whether the state is done, failed, cancelled, expired or deleted. (A failed upload may be
 * retried.) */
bool state_ended(enum state s);

/* Time to live in ms of the hash after entering this state; 0: unlimited. */
int64_t state_ttl_ms(enum state s);

/* Returns the name of a stage's state, static text. */
const char *stage_state_name(enum stage_state s);
int stage_state_from_name(const char *name); /* the state of that name, or -1 */

/* The document's text for a transfer with a sender that sends bytes, or without one; and whether a
 * text is that text. */
const char *state_transfer_name(bool active);
bool state_transfer_is(const char *name, bool active);

#endif
