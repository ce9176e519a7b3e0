/* SPDX-License-Identifier: MIT */
/*
 * Compares bytes with those of a file, without a buffer that grows with their number.
 */
#ifndef LOADLINE_FILE_COMPARE_H
#define LOADLINE_FILE_COMPARE_H

#include <stddef.h>
#include <stdint.h>

/* Compares len bytes with those of the file at offset. *same_out is how many are the same at their
 * beginning. Returns 0; ERR_DIFFERS; ERR_IO, also if the file is shorter. */
int file_compare_bytes(int fd, int64_t offset, const char *bytes, size_t len, size_t *same_out);

/* Compares len bytes of two files. Returns the same. */
int file_compare_range(int a_fd, int64_t a_offset, int b_fd, int64_t b_offset, int64_t len);

#endif
