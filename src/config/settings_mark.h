/* SPDX-License-Identifier: MIT */
/*
 * Which versions of the settings' files a program has read: a number that is another one after each
 * change of any of them. Made from their inodes, sizes and times, so that it says nothing of what
 * is in them.
 */
#ifndef LOADLINE_SETTINGS_MARK_H
#define LOADLINE_SETTINGS_MARK_H

#include "config/config.h"

/* Of the settings file, NULL: there is none, and of the files with keys that c, which may be NULL,
 * names. */
uint64_t settings_mark(const char *file, const struct config *c);

#endif
