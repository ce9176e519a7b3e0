/* SPDX-License-Identifier: MIT */
/*
 * One line per event on standard error, as logfmt: ts=… level=… event=… key="value" …, or as a JSON
 * object whose values are all strings. Whatever a client sent is escaped, so that it can neither
 * start a line of its own nor steer a terminal, and every line is valid UTF-8. The keys of uploads
 * in values are masked (upload_key.h). Never pass a token.
 */
#ifndef LOADLINE_LOG_H
#define LOADLINE_LOG_H

#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* The lowest level that is printed; LOG_LEVEL_INFO until called. Not thread-safe: call at start. */
void log_set_level(enum log_level level);

enum log_format { LOG_FORMAT_LOGFMT, LOG_FORMAT_JSON };

/* What lines look like; logfmt until called. Not thread-safe either. */
void log_set_format(enum log_format format);

/* Writes one event. The arguments are pairs (const char *name, const char *value), ended by NULL;
 * a NULL value prints as an empty one. At most 4 KB a line; a longer one loses the end of
 * values, or whole pairs. Thread-safe. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#define log_error(...) log_event(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...) log_event(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...) log_event(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_event(LOG_LEVEL_DEBUG, __VA_ARGS__)

/* Decimal text of a number for use as a value, in a small buffer of the caller's expression. */
#define LOG_INT(n) log_int((char[24]){0}, (int64_t)(n))
const char *log_int(char buf[24], int64_t n);

#endif
