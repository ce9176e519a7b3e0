/* SPDX-License-Identifier: MIT */
/*
 * If a write begins and ends on page boundaries of the file, the kernel stores it at half the cost.
 * So a remainder smaller than a page waits for one more read; not for two, because its sender may
 * have stopped.
 */
#include "fcgi/http/body_buffer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void body_buffer_free(struct body_buffer *b)
{
    free(b->bytes);
    *b = (struct body_buffer){0};
}

void body_buffer_allocate(struct body_buffer *b)
{
    if (b->bytes == NULL)
        b->bytes = malloc(BODY_BUFFER_BYTES);
}

void body_buffer_drop_given(struct body_buffer *b)
{
    b->len -= b->given;
    if (b->given > 0)
        memmove(b->bytes, b->bytes + b->given, b->len);
    b->offset += (int64_t)b->given;
    b->left = b->len;
    b->given = 0;
}

/* The given bytes go first; they may have been more than the file has so far. */
void body_buffer_align(struct body_buffer *b, int64_t offset)
{
    int64_t stretch = offset % (int64_t)BODY_BUFFER_BYTES;

    b->offset = stretch + (int64_t)BODY_BUFFER_BYTES - (int64_t)b->given;
}

/* After an alignment, the bytes that are left may reach behind the end of a stretch. */
size_t body_buffer_room(const struct body_buffer *b)
{
    if (b->bytes == NULL)
        return 0;
    size_t most = BODY_BUFFER_BYTES - (size_t)(b->offset % (int64_t)BODY_BUFFER_BYTES);
    return most > b->len ? most - b->len : 0;
}

size_t body_buffer_add(struct body_buffer *b, const char *bytes, size_t len)
{
    size_t n = body_buffer_room(b);

    if (n > len)
        n = len;
    if (n > 0)
        memcpy(b->bytes + b->len, bytes, n);
    b->len += n;
    return n;
}

size_t body_buffer_read(struct body_buffer *b, const char **bytes_out)
{
    size_t beyond = (size_t)((b->offset + (int64_t)b->len) % BODY_BUFFER_PAGE_BYTES);
    bool grew = b->len > b->left;

    b->given = grew && b->len > beyond ? b->len - beyond : b->len;
    *bytes_out = b->bytes;
    return b->given;
}

void body_buffer_skip(struct body_buffer *b, size_t len)
{
    assert(b->len == 0);
    b->offset += (int64_t)len;
}
