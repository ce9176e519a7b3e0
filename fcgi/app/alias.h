/* SPDX-License-Identifier: MIT */
/*
 * Progress aliases: names that older clients choose for their uploads.
 */
#ifndef LOADLINE_ALIAS_H
#define LOADLINE_ALIAS_H

#include "fcgi/app/client_identity.h"
#include "base/id.h"
#include "fcgi/http/request.h"

#include "progress/progress_alias.h"

#define ALIAS_HEADER "X-Progress-ID"

/* Copies the alias from the header field or else from the query parameter, without checking it.
 * Returns 0, ERR_NOT_FOUND if there is neither, ERR_BOUND if it is too long. */
int alias_of_request(const struct request *r, char out[PROGRESS_ALIAS_SIZE]);

/* Writes the client's namespace for aliases: the owner ("": none), otherwise an HMAC of the
 * client's address, because Redis must not hold addresses. Returns 0; ERR_NOT_FOUND if the address
 * is needed and secret is NULL; ERR_INTERNAL. */
int alias_scope(const struct config *c, const struct secret *secret, const struct request *r,
                const char *owner, char scope_out[CLIENT_IDENTITY_SIZE]);

#endif
