/* SPDX-License-Identifier: MIT */
/*
 * Decides whether the detected type of a file contradicts the declared one. Browsers guess types
 * from file name endings and libmagic from content, and both use many names for one type: only an
 * impossible combination counts. Pure.
 */
#ifndef LOADLINE_TYPE_MISMATCH_H
#define LOADLINE_TYPE_MISMATCH_H

#include <stdbool.h>

/* Whether the type is one of programs: files that a system executes. */
bool type_mismatch_is_program(const char *type);

/* Whether found is a program and declared is not. declared NULL: none. A type such as "bytes"
 * contradicts nothing. */
bool type_mismatch_of_program(const char *declared, const char *found);

/* Whether one is an image, audio, video or a font and the other is not. Audio and video share
 * containers, so they count as one kind. */
bool type_mismatch_of_kinds(const char *declared, const char *found);

#endif
