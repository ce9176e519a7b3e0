/* SPDX-License-Identifier: MIT */
/*
 * Asks of a request what the access table wants to know: which credential it carries, whether a
 * page of another site made it, and whose upload it names. Handlers run only after it said yes, and
 * find who is asking in exchange->principal.
 */
#ifndef LOADLINE_GATE_H
#define LOADLINE_GATE_H

#include "access/authenticator.h"
#include "fcgi/http/exchange.h"

/* What a program tells the gate; made once, never changed while serving. */
struct gate {
    const struct config *config;
    struct authenticator authority;
    /* Reads the owner of an upload, for the gate to free, NULL: it has none. Errors, ERR_NOT_FOUND
     * too, are what the request is answered with. */
    int (*read_owner)(struct exchange *x, const char *id, char **owner_out);
    /* The id of the upload that the path of a request names. False: none that exists for it; the
     * handler says so. */
    bool (*find_id)(struct exchange *x, char id_out[ID_SIZE]);
};

/* Fills in the gate; the settings are borrowed. Errors of authenticator_open(). */
int gate_open(struct gate *g, const struct config *c);
void gate_close(struct gate *g);

/* Fills x->principal and decides. 0, or the problem: ERR_UNAUTHORIZED and its like (with
 * WWW-Authenticate), ERR_SCOPE, ERR_FORBIDDEN (also without a gate, or with half of one),
 * ERR_CROSS_ORIGIN, those of read_owner, and ERR_NOT_FOUND as for an upload that does not exist
 * where it is somebody else's. */
int gate_admit(struct exchange *x, enum access_need need);

/* Whether x's principal may do with this upload what its route is for, where the path did not say
 * which upload it is. 0; ERR_NOT_FOUND where not; ERR_FORBIDDEN without a gate; and those of
 * read_owner. */
int gate_reach(struct exchange *x, const char *id);

#endif
