/* SPDX-License-Identifier: MIT */
/*
 * Asks the file system. The result is only a forecast; the write itself reports what does not fit.
 */
#include "fcgi/intake/free_space.h"

#include "base/error.h"
#include "base/log.h"

int free_space_check(const struct app *app, int64_t bytes)
{
    int64_t free_bytes = 0, whole_bytes = 0;

    if (store_free_bytes(app->store, &free_bytes) != 0)
        return 0;
    if (free_bytes - app->config.min_free_bytes >= (bytes < 0 ? 1 : bytes))
        return 0;
    /* No deletion can make room for this, so a client must not wait and retry. */
    if (store_whole_bytes(app->store, &whole_bytes) == 0 && bytes > whole_bytes)
        return ERR_TOO_LARGE;
    log_warn("disk_full", "free", LOG_INT(free_bytes), "wanted", LOG_INT(bytes), NULL);
    return ERR_NO_SPACE;
}

int free_space_check_files(const struct app *app)
{
    int64_t left = 0;

    if (store_files_left(app->store, app->config.min_free_bytes, &left) != 0 ||
        left >= STORE_UPLOAD_FILES)
        return 0;
    log_warn("disk_full", "reason", "inodes", "files_left", LOG_INT(left > 0 ? left : 0), NULL);
    return ERR_NO_SPACE;
}
