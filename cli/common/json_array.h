/* SPDX-License-Identifier: MIT */
/*
 * The output of --json: one array, an object on a line. Objects are printed as they come, so that a
 * long list needs no memory.
 */
#ifndef LOADLINE_JSON_ARRAY_H
#define LOADLINE_JSON_ARRAY_H

#include <stddef.h>

/* All zero at first. */
struct json_array {
    size_t count; /* objects printed */
};

/* Prints the text of one object on standard output, and flushes it. */
void json_array_add(struct json_array *a, const char *object);

/* Ends the array, which may be empty. */
void json_array_end(const struct json_array *a);

#endif
