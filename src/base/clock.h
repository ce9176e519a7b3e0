/* SPDX-License-Identifier: MIT */
/*
 * The two clocks: wall time for stored and displayed times, monotonic time for intervals. Also the
 * format of HTTP dates.
 */
#ifndef LOADLINE_CLOCK_H
#define LOADLINE_CLOCK_H

#include <stdint.h>
#include <stddef.h>

/* Milliseconds since 1970-01-01 UTC. */
int64_t clock_wall_ms(void);

/* Milliseconds of a clock that never jumps. Only differences are meaningful. */
int64_t clock_mono_ms(void);

/* Sleeps for ms milliseconds; signals do not shorten it. */
void clock_pause_ms(int64_t ms);

#define CLOCK_HTTP_DATE_SIZE 30

/* Writes a wall time as IMF-fixdate (RFC 9110 section 5.6.7) to buf. size is at least
 * CLOCK_HTTP_DATE_SIZE. */
void clock_http_date(int64_t wall_ms, char *buf, size_t size);

#endif
