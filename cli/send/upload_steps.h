/* SPDX-License-Identifier: MIT */
/*
 * The steps of sending a file, as a table: the due request and its result select the next action.
 */
#ifndef LOADLINE_UPLOAD_STEPS_H
#define LOADLINE_UPLOAD_STEPS_H

#include "cli/send/tus_client.h"

/* The request that is due. */
enum upload_step {
    STEP_CREATE, /* no upload yet */
    STEP_ASK,    /* the server's offset is unknown */
    STEP_APPEND, /* the server's offset is known */
    UPLOAD_STEPS
};

enum upload_action {
    ACTION_ADVANCE,    /* the server has reported its offset */
    ACTION_WAIT,       /* retry after a wait, or give up after long enough */
    ACTION_SHRINK,     /* retry with a smaller piece */
    ACTION_START_OVER, /* the upload is gone: replace an earlier run's by a new one */
    ACTION_FAIL,
    ACTION_STOP /* a signal was noted, or the file changed */
};

struct upload_turn {
    enum upload_action action;
    enum upload_step next; /* unless the action ends the transfer */
};

/* Returns the action for a request's result, and the next step. */
struct upload_turn upload_turn(enum upload_step step, enum tus_end came);

#endif
