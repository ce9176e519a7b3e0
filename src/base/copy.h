/* SPDX-License-Identifier: MIT */
/*
 * Copies bytes from one file to another. The kernel copies them, or shares the blocks if the file
 * system can. Otherwise they pass through a buffer.
 */
#ifndef LOADLINE_COPY_H
#define LOADLINE_COPY_H

#include <stdint.h>
#include <sys/types.h>

#define COPY_STEP_BYTES (INT64_C(8) << 20) /* most bytes of one step */

/* Copies at most len bytes and leaves both files' positions unchanged. Returns the number of bytes
 * copied, 0 at the end of the source, or -1 with errno set. */
ssize_t copy_step(int from_fd, int64_t from, int to_fd, int64_t to, int64_t len);

#endif
