/* SPDX-License-Identifier: MIT */
/*
 * Checks that bytes fit on the spool's disk and leave the free space that the setting min_free
 * reserves.
 */
#ifndef LOADLINE_FREE_SPACE_H
#define LOADLINE_FREE_SPACE_H

#include "fcgi/app/app.h"

#define FREE_SPACE_INTERVAL_BYTES (1 << 20) /* bytes stored between two checks */

/* Whether `bytes` more may be stored; -1 (unknown) counts as one byte. Returns 0, ERR_NO_SPACE, or
 * ERR_TOO_LARGE if even an empty disk could not hold them. */
int free_space_check(const struct app *app, int64_t bytes);

/* Whether the files of one more upload may be created: min_free reserves inodes as it reserves
 * bytes. Returns 0 or ERR_NO_SPACE. */
int free_space_check_files(const struct app *app);

#endif
