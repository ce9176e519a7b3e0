/* SPDX-License-Identifier: MIT */
/*
 * All programs of a site open the spool here, so that they agree on how its locks work.
 */
#include "spool/store_settings.h"

#include <string.h>

int store_open_configured(const struct config *c, bool create, struct store **out)
{
    int rc = store_open(c->spool, create, out);

    if (rc != 0)
        return rc;
    if (strcmp(c->spool_shared, "auto") != 0)
        store_set_shared(*out, strcmp(c->spool_shared, "yes") == 0);
    if (strcmp(c->durability, "none") == 0)
        store_set_lazy(*out);
    return 0;
}
