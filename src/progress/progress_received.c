/* SPDX-License-Identifier: MIT */
/*
 * Picks what the short way needs from the arguments of the long one.
 */
#include "progress/progress_received.h"

bool progress_received_is_enough(const struct progress_change *c)
{
    const struct upload *u = c->upload;

    return c->counts_only && c->active && c->fence.writer != NULL && u->kind != KIND_FORM &&
           u->state == STATE_UPLOADING;
}

void progress_received_make(const struct progress_call *call,
                            const char *argv_out[PROGRESS_RECEIVED_ARGS])
{
    const char *const *arguments = call->argv + call->keys;
    const char *chosen[PROGRESS_RECEIVED_ARGS] = {
        call->key[0],
        call->key[1],
        call->key[2],
        arguments[PROGRESS_ARG_ID],
        call->fingerprint,
        arguments[PROGRESS_ARG_INTERVAL],
        arguments[PROGRESS_ARG_LEASE],
        arguments[PROGRESS_ARG_BOUND],
        call->received,
        call->percent,
        call->size,
    };

    for (int i = 0; i < PROGRESS_RECEIVED_ARGS; i++)
        argv_out[i] = chosen[i];
}
