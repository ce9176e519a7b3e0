/* SPDX-License-Identifier: MIT */
/*
 * Bytes from one file to another. The kernel copies them, or shares them where the file system can;
 * where it can do neither they go through a buffer.
 */
#ifndef LOADLINE_COPY_H
#define LOADLINE_COPY_H

#include <stdint.h>
#include <sys/types.h>

#define COPY_STEP_BYTES (INT64_C(8) << 20) /* one step copies at most */

/* Copies some of len bytes; the files' own positions stay. Bytes copied, 0 at from's end, -1 with
 * errno. */
ssize_t copy_step(int from_fd, int64_t from, int to_fd, int64_t to, int64_t len);

#endif
