/* SPDX-License-Identifier: MIT */
/*
 * Names of environment variables that are made from names of other kinds. Pure.
 */
#ifndef LOADLINE_VARIABLE_NAME_H
#define LOADLINE_VARIABLE_NAME_H

#include <stddef.h>

/* Writes prefix and name as the name of a variable: of name, letters become upper-case, and each
 * byte that is no ASCII letter or digit becomes "_". Different names may give the same variable.
 * Cut to size, with a NUL. */
void variable_name_make(const char *prefix, const char *name, char *out, size_t size);

#endif
