/* SPDX-License-Identifier: MIT */
/*
 * A number that identifies the current versions of the settings' files; any change of them changes
 * it. It is made of their inodes, sizes and times, so it reveals nothing of their content.
 */
#ifndef LOADLINE_SETTINGS_MARK_H
#define LOADLINE_SETTINGS_MARK_H

#include "config/config.h"

/* Returns the mark of the settings file (NULL: none) and of the key files that c names; c may be
 * NULL. */
uint64_t settings_mark(const char *file, const struct config *c);

#endif
