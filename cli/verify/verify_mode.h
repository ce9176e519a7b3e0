/* SPDX-License-Identifier: MIT */
/*
 * The rights of files in a spool: its owner reads and writes them, other users never do, and its
 * group does if the spool is open to it (spool/spool_mode.h).
 */
#ifndef LOADLINE_VERIFY_MODE_H
#define LOADLINE_VERIFY_MODE_H

#include "cli/verify/findings.h"

#include <stdbool.h>
#include <sys/stat.h>

/* Adds a finding if the mode of that file or folder is wrong. */
void verify_mode(struct findings *f, const char *file, const struct stat *st);

#endif
