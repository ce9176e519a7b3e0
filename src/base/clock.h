/* SPDX-License-Identifier: MIT */
/*
 * The two clocks: wall time for what is shown and stored, monotonic time for every interval.
 * And the one format of HTTP dates.
 */
#ifndef LOADLINE_CLOCK_H
#define LOADLINE_CLOCK_H

#include <stdint.h>
#include <stddef.h>

/* Milliseconds since 1970-01-01 UTC. */
int64_t clock_wall_ms(void);

/* Milliseconds of a clock that never jumps; only differences mean something. */
int64_t clock_mono_ms(void);

/* Waits ms milliseconds, through signals. */
void clock_pause_ms(int64_t ms);

#define CLOCK_HTTP_DATE_SIZE 30

/* IMF-fixdate (RFC 9110 section 5.6.7) of a wall time into buf of at least CLOCK_HTTP_DATE_SIZE. */
void clock_http_date(int64_t wall_ms, char *buf, size_t size);

#endif
