/* SPDX-License-Identifier: MIT */
/*
 * What the sending of a file does next, as a table: which request is due, what came of it, what
 * that leads to.
 */
#ifndef LOADLINE_UPLOAD_STEPS_H
#define LOADLINE_UPLOAD_STEPS_H

#include "cli/send/tus_client.h"

/* The request that is due. */
enum upload_step {
    STEP_CREATE, /* there is no upload yet */
    STEP_ASK,    /* the server may have more or less of it than we know */
    STEP_APPEND, /* we know how much it has */
    UPLOAD_STEPS
};

enum upload_action {
    ACTION_ADVANCE,    /* the server has said how much it has */
    ACTION_WAIT,       /* and try again; or give up, after long enough */
    ACTION_SHRINK,     /* a smaller piece may get through */
    ACTION_START_OVER, /* the upload is gone: begin a new one in place of an earlier run's */
    ACTION_FAIL,
    ACTION_STOP /* a signal came, or the file changed */
};

struct upload_turn {
    enum upload_action action;
    enum upload_step next; /* unless the action ends the sending */
};

struct upload_turn upload_turn(enum upload_step step, enum tus_end came);

#endif
