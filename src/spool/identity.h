/* SPDX-License-Identifier: MIT */
/*
 * The file `.loadline` in the spool's root. It marks the folder as a spool, and its line
 * "identity HEX" tells this spool from all others that use the same Redis.
 */
#ifndef LOADLINE_IDENTITY_H
#define LOADLINE_IDENTITY_H

#include "base/id.h"

#define IDENTITY_FILE ".loadline"

/* Reads the identity of the spool whose root is open as dir. It is "" if the file has none: it was
 * made by an older version. ERR_NOT_FOUND without the file, ERR_IO; errno has the reason. */
int identity_read(int dir, char spool_out[SPOOL_ID_SIZE]);

/* The same, and makes what is missing. Of programs that start at the same time, also on several
 * hosts, one makes the identity and all get the same. A crash leaves either no identity or a whole
 * one. ERR_IO, ERR_NO_SPACE, ERR_INTERNAL; errno has the reason. */
int identity_ensure(int dir, char spool_out[SPOOL_ID_SIZE]);

#endif
