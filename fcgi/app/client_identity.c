/* SPDX-License-Identifier: MIT */
/*
 * The owner is preferred, because addresses are shared and change.
 */
#include "fcgi/app/client_identity.h"

#include "access/forwarded.h"

#include <stdio.h>
#include <string.h>

#define UNKNOWN "unknown"

void client_identity_name(const struct config *c, const struct request *r, const char *owner,
                          char name_out[CLIENT_IDENTITY_SIZE])
{
    const char *address = request_variable(r, "REMOTE_ADDR");
    const struct forwarded f = {.addresses = request_header(r, "X-Forwarded-For"),
                                .field = request_header(r, "Forwarded")};
    char peer[NETWORK_ADDRESS_SIZE];

    if (owner != NULL && *owner != '\0') {
        (void)snprintf(name_out, CLIENT_IDENTITY_SIZE, "%s", owner);
        return;
    }
    (void)snprintf(peer, sizeof peer, "%s", address == NULL ? UNKNOWN : address);
    forwarded_resolve(c->trusted_proxies, &f, peer);
    network_client(peer, name_out);
}
