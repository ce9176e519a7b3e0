/* SPDX-License-Identifier: MIT */
/*
 * A growing byte buffer with a stated maximum. The first failure (out of memory, over the maximum)
 * is sticky: later appends do nothing, and buffer_error() returns it. A writer can append many
 * pieces and check once. The content is always NUL-terminated.
 */
#ifndef LOADLINE_BUFFER_H
#define LOADLINE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *data; /* NULL until the first append */
    size_t len; /* bytes, without the final NUL */
    size_t room;
    size_t max; /* most bytes of content */
    int err;
    int (*drain)(void *arg, const char *bytes, size_t len); /* or NULL */
    void *drain_arg;
};

/* Initializes an empty buffer for at most max_bytes. Allocates nothing yet. */
void buffer_init(struct buffer *b, size_t max_bytes);

/* Initializes an empty buffer that passes its content to fn (at most max_bytes per call) whenever
 * it is full. So a long text needs little memory. buffer_drain() passes on the rest. A result of fn
 * other than 0 becomes the sticky failure. */
void buffer_init_draining(struct buffer *b, size_t max_bytes,
                          int (*fn)(void *arg, const char *bytes, size_t len), void *arg);

/* Passes the rest of a draining buffer's content to its function. 0, or the sticky failure. */
int buffer_drain(struct buffer *b);

/* Frees the content. The buffer can be used again with the same maximum. */
void buffer_free(struct buffer *b);

/* Clears content and failure, and keeps the memory. */
void buffer_reset(struct buffer *b);

/* 0, or the sticky failure: ERR_NOMEM or ERR_BOUND. */
int buffer_error(const struct buffer *b);

/* Returns the content as a string, "" if empty. It belongs to the buffer and is valid until the
 * next change. */
const char *buffer_text(const struct buffer *b);

/* Returns the content; ownership passes to the caller, who frees it with free(). NULL on a sticky
 * failure. The buffer is empty afterwards. */
char *buffer_take(struct buffer *b);

/* Append bytes, a string, a character, a decimal number, formatted text. buffer_error() reports
 * failures. */
void buffer_add(struct buffer *b, const void *bytes, size_t len);
void buffer_add_string(struct buffer *b, const char *text);
void buffer_add_char(struct buffer *b, char c);
void buffer_add_int(struct buffer *b, int64_t n);
void buffer_addf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends text; each byte that is not part of a UTF-8 character becomes U+FFFD. */
void buffer_add_utf8(struct buffer *b, const char *text);

/* Appends a JSON string literal with its quotes (RFC 8259 section 7); invalid UTF-8 becomes U+FFFD.
 */
void buffer_add_json_string(struct buffer *b, const char *text);

/* Appends text with & < > " ' as character references. */
void buffer_add_html(struct buffer *b, const char *text);

/* Drops n bytes from the front, or all if there are fewer. */
void buffer_consume(struct buffer *b, size_t n);

#endif
