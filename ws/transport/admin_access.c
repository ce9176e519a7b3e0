/* SPDX-License-Identifier: MIT */
/*
 * A page in a browser near this listener could reach it by a name of its own that resolves to our
 * address (DNS rebinding). So the request's host must be this machine or a numeric address, which
 * nobody can make resolve to another one. Probes of any machine may ask whether the relay lives;
 * what tells more is for this machine and the networks of the settings.
 */
#include "ws/transport/admin_access.h"

#include "base/network.h"
#include "ws/transport/ws_scheme.h"

#include <string.h>

static bool is_harmless_host(const char *host)
{
    static const char name[] = "localhost";
    char address[NETWORK_ADDRESS_SIZE];
    size_t len = strlen(name);

    if (host[0] == '\0')
        return true; /* HTTP/1.0 */
    if (strncmp(host, name, len) == 0 && (host[len] == '\0' || host[len] == ':'))
        return true;
    return network_read_address(host, strlen(host), address);
}

static bool is_probe(const char *path)
{
    return strcmp(path, "/healthz") == 0 || strcmp(path, "/readyz") == 0;
}

bool admin_access_allows(const struct admin_request *r, char *const *allow)
{
    if (!is_harmless_host(r->host))
        return false;
    return is_probe(r->path) || ws_scheme_is_web_server(r->peer) ||
           network_list_contains(allow, r->peer);
}
