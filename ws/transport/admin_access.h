/* SPDX-License-Identifier: MIT */
/*
 * Which requests the admin listener answers. No I/O.
 */
#ifndef LOADLINE_ADMIN_ACCESS_H
#define LOADLINE_ADMIN_ACCESS_H

#include <stdbool.h>

struct admin_request {
    const char *peer; /* the connection's address; no address: a UNIX socket */
    const char *host; /* of the request, or "": a client that is no browser */
    const char *path;
};

/* Whether the request may have an answer. allow: networks besides this machine, NULL-terminated, or
 * NULL. */
bool admin_access_allows(const struct admin_request *r, char *const *allow);

#endif
