/* SPDX-License-Identifier: MIT */
/*
 * What `loadline send` remembers between two runs: the URL of an upload that has not ended, by what
 * was sent where. One file each below $XDG_STATE_HOME/loadline or ~/.local/state/loadline, readable
 * by its owner only, since the URL has the key in it, and for 90 days.
 */
#ifndef LOADLINE_RESUME_STORE_H
#define LOADLINE_RESUME_STORE_H

#include <stdint.h>
#include <sys/stat.h>

/* The file that remembers the sending of path, which st describes, to that endpoint; for the caller
 * to free. NULL: there is no home to keep it in, or out of memory. A file that changed is another
 * one. */
char *resume_store_path(const char *path, const struct stat *st, const char *endpoint);

/* The URL, for the caller to free; NULL: nothing is remembered. */
char *resume_store_load(const char *memory);

/* ERR_IO, with errno. */
int resume_store_save(const char *memory, const char *url);
void resume_store_forget(const char *memory);

#endif
