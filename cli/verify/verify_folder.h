/* SPDX-License-Identifier: MIT */
/*
 * The names in the folders of a spool: which belong there, and which are strays.
 */
#ifndef LOADLINE_VERIFY_FOLDER_H
#define LOADLINE_VERIFY_FOLDER_H

#include "cli/verify/findings.h"

#include <stdbool.h>

#define VERIFY_OLD_S (60 * 60) /* a file that a program is writing is not older */
#define VERIFY_UNREADABLE "the folder cannot be read: %s"

/* What the folder of an upload has. */
struct verify_names {
    bool has_info, has_data, has_lock, has_pieces, has_parts;
};

/* Looks through the open folder of an upload. 0 or ERR_IO. */
int verify_folder_upload(int folder, struct verify_names *out, struct findings *f);

/* Call it at once after fstatat() failed for that name: adds a finding, unless the name is gone.
 * Returns 0. */
int verify_folder_blind(const char *name, struct findings *f);

/* Calls fn for each name in a folder below the open one, except "." and "..", files that a network
 * file system keeps for a while, and what fn itself refuses by other results than 0. Returns that
 * result, 0, or ERR_IO. */
int verify_folder_each(int at, const char *name, int (*fn)(void *arg, int folder, const char *name),
                       void *arg);

#endif
