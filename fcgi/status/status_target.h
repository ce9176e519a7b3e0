/* SPDX-License-Identifier: MIT */
/*
 * Paths below an upload: "WHICH/WHAT", WHICH being ID or ID.KEY.
 */
#ifndef LOADLINE_STATUS_TARGET_H
#define LOADLINE_STATUS_TARGET_H

#include "base/id.h"
#include "fcgi/http/exchange.h"

/* Below an upload, for reading only. */
#define STATUS_METADATA_PATH "/metadata"
#define STATUS_STORY_PATH "/story"

struct status_target {
    char id[ID_SIZE];
    char which[ID_LEN + 1 + KEY_SIZE]; /* as in the path */
    const char *what;                  /* the part behind the slash; points into the path */
    bool has_key;
};

/* Reads the path of an exchange of progress.fcgi, and notes the id there. Returns 0, or
 * ERR_NOT_FOUND if the path names no upload or the key is wrong. */
int status_target_find(struct exchange *x, struct status_target *out);

/* Whether the path of the exchange is that one below an upload. */
bool status_target_is(const struct exchange *x, const char *path);

/* Whether the client may read what is only for the owner and for administrators, after the gate has
 * let it watch. With credentials the gate has compared the owner, and a guest's token names that
 * owner. Without them everyone may watch by the id, and only the key shows who made the upload;
 * administrators need no key. */
bool status_target_is_trusted(const struct exchange *x, const struct status_target *t);

/* The explain_missing of an exchange whose reader has the spool: where hosts have spools of their
 * own, Redis tells which of them has the upload. Where Redis was emptied, or cannot be asked, the
 * path tells. Set it once the client may know that the upload exists. */
int status_target_explain_missing(struct exchange *x);

#endif
