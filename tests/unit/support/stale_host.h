/* SPDX-License-Identifier: MIT */
/*
 * A host that sees what another host changed as a client of GlusterFS does, whose caches have seen
 * the file before: only fsync() makes the attributes of a file fresh, and only a listing of a
 * folder its names. It replaces openat(), fstat(), fstatat(), statx(), fsync() and fdopendir() of
 * the C library in the test's program.
 */
#ifndef LOADLINE_STALE_HOST_H
#define LOADLINE_STALE_HOST_H

#include <stddef.h>

/* From now on calls are those of the stale host, until stale_host_end(), which also forgets all
 * that it has seen. */
void stale_host_begin(void);
void stale_host_end(void);

/* Between these, calls are those of the other host, which the stale one does not notice. */
void stale_host_leave(void);
void stale_host_enter(void);

/* How often the stale host has asked the server: calls of fsync(), and listings. */
int stale_host_syncs(void);
int stale_host_listings(void);

#endif
