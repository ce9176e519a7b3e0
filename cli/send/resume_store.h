/* SPDX-License-Identifier: MIT */
/*
 * The memory of `loadline send` between two runs: the URL of an unfinished upload, by file and
 * endpoint. One file each below $XDG_STATE_HOME/loadline or ~/.local/state/loadline. The URL holds
 * the upload's key, so only the owner may read the file. It expires after 90 days.
 */
#ifndef LOADLINE_RESUME_STORE_H
#define LOADLINE_RESUME_STORE_H

#include <stdint.h>
#include <sys/stat.h>

/* Returns the path of the memory file for path, which st describes, and endpoint; the caller frees
 * it. A changed file has another path. NULL: no home folder, or out of memory. */
char *resume_store_path(const char *path, const struct stat *st, const char *endpoint);

/* Returns the stored URL, for the caller to free, or NULL. */
char *resume_store_load(const char *memory);

/* Stores the URL. Returns 0, or ERR_IO with errno set. */
int resume_store_save(const char *memory, const char *url);
/* Removes the memory file. */
void resume_store_forget(const char *memory);

#endif
