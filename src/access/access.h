/* SPDX-License-Identifier: MIT */
/*
 * Who may: the one table of what each kind of request needs, and the decisions made from it. Pure,
 * so that upload.fcgi, progress.fcgi and the relay cannot differ. Which request is of which kind is
 * said in the programs' route tables; how one asks is fcgi/app/gate.c and ws/transport/identity.c.
 */
#ifndef LOADLINE_ACCESS_H
#define LOADLINE_ACCESS_H

#include "base/id.h"

#include <stdbool.h>
#include <stdint.h>

#define OWNER_SIZE 256 /* of an owner's name, with its NUL */

/* The setting `auth`: where it is known from who is asking. */
enum access_mode {
    ACCESS_REFUSED,  /* not said: nobody may do anything */
    ACCESS_BY_KEY,   /* nowhere: the key, or for watching the id, is the right */
    ACCESS_BY_TOKEN, /* a JSON Web Token */
    ACCESS_BY_SERVER /* the web server's REMOTE_USER */
};

enum access_scope { SCOPE_UPLOAD = 1, SCOPE_WATCH = 2, SCOPE_ADMIN = 4 };

/* Who is asking. All zero: nobody known. */
struct principal {
    char owner[OWNER_SIZE];  /* "" unknown */
    unsigned scopes;         /* enum access_scope */
    int64_t max_size;        /* bytes that an upload made by it may have, 0 no limit of its own */
    char upload_id[ID_SIZE]; /* the only upload it is good for, "" any */
    int64_t expires_at;      /* wall ms, 0 never */
    bool ambient;            /* the browser sends the credential by itself: a cookie, REMOTE_USER */
};

/* What a request is about. */
enum access_need {
    ACCESS_UNSTATED, /* a route that says nothing: administrators only */
    ACCESS_OPEN,     /* tells nothing about any upload */
    ACCESS_CREATE,   /* makes uploads */
    ACCESS_CHANGE,   /* bytes for an upload, its end, its processing */
    ACCESS_READ,     /* the record or content of an upload, by its key */
    ACCESS_WATCH,    /* progress, by the id */
    ACCESS_ADMIN     /* what concerns uploads of others */
};

/* The mode that the setting's word names; ACCESS_REFUSED for any other word. */
enum access_mode access_mode_from_name(const char *name);

/* The scope of that name, 0: none. */
unsigned access_scope_from_name(const char *name, size_t len);

/* Whether the need changes something, so that an ambient credential is not enough by itself. */
bool access_is_change(enum access_need need);

/* Whether the need concerns one upload, whose owner is to be compared. */
bool access_is_owned(enum access_need need);

/* Whether p may do that at all; NULL: nobody is known. ERR_UNAUTHORIZED, ERR_SCOPE, ERR_FORBIDDEN.
 */
int access_permit(enum access_mode mode, enum access_need need, const struct principal *p);

/* Whether p may do it with this upload, access_permit() being 0; owner NULL: it has none.
 * ERR_NOT_FOUND: to p it is not there, so that nobody learns from the answer which ids exist. */
int access_reach(enum access_mode mode, const struct principal *p, const char *id,
                 const char *owner);

/* Whether p's credential is one that a browser sends by itself, also for pages of other sites. */
bool access_is_ambient(const struct principal *p);

#endif
