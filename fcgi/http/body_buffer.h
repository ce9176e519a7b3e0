/* SPDX-License-Identifier: MIT */
/*
 * Buffers a request's body. The front end delivers small pieces; the handler gets whole pages of
 * the file that it writes, so that it writes to disk less often. This module does no I/O and never
 * waits.
 */
#ifndef LOADLINE_BODY_BUFFER_H
#define LOADLINE_BODY_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BODY_BUFFER_BYTES ((size_t)128 * 1024) /* most that one read returns */
#define BODY_BUFFER_PAGE_BYTES 4096

/* All zero: a new body without memory. */
struct body_buffer {
    char *bytes;    /* BODY_BUFFER_BYTES, or NULL */
    size_t len;     /* bytes buffered */
    size_t left;    /* of those, bytes that earlier reads left */
    size_t given;   /* of those, bytes that the last read returned; body_buffer_drop_given() removes
                       them */
    int64_t offset; /* position of the first byte in the file; of a new body, in the body */
};

/* Frees the memory and resets b to a new body. */
void body_buffer_free(struct body_buffer *b);

/* Allocates the memory unless b has it. If that fails, b stays without memory and accepts no bytes.
 */
void body_buffer_allocate(struct body_buffer *b);

/* Begins the next read: removes the bytes that the last read returned. The others move to the
 * front. */
void body_buffer_drop_given(struct body_buffer *b);

/* How many bytes fit. A read ends at each multiple of BODY_BUFFER_BYTES in the file, so that later
 * reads stay page-aligned. 0 without memory. */
size_t body_buffer_room(const struct body_buffer *b);

/* Copies as many of the body's next len bytes as fit. Returns how many. */
size_t body_buffer_add(struct body_buffer *b, const char *bytes, size_t len);

/* Returns the number of buffered bytes to use, 0 if there are none, and a pointer to them, valid
 * until body_buffer_drop_given(). It returns whole pages of the file; the partial page behind them
 * is returned too if it is the only one, or if nothing was added since the last read. */
size_t body_buffer_read(struct body_buffer *b, const char **bytes_out);

/* Says where in the file the next byte goes that a read returns. A body is not its file where it
 * begins in the middle of one, or where it is a form with bytes before the file's. */
void body_buffer_align(struct body_buffer *b, int64_t offset);

/* Counts len bytes of the body that did not pass through the buffer, which must be empty. */
void body_buffer_skip(struct body_buffer *b, size_t len);

#endif
