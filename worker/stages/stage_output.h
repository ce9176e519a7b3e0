/* SPDX-License-Identifier: MIT */
/*
 * The folders of stages that write files, within an upload's folder: out/.ATTEMPT while a stage
 * runs, out/STAGE once it has succeeded. What a killed attempt left is removed when such a stage
 * runs again, or with the upload. The caller holds the upload's lock throughout.
 */
#ifndef LOADLINE_STAGE_OUTPUT_H
#define LOADLINE_STAGE_OUTPUT_H

/* Creates an empty out/.ATTEMPT, removes leftovers of earlier attempts, and opens it; the caller
 * closes *fd_out. Returns 0, ERR_IO or ERR_NO_SPACE. */
int stage_output_begin(int upload_fd, int attempt, int *fd_out);

/* Makes it the stage's result: syncs its content and renames it, replacing the leftover of an
 * attempt that was not recorded. An empty folder is removed. Returns 0, ERR_IO, ERR_NO_SPACE, or
 * ERR_BOUND over 32 levels. */
int stage_output_keep(int upload_fd, int attempt, const char *stage);

/* Removes out/.ATTEMPT, and out/ if it is empty then. */
void stage_output_drop(int upload_fd, int attempt);

#endif
