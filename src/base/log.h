/* SPDX-License-Identifier: MIT */
/*
 * Logs one line per event to standard error, as logfmt (ts=… level=… event=… key="value" …) or as a
 * JSON object whose values are all strings. Text from clients is escaped, so that it cannot start a
 * new line or control a terminal. Every line is valid UTF-8. Keys of uploads in values are masked
 * (upload_key.h). Callers never pass a token.
 */
#ifndef LOADLINE_LOG_H
#define LOADLINE_LOG_H

#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Sets the lowest level that is printed; the default is LOG_LEVEL_INFO. Not thread-safe: call it at
 * start. */
void log_set_level(enum log_level level);

enum log_format { LOG_FORMAT_LOGFMT, LOG_FORMAT_JSON };

/* Sets the format of lines; the default is logfmt. Not thread-safe: call it at start. */
void log_set_format(enum log_format format);

/* Until the next call, this thread's lines whose pair id names that upload, or is empty, end with
 * trace=TRACE. trace "": they do not. Longer ids and traces than ours are cut. */
void log_set_trace(const char *id, const char *trace);

/* Writes one event. The arguments are pairs (const char *name, const char *value), ended by NULL. A
 * NULL value prints as an empty one. A line has at most 4 KB: a longer one loses the ends of
 * values, or whole pairs. Thread-safe. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#define log_error(...) log_event(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...) log_event(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...) log_event(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_event(LOG_LEVEL_DEBUG, __VA_ARGS__)

/* Decimal text of a number as a value, in a temporary buffer of the caller's block. */
#define LOG_INT(n) log_int((char[24]){0}, (int64_t)(n))
const char *log_int(char buf[24], int64_t n);

#endif
