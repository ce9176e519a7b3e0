/* SPDX-License-Identifier: MIT */
/*
 * Parses the header field Forwarded (RFC 7239): one element per proxy, with name=value pairs. Pure.
 */
#ifndef LOADLINE_FORWARDED_FIELD_H
#define LOADLINE_FORWARDED_FIELD_H

#include <stdbool.h>

#define FORWARDED_FIELD_HOPS_SIZE 2048

/* Writes the "for" value of each element in order, separated by commas, as in X-Forwarded-For; "-"
 * for an element without one. False if the field is malformed or too long. */
bool forwarded_field_hops(const char *field, char hops_out[FORWARDED_FIELD_HOPS_SIZE]);

/* Whether the first "proto" in the field is https; false also if the field is malformed before it.
 */
bool forwarded_field_secure(const char *field);

#endif
