/* SPDX-License-Identifier: MIT */
/*
 * Who is counted where limits are per client: the owner, or where there is none the address.
 */
#ifndef LOADLINE_CLIENT_IDENTITY_H
#define LOADLINE_CLIENT_IDENTITY_H

#include "access/access.h"
#include "config/config.h"
#include "fcgi/http/request.h"

#define CLIENT_IDENTITY_SIZE OWNER_SIZE

/* Writes the owner (NULL or "": none), or the address that the request came from: where that is one
 * of trusted_proxies, the nearest one in X-Forwarded-For or Forwarded that is not. Never empty. Of
 * an IPv6 address the /64 counts. */
void client_identity_name(const struct config *c, const struct request *r, const char *owner,
                          char name_out[CLIENT_IDENTITY_SIZE]);

#endif
