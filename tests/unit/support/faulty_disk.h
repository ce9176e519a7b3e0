/* SPDX-License-Identifier: MIT */
/*
 * A disk for tests: it notes the calls that change or sync it, and fails on demand. It replaces
 * fsync(), fdatasync(), unlinkat(), read(), write(), fstatvfs() and sync_file_range() of the C
 * library in the test's program.
 */
#ifndef LOADLINE_FAULTY_DISK_H
#define LOADLINE_FAULTY_DISK_H

#include <stddef.h>
#include <sys/statvfs.h>

enum disk_call { DISK_FSYNC, DISK_UNLINK, DISK_READ, DISK_WRITE };

/* Forgets the notes and all failures. */
void faulty_disk_reset(void);

/* The nth call from now on, counted from 1, fails with errnum. */
void faulty_disk_fail(enum disk_call call, int nth, int errnum);

/* From now on one call of read() or write() moves at most so many bytes. */
void faulty_disk_limit_bytes(size_t max_bytes);

/* From now on fstatvfs() tells this; NULL: it fails. */
void faulty_disk_set_space(const struct statvfs *space);

/* Returns the calls since the reset, in their order: " sync:NAME", " unlink:NAME" and
 * " flush:FROM+LENGTH". The text is static. */
const char *faulty_disk_calls(void);

#endif
