/* SPDX-License-Identifier: MIT */
/*
 * A growing byte buffer with a stated maximum. The first failure (out of memory, over the
 * maximum) sticks: later appends do nothing and buffer_error() tells, so that a writer can
 * append many pieces and check once. The content is always NUL-terminated.
 */
#ifndef LOADLINE_BUFFER_H
#define LOADLINE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *data; /* NULL until something was appended */
    size_t len; /* bytes, without the final NUL */
    size_t room;
    size_t max; /* most bytes it may hold */
    int err;
    int (*drain)(void *arg, const char *bytes, size_t len); /* or NULL */
    void *drain_arg;
};

/* An empty buffer that holds at most max bytes. Nothing is allocated yet. */
void buffer_init(struct buffer *b, size_t max_bytes);

/* An empty buffer that hands on what it holds (at most max bytes at once) whenever it is full, so
 * that a long text is made in little memory; buffer_drain() hands on the rest. A result of fn other
 * than 0 is the sticky failure. */
void buffer_init_draining(struct buffer *b, size_t max_bytes,
                          int (*fn)(void *arg, const char *bytes, size_t len), void *arg);

/* Hands on what such a buffer still holds. 0, or the sticky failure. */
int buffer_drain(struct buffer *b);

/* Frees the content; the buffer can be used again with the same maximum. */
void buffer_free(struct buffer *b);

/* Forgets content and failure, keeps the memory. */
void buffer_reset(struct buffer *b);

/* 0, or the sticky failure: ERR_NOMEM or ERR_BOUND. */
int buffer_error(const struct buffer *b);

/* The content as a string, "" when empty. Valid until the next change. */
const char *buffer_text(const struct buffer *b);

/* Hands the content to the caller (free() it), or NULL on a sticky failure. The buffer is empty
 * after. */
char *buffer_take(struct buffer *b);

void buffer_add(struct buffer *b, const void *bytes, size_t len);
void buffer_add_string(struct buffer *b, const char *text);
void buffer_add_char(struct buffer *b, char c);
void buffer_add_int(struct buffer *b, int64_t n);
void buffer_addf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends text, with U+FFFD for every byte that belongs to no UTF-8 character. */
void buffer_add_utf8(struct buffer *b, const char *text);

/* Appends a JSON string literal with its quotes (RFC 8259 section 7); invalid UTF-8 becomes U+FFFD.
 */
void buffer_add_json_string(struct buffer *b, const char *text);

/* Appends text with & < > " ' as character references. */
void buffer_add_html(struct buffer *b, const char *text);

/* Drops n bytes from the front. */
void buffer_consume(struct buffer *b, size_t n);

#endif
