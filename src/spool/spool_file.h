/* SPDX-License-Identifier: MIT */
/*
 * Opens what programs make in a spool: regular files and folders. Something else of that name, such
 * as a FIFO, would keep its opener waiting for ever.
 */
#ifndef LOADLINE_SPOOL_FILE_H
#define LOADLINE_SPOOL_FILE_H

#define SPOOL_FILE_MODE 0660 /* of what O_CREAT makes, less the umask */

/* Opens a file or folder, or makes a file if flags say so, follows no link, and never waits for a
 * FIFO. Returns a descriptor, or -1 with errno; ENXIO if it is neither a regular file nor a
 * folder. */
int spool_file_open(int folder, const char *name, int flags);

#endif
