/* SPDX-License-Identifier: MIT */
/*
 * Asks of a request what the access table wants to know: which credential it carries, whether a page of
 * another site made it, and whose upload it names. Handlers run only after it said yes, and
 * find who is asking in exchange->principal.
 */
#ifndef LOADLINE_GATE_H
#define LOADLINE_GATE_H

#include "router.h"

/* What a program tells the gate; made once, never changed while serving. */
struct gate {
    const struct config *config;
};

/* Fills x->principal and decides. 0, or the problem: ERR_UNAUTHORIZED and its like (with
 * WWW-Authenticate), ERR_SCOPE, ERR_FORBIDDEN, ERR_CROSS_ORIGIN, ERR_NOT_FOUND. */
int gate_admit(struct exchange *x, enum access_need need);

#endif
