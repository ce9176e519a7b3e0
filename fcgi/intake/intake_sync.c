/* SPDX-License-Identifier: MIT */
/*
 * Syncs what a request has stored, before its answer (`durability`).
 */
#include "fcgi/intake/intake_internal.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool intake_syncs_chunks(const struct app *app)
{
    return strcmp(app->config.durability, "chunk") == 0;
}

/* A finish syncs on its own. */
int intake_sync_chunk(struct intake *in)
{
    if (in->transfer == NULL || intake_is_full(in) || !intake_syncs_chunks(in->app))
        return 0;
    return fdatasync(in->fd) == 0 ? 0 : error_io(errno);
}
