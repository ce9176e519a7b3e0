/* SPDX-License-Identifier: MIT */
/*
 * The header field takes precedence over the query, as in the older modules. Clients choose the
 * names, so each client has its own namespace: no client can occupy a name that another client will
 * use, or read another client's upload by guessing its name.
 */
#include "fcgi/app/alias.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

int alias_of_request(const struct request *r, char out[PROGRESS_ALIAS_SIZE])
{
    const char *field = request_header(r, ALIAS_HEADER);

    if (field == NULL)
        return request_query_value(r, ALIAS_HEADER, out, PROGRESS_ALIAS_SIZE);
    size_t len = strlen(field);
    if (len > PROGRESS_ALIAS_MAX)
        return ERR_BOUND;
    memcpy(out, field, len + 1);
    return 0;
}

int alias_scope(const struct config *c, const struct secret *secret, const struct request *r,
                const char *owner, char scope_out[CLIENT_IDENTITY_SIZE])
{
    char client[CLIENT_IDENTITY_SIZE], named[CLIENT_IDENTITY_SIZE + 16], hex[KEY_SIZE];

    client_identity_name(c, r, owner, client);
    if (*owner != '\0') {
        memcpy(scope_out, client, sizeof client);
        return 0;
    }
    if (secret == NULL)
        return ERR_NOT_FOUND;
    /* With the space it is no upload id. HMACs of ids under this secret are upload keys. */
    (void)snprintf(named, sizeof named, "address %s", client);
    if (key_make(secret, named, hex) != 0)
        return ERR_INTERNAL;
    (void)snprintf(scope_out, CLIENT_IDENTITY_SIZE, "@%s", hex);
    return 0;
}
