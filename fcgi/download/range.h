/* SPDX-License-Identifier: MIT */
/*
 * The Range field of a request (RFC 9110 section 14.2), for one range of bytes. Pure.
 */
#ifndef LOADLINE_RANGE_H
#define LOADLINE_RANGE_H

#include <stdint.h>

enum range_kind {
    RANGE_WHOLE, /* no field, or one that is to be ignored */
    RANGE_PART,
    RANGE_NOWHERE /* well-formed, but no byte of it is there: 416 */
};

struct range {
    enum range_kind kind;
    int64_t first;  /* of the bytes to send */
    int64_t length; /* how many */
};

/* What to send of size bytes. field may be NULL. A malformed field, another unit and several ranges
 * ask for the whole, as section 14.2 allows. */
struct range range_parse(const char *field, int64_t size);

#endif
