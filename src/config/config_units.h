/* SPDX-License-Identifier: MIT */
/*
 * Units for the bounds of settings: bytes and milliseconds.
 */
#ifndef LOADLINE_CONFIG_UNITS_H
#define LOADLINE_CONFIG_UNITS_H

#include <stdint.h>

#define KB (INT64_C(1) << 10)
#define MB (INT64_C(1) << 20)
#define GB (INT64_C(1) << 30)
#define TB (INT64_C(1) << 40)
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

#endif
