/* SPDX-License-Identifier: MIT */
/*
 * Paths below an upload: "WHICH/WHAT", WHICH being ID or ID.KEY.
 */
#ifndef LOADLINE_STATUS_TARGET_H
#define LOADLINE_STATUS_TARGET_H

#include "base/id.h"
#include "fcgi/http/exchange.h"

#define STATUS_METADATA_PATH "/metadata" /* below an upload, for reading only */

struct status_target {
    char id[ID_SIZE];
    char which[ID_LEN + 1 + KEY_SIZE]; /* as in the path */
    const char *what;                  /* the part behind the slash; points into the path */
    bool has_key;
};

/* Reads the path of an exchange of progress.fcgi, and notes the id there. Returns 0, or
 * ERR_NOT_FOUND if the path names no upload or the key is wrong. */
int status_target_find(struct exchange *x, struct status_target *out);

/* The explain_missing of an exchange whose reader has the spool: where hosts have spools of their
 * own, Redis tells which of them has the upload. Where Redis was emptied, or cannot be asked, the
 * path tells. Set it once the client may know that the upload exists. */
int status_target_explain_missing(struct exchange *x);

#endif
