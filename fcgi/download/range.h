/* SPDX-License-Identifier: MIT */
/*
 * The Range field of a request (RFC 9110 section 14.2), for a single range of bytes. Pure
 * functions.
 */
#ifndef LOADLINE_RANGE_H
#define LOADLINE_RANGE_H

#include <stdint.h>

enum range_kind {
    RANGE_WHOLE, /* no field, or one to ignore */
    RANGE_PART,
    RANGE_NOWHERE /* well-formed, but outside the file: 416 */
};

struct range {
    enum range_kind kind;
    int64_t first;  /* offset of the first byte to send */
    int64_t length; /* number of bytes to send */
};

/* Returns the range to send of a file of size bytes. field may be NULL. A malformed field, another
 * unit and several ranges select the whole file, as section 14.2 allows. */
struct range range_parse(const char *field, int64_t size);

#endif
