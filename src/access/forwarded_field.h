/* SPDX-License-Identifier: MIT */
/*
 * The header field Forwarded (RFC 7239): an element for each proxy, a name and its value for each
 * thing that it says. Pure.
 */
#ifndef LOADLINE_FORWARDED_FIELD_H
#define LOADLINE_FORWARDED_FIELD_H

#include <stdbool.h>

#define FORWARDED_FIELD_HOPS_SIZE 2048

/* Writes the value of "for" of each element, in their order and separated by commas, as
 * X-Forwarded-For has them; "-" of an element that has none. False where the field is malformed or
 * says more than fits. */
bool forwarded_field_hops(const char *field, char hops_out[FORWARDED_FIELD_HOPS_SIZE]);

/* Whether the first "proto" in the field is https; false also where what stands before it is
 * malformed. */
bool forwarded_field_secure(const char *field);

#endif
