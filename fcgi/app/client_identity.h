/* SPDX-License-Identifier: MIT */
/*
 * The client's name for limits per client: its owner, or its address if there is no owner.
 */
#ifndef LOADLINE_CLIENT_IDENTITY_H
#define LOADLINE_CLIENT_IDENTITY_H

#include "access/access.h"
#include "config/config.h"
#include "fcgi/http/request.h"

#define CLIENT_IDENTITY_SIZE OWNER_SIZE

/* Writes the owner (NULL or "": none) or the client's address. If the peer is one of
 * trusted_proxies, the address is the nearest one in X-Forwarded-For or Forwarded that is not. An
 * IPv6 address is reduced to its /64. Never empty. */
void client_identity_name(const struct config *c, const struct request *r, const char *owner,
                          char name_out[CLIENT_IDENTITY_SIZE]);

#endif
