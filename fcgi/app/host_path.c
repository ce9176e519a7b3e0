/* SPDX-License-Identifier: MIT */
/*
 * Compares whole segments: /u1 is not the beginning of /u10/uploads/.
 */
#include "fcgi/app/host_path.h"

#include "fcgi/app/gate.h"

#include <string.h>

static bool host_path_begins(const char *path, const char *host_path)
{
    size_t len = host_path == NULL ? 0 : strlen(host_path);

    return len > 0 && strncmp(path, host_path, len) == 0 && path[len] == '/';
}

const char *host_path_strip(struct exchange *x, const char *path)
{
    const struct config *c = x->gate == NULL ? NULL : x->gate->config;

    x->host = EXCHANGE_HOST_ANY;
    if (c == NULL)
        return path;
    if (host_path_begins(path, c->host_path)) {
        x->host = EXCHANGE_HOST_THIS;
        return path + strlen(c->host_path);
    }
    for (char **other = c->host_paths; other != NULL && *other != NULL; other++) {
        if (!host_path_begins(path, *other))
            continue;
        x->host = EXCHANGE_HOST_OTHER;
        return path + strlen(*other);
    }
    return path;
}

bool host_path_has_others(const struct config *c)
{
    return *c->host_path != '\0' || c->host_paths[0] != NULL;
}
