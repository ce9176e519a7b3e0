/* SPDX-License-Identifier: MIT */
/*
 * The folders that stages write to, within an upload's folder: out/.ATTEMPT while a stage runs,
 * out/STAGE once it succeeded. The upload's lock is held throughout.
 */
#ifndef LOADLINE_STAGE_OUTPUT_H
#define LOADLINE_STAGE_OUTPUT_H

/* Makes an empty out/.ATTEMPT, removing what earlier attempts left, and opens it. ERR_IO,
 * ERR_NO_SPACE. */
int stage_output_begin(int upload_fd, int attempt, int *fd_out);

/* Makes it the stage's result: syncs everything in it and renames it, over what an attempt that was
 * not recorded left. An empty one is removed. ERR_IO, ERR_NO_SPACE, ERR_BOUND over 32 levels. */
int stage_output_keep(int upload_fd, int attempt, const char *stage);

/* Removes out/.ATTEMPT, and out/ where it is empty then. */
void stage_output_drop(int upload_fd, int attempt);

#endif
