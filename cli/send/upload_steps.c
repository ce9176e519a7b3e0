/* SPDX-License-Identifier: MIT */
/*
 * The table of steps. After a failed append only the server knows how many bytes it stored: the
 * sender asks for the offset.
 */
#include "cli/send/upload_steps.h"

#define ENDS (TUS_STOPPED + 1)

/* Indexed by the request that was due and its result. */
static const struct upload_turn turns[UPLOAD_STEPS][ENDS] = {
    [STEP_CREATE][TUS_DONE] = {ACTION_ADVANCE, STEP_APPEND},
    [STEP_CREATE][TUS_AGAIN] = {ACTION_WAIT, STEP_CREATE},
    [STEP_CREATE][TUS_SMALLER] = {ACTION_WAIT, STEP_CREATE}, /* tus_client.c maps it to AGAIN */
    [STEP_CREATE][TUS_GONE] = {ACTION_FAIL, STEP_CREATE},    /* and GONE to REFUSED */
    [STEP_CREATE][TUS_REFUSED] = {ACTION_FAIL, STEP_CREATE},
    [STEP_CREATE][TUS_STOPPED] = {ACTION_STOP, STEP_CREATE},

    [STEP_ASK][TUS_DONE] = {ACTION_ADVANCE, STEP_APPEND},
    [STEP_ASK][TUS_AGAIN] = {ACTION_WAIT, STEP_ASK},
    [STEP_ASK][TUS_SMALLER] = {ACTION_WAIT, STEP_ASK}, /* tus_client.c maps it to AGAIN */
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
