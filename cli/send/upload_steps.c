/* SPDX-License-Identifier: MIT */
/*
 * After a request to append that failed, only the server knows how much of it was stored: the
 * offset is asked for.
 */
#include "cli/send/upload_steps.h"

#define ENDS (TUS_STOPPED + 1)

/* The request that is due, what came of it, and what that leads to. */
static const struct upload_turn turns[UPLOAD_STEPS][ENDS] = {
    [STEP_CREATE][TUS_DONE] = {ACTION_ADVANCE, STEP_APPEND},
    [STEP_CREATE][TUS_AGAIN] = {ACTION_WAIT, STEP_CREATE},
    [STEP_CREATE][TUS_SMALLER] = {ACTION_WAIT, STEP_CREATE}, /* tus_client.c makes it AGAIN */
    [STEP_CREATE][TUS_GONE] = {ACTION_FAIL, STEP_CREATE},    /* and this REFUSED */
    [STEP_CREATE][TUS_REFUSED] = {ACTION_FAIL, STEP_CREATE},
    [STEP_CREATE][TUS_STOPPED] = {ACTION_STOP, STEP_CREATE},

    [STEP_ASK][TUS_DONE] = {ACTION_ADVANCE, STEP_APPEND},
    [STEP_ASK][TUS_AGAIN] = {ACTION_WAIT, STEP_ASK},
    [STEP_ASK][TUS_SMALLER] = {ACTION_WAIT, STEP_ASK}, /* tus_client.c makes it AGAIN */
    [STEP_ASK][TUS_GONE] = {ACTION_START_OVER, STEP_CREATE},
    [STEP_ASK][TUS_REFUSED] = {ACTION_FAIL, STEP_ASK},
    [STEP_ASK][TUS_STOPPED] = {ACTION_STOP, STEP_ASK},

    [STEP_APPEND][TUS_DONE] = {ACTION_ADVANCE, STEP_APPEND},
    [STEP_APPEND][TUS_AGAIN] = {ACTION_WAIT, STEP_ASK},
    [STEP_APPEND][TUS_SMALLER] = {ACTION_SHRINK, STEP_ASK},
    [STEP_APPEND][TUS_GONE] = {ACTION_START_OVER, STEP_CREATE},
    [STEP_APPEND][TUS_REFUSED] = {ACTION_FAIL, STEP_ASK},
    [STEP_APPEND][TUS_STOPPED] = {ACTION_STOP, STEP_ASK},
};

struct upload_turn upload_turn(enum upload_step step, enum tus_end came)
{
    return turns[step][came];
}
