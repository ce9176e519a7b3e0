/* SPDX-License-Identifier: MIT */
/*
 * One line per event on standard error, as logfmt: ts=… level=… event=… key="value" ….
 * Values are quoted and escaped, so that nothing a client sent can start a line of its own.
 * Never pass a key or a token.
 */
#ifndef LOADLINE_LOG_H
#define LOADLINE_LOG_H

#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* The lowest level that is printed; LOG_LEVEL_INFO until called. Not thread-safe: call at start. */
void log_set_level(enum log_level level);

/* Writes one event. The arguments are pairs (const char *name, const char *value), ended by NULL;
 * a NULL value prints as an empty one. At most 4 KB a line; longer ones are cut. Thread-safe. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#define log_error(...) log_event(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...) log_event(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...) log_event(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_event(LOG_LEVEL_DEBUG, __VA_ARGS__)

/* Decimal text of a number for use as a value, in a small buffer of the caller's expression. */
#define LOG_INT(n) log_int((char[24]){0}, (int64_t)(n))
const char *log_int(char buf[24], int64_t n);

#endif
