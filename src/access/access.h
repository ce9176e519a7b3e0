/* SPDX-License-Identifier: MIT */
/*
 * Access control: one table of what each kind of request needs, and the decisions based on it.
 * Pure, so that upload.fcgi, progress.fcgi and the relay decide alike. The programs' route tables
 * assign a kind to each request. fcgi/app/gate.c and ws/transport/identity.c call this module.
 */
#ifndef LOADLINE_ACCESS_H
#define LOADLINE_ACCESS_H

#include "base/id.h"

#include <stdbool.h>
#include <stdint.h>

#define OWNER_SIZE 256 /* an owner's name with its NUL */

/* The setting `auth`: how a client is identified. */
enum access_mode {
    ACCESS_REFUSED,  /* not set: every request is refused */
    ACCESS_BY_KEY,   /* not at all, except administrators: the key grants access, and the id grants
                        watching */
    ACCESS_BY_TOKEN, /* a JSON Web Token */
    ACCESS_BY_SERVER /* the web server's REMOTE_USER */
};

enum access_scope { SCOPE_UPLOAD = 1, SCOPE_WATCH = 2, SCOPE_ADMIN = 4 };

/* The authenticated client. All zero: unknown. */
struct principal {
    char owner[OWNER_SIZE]; /* "" unknown */
    unsigned scopes;        /* enum access_scope */
    int64_t max_size;       /* bytes of an upload that the client creates; 0: no limit of its own */
    char upload_id[ID_SIZE]; /* the only upload that the credential covers; "" any */
    int64_t expires_at;      /* wall ms, 0 never */
    bool ambient;            /* the browser sends the credential by itself: a cookie, REMOTE_USER */
};

/* The kind of a request. */
enum access_need {
    ACCESS_UNSTATED, /* a route without a kind: administrators only */
    ACCESS_OPEN,     /* reveals nothing about any upload */
    ACCESS_CREATE,   /* creates uploads */
    ACCESS_CHANGE,   /* sends bytes, ends an upload or changes its processing */
    ACCESS_READ,     /* reads the record or content of an upload, by its key */
    ACCESS_WATCH,    /* watches progress, by the id */
    ACCESS_ADMIN     /* concerns uploads of other owners */
};

/* Returns the mode of the setting's value; ACCESS_REFUSED for any other text. */
enum access_mode access_mode_from_name(const char *name);

/* Returns the scope of that name; 0: none. */
unsigned access_scope_from_name(const char *name, size_t len);

/* Whether the request changes something, so that an ambient credential alone does not suffice. */
bool access_is_change(enum access_need need);

/* Whether the request concerns one upload, so that its owner must be compared. */
bool access_is_owned(enum access_need need);

/* Whether everybody may make such a request, so that credentials do not matter. */
bool access_is_free(enum access_mode mode, enum access_need need);

/* Checks whether p may make such a request at all; NULL: no credential. 0, ERR_UNAUTHORIZED,
 * ERR_SCOPE, ERR_FORBIDDEN. */
int access_permit(enum access_mode mode, enum access_need need, const struct principal *p);

/* Checks whether p may access this upload, after access_permit() returned 0; owner NULL: none. 0 or
 * ERR_NOT_FOUND, so that the answer does not reveal which ids exist. */
int access_reach(enum access_mode mode, const struct principal *p, const char *id,
                 const char *owner);

/* Whether the credential covers one upload only: it finds none by a name. */
bool access_is_limited(const struct principal *p);

/* Whether p may only watch one upload. A site gives such a token, with the owner as its `sub`, to
 * people whom the owner lets watch. */
bool access_is_guest(const struct principal *p);

/* Whether browsers send p's credential by themselves, also for pages of other sites. */
bool access_is_ambient(const struct principal *p);

#endif
