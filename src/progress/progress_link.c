/* SPDX-License-Identifier: MIT */
/*
 * SET NX is one step: of two requests at the same time, one gets the link.
 */
#include "progress/progress_link.h"

#include "base/error.h"
#include "progress/progress.h"

#include <inttypes.h>
#include <stdio.h>

int progress_link_use(struct redis *r, const char *prefix, const char *id, int64_t ttl_ms)
{
    char key[PROGRESS_KEY_SIZE], ttl[24];
    struct redis_value *v = NULL;

    progress_link_key(prefix, id, key);
    snprintf(ttl, sizeof ttl, "%" PRId64, ttl_ms > 0 ? ttl_ms : 1);
    int rc = redis_commandl(r, &v, "SET", key, "used", "PX", ttl, "NX", NULL);
    if (rc == 0 && redis_value_type(v) != REDIS_VALUE_STRING)
        rc = ERR_LINK;
    redis_value_free(&v);
    return rc;
}
