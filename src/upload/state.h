/* SPDX-License-Identifier: MIT */
/*
 * The life of an upload and of its stages, as one table: names, which state leads to which,
 * what is an end, and what is kept how long.
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

const char *state_name(enum state s);

/* The state of that name, or -1. */
int state_from_name(const char *name);

/* Whether an upload in from may go to to. Staying is not a change and not allowed here. */
bool state_allows(enum state from, enum state to);

/* Names of the states that may lead to to, comma-separated, for the script's origin check. */
const char *state_origins(enum state to);

/* done, failed, cancelled, expired, deleted. (failed may be retried.) */
bool state_ended(enum state s);

/* How long the hash outlives entering this state, in ms; 0: no time to live. */
int64_t state_ttl_ms(enum state s);

const char *stage_state_name(enum stage_state s);
int stage_state_from_name(const char *name); /* or -1 */

/* The document's word for whether a sender is attached and bytes flow, and whether a text is that
 * word. */
const char *state_transfer_name(bool active);
bool state_transfer_is(const char *name, bool active);

#endif
