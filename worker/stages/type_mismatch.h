/* SPDX-License-Identifier: MIT */
/*
 * Whether what a file is contradicts what it was said to be. Browsers guess types from endings and
 * libmagic from content, and both know many names for one thing: only what cannot be both counts.
 * Pure.
 */
#ifndef LOADLINE_TYPE_MISMATCH_H
#define LOADLINE_TYPE_MISMATCH_H

#include <stdbool.h>

/* Whether the type is one of programs: files that a system runs. */
bool type_mismatch_is_program(const char *type);

/* found is a program, and declared (NULL: nothing was) is something else that says more than
 * "bytes". */
bool type_mismatch_of_program(const char *declared, const char *found);

/* One is an image, audio, video or a font and the other is not; audio and video share containers.
 */
bool type_mismatch_of_kinds(const char *declared, const char *found);

#endif
