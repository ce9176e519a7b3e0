/* SPDX-License-Identifier: MIT */
/*
 * Authorises requests against the access table: which credential a request carries, whether a page
 * of another site made it, and who owns the upload that it names. Handlers run only after the gate
 * has admitted the request; exchange->principal then holds the client.
 */
#ifndef LOADLINE_GATE_H
#define LOADLINE_GATE_H

#include "access/authenticator.h"
#include "fcgi/http/exchange.h"

/* What a program gives the gate; filled in once, never changed while serving. */
struct gate {
    const struct config *config;
    struct authenticator authority;
    /* Reads the owner of an upload; NULL: it has none. Ownership of the string passes to the gate.
     * Errors, such as ERR_NOT_FOUND, become the answer. */
    int (*read_owner)(struct exchange *x, const char *id, char **owner_out);
    /* Finds the id of the upload that the path names. False: there is none that this client may
     * see; the handler answers that. */
    bool (*find_id)(struct exchange *x, char id_out[ID_SIZE]);
};

/* Opens the gate; the settings are borrowed. Returns 0 or an error of authenticator_open().
 * gate_close() frees it. */
int gate_open(struct gate *g, const struct config *c);
void gate_close(struct gate *g);

/* Fills in x->principal and decides. Returns 0 or the error to answer with: ERR_UNAUTHORIZED or
 * another 401 (with WWW-Authenticate), ERR_SCOPE, ERR_FORBIDDEN (also if the gate is missing or
 * incomplete), ERR_CROSS_ORIGIN, an error of read_owner, or ERR_NOT_FOUND if the upload belongs to
 * another owner, as if it did not exist. */
int gate_admit(struct exchange *x, enum access_need need);

/* For a request that needs no credential, but whose answer may tell more to a client that may make
 * requests of that kind: fills in x->principal. Returns 0, or the error of a credential that is
 * missing, wrong or not enough; the principal is empty then. */
int gate_recognize(struct exchange *x, enum access_need need);

/* Checks whether x's principal may access this upload; for routes whose path does not name the
 * upload. Returns 0, ERR_NOT_FOUND if it may not, ERR_FORBIDDEN without a gate, or an error of
 * read_owner. */
int gate_reach(struct exchange *x, const char *id);

#endif
