/* SPDX-License-Identifier: MIT */
/*
 * Bytes of one request's body between the front end, from which they come in small pieces, and the
 * handler, to which they go in whole pages of the body, so that the disk is asked less often. Knows
 * nothing of where pieces come from, and never waits.
 */
#ifndef LOADLINE_BODY_BUFFER_H
#define LOADLINE_BODY_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BODY_BUFFER_BYTES ((size_t)128 * 1024) /* given out at once at most */
#define BODY_BUFFER_PAGE_BYTES 4096

/* All zero: a new body, and no memory yet. */
struct body_buffer {
    char *bytes;    /* BODY_BUFFER_BYTES, or NULL */
    size_t len;     /* bytes in it */
    size_t left;    /* of those, what the reads before this one left */
    size_t given;   /* of those, what the last read gave out: they go with the next call of
                       body_buffer_drop_given() */
    int64_t offset; /* in the body, of the first byte */
};

/* Gives the memory back; b is as for a new body then. */
void body_buffer_free(struct body_buffer *b);

/* Gets the memory, where there is none. Without it no byte is taken in. */
void body_buffer_allocate(struct body_buffer *b);

/* Begins the next read: forgets what the last one gave out. What it left stays in front. */
void body_buffer_drop_given(struct body_buffer *b);

/* Bytes that can be taken in before the end of this stretch of the body: the body's multiples of
 * BODY_BUFFER_BYTES end reads, so that those behind are whole again. */
size_t body_buffer_room(const struct body_buffer *b);

/* Takes in the body's next bytes, as many of len as there is room for. Returns how many. */
size_t body_buffer_add(struct body_buffer *b, const char *bytes, size_t len);

/* Gives out the first bytes: a pointer that is valid until body_buffer_drop_given(). Those are the
 * whole pages of the body, and what is behind them too as soon as nothing was added to it since the
 * last read. Returns how many, 0 where there is none. */
size_t body_buffer_read(struct body_buffer *b, const char **bytes_out);

/* len bytes of the body went another way; none may be in the buffer. */
void body_buffer_skip(struct body_buffer *b, size_t len);

#endif
