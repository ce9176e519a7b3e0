/* SPDX-License-Identifier: MIT */
/*
 * A wrong key is answered as an unknown upload.
 */
#include "fcgi/status/status_target.h"

#include "base/error.h"
#include "fcgi/status/poll.h"

#include <string.h>

int status_target_find(struct exchange *x, struct status_target *out)
{
    const struct poll_app *app = x->app;
    size_t len = strcspn(x->rest, "/");

    if (len >= sizeof out->which || x->rest[len] == '\0')
        return ERR_NOT_FOUND;
    memcpy(out->which, x->rest, len);
    out->which[len] = '\0';
    out->what = x->rest + len + 1;
    out->has_key = app->has_secret && id_parse_capability(&app->secret, out->which, out->id) == 0;
    if (!out->has_key) {
        if (!id_valid(out->which))
            return ERR_NOT_FOUND;
        memcpy(out->id, out->which, ID_SIZE);
    }
    memcpy(x->id, out->id, ID_SIZE);
    return 0;
}
