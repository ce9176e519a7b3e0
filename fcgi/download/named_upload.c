/* SPDX-License-Identifier: MIT */
/*
 * Only administrators need no key.
 */
#include "fcgi/download/named_upload.h"

#include "fcgi/app/app.h"
#include "base/error.h"

#include <string.h>

int named_upload_find(const struct exchange *x, char id_out[ID_SIZE])
{
    const struct app *app = x->app;

    if (!id_valid(x->rest))
        return id_parse_capability(&app->secret, x->rest, id_out);
    if (access_permit(app->gate.authority.mode, ACCESS_ADMIN, &x->principal) != 0)
        return ERR_NOT_FOUND;
    memcpy(id_out, x->rest, ID_SIZE);
    return 0;
}
