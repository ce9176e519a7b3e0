/* SPDX-License-Identifier: MIT */
/*
 * The gate knows the owners of uploads that a path names. The key alone is not enough where
 * credentials are asked for.
 */
#include "fcgi/uploaders/filepond_id.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/app/gate.h"

#include <string.h>

#define CAPABILITY_SIZE (ID_LEN + 1 + KEY_LEN + 1)

int filepond_id_reach(struct exchange *x, const char *text)
{
    const struct app *app = x->app;
    char id[ID_SIZE];
    int rc = id_parse_capability(&app->secret, text, id);

    if (rc == 0)
        rc = gate_reach(x, id);
    if (rc == 0)
        memcpy(x->id, id, ID_SIZE);
    return rc;
}

int filepond_id_reach_query(struct exchange *x, const char *parameter)
{
    char text[CAPABILITY_SIZE];

    if (request_query_value(x->request, parameter, text, sizeof text) != 0)
        return ERR_NOT_FOUND;
    return filepond_id_reach(x, text);
}
