/* SPDX-License-Identifier: MIT */
/*
 * Opens what programs make in a spool: regular files and folders. Something else of that name, such
 * as a FIFO, would keep its opener waiting for ever.
 */
#ifndef LOADLINE_SPOOL_FILE_H
#define LOADLINE_SPOOL_FILE_H

/* Opens a file or folder that exists, follows no link, and never waits for a FIFO. Returns a
 * descriptor, or -1 with errno; ENXIO if it is neither a regular file nor a folder. */
int spool_file_open(int folder, const char *name, int flags);

#endif
