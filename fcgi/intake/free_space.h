/* SPDX-License-Identifier: MIT */
/*
 * Whether bytes fit on the spool's disk and leave free what the setting min_free keeps for others.
 */
#ifndef LOADLINE_FREE_SPACE_H
#define LOADLINE_FREE_SPACE_H

#include "fcgi/app/app.h"

#define FREE_SPACE_INTERVAL_BYTES (1 << 20) /* stored between two looks at the disk */

/* Whether so many more bytes may be stored; -1: unknown, then at least one. 0 or ERR_NO_SPACE. */
int free_space_check(const struct app *app, int64_t bytes);

/* Whether the files of one more upload may be made there: as min_free keeps bytes it keeps files. 0
 * or ERR_NO_SPACE. */
int free_space_check_files(const struct app *app);

#endif
