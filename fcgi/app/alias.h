/* SPDX-License-Identifier: MIT */
/*
 * The name that an old client gives its upload, in a request.
 */
#ifndef LOADLINE_ALIAS_H
#define LOADLINE_ALIAS_H

#include "fcgi/app/client_identity.h"
#include "base/id.h"
#include "fcgi/http/request.h"

#include "progress/progress_alias.h"

#define ALIAS_HEADER "X-Progress-ID"

/* The header field, else the query parameter, whatever it holds. ERR_NOT_FOUND where there is
 * neither, ERR_BOUND where it is too long. */
int alias_of_request(const struct request *r, char out[PROGRESS_ALIAS_SIZE]);

/* Whose names a request uses: the owner ("": none), else an HMAC of the client's address, because
 * addresses are not for Redis. secret NULL: the address cannot be named. ERR_NOT_FOUND,
 * ERR_INTERNAL. */
int alias_scope(const struct config *c, const struct secret *secret, const struct request *r,
                const char *owner, char scope_out[CLIENT_IDENTITY_SIZE]);

#endif
