/* SPDX-License-Identifier: MIT */
/*
 * The body, read without waiting for full buffers.
 */
#include "request_parts.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define STREAM_BYTES 8192         /* libfcgi reads so much at once */
#define BETWEEN_BYTES (255 + 8)   /* a record's padding, the next one's head: FastCGI 1.0, 3.3 */
#define GATHER_BYTES (128 * 1024) /* given out at once at most */
#define PAGE_BYTES 4096

/* What the end of the stream means. */
static int end_of_body(struct request *r)
{
    pthread_mutex_lock(&r->mutex);
    int reason = r->reason;
    pthread_mutex_unlock(&r->mutex);
    if (r->content_length >= 0 && r->received >= r->content_length)
        return 0;
    if (reason != 0)
        return reason;
    if (r->content_length >= 0 || FCGX_GetError(r->native.in) != 0)
        return ERR_INTERRUPTED;
    return 0;
}

/* Bytes that can be read from the front end without waiting. */
static int readable(const struct request *r)
{
    int n = 0;

    return ioctl(r->native.ipcFd, FIONREAD, &n) == 0 ? n : 0;
}

/* Bytes that the stream holds: none once it has ended, wherever libfcgi's pointers are then. */
static size_t stream_bytes(const FCGX_Stream *in)
{
    return in->isClosed ? 0 : (size_t)(in->stop - in->rdNext);
}

/* Has the stream hold the next piece; waits for it. False at the end. */
static bool fetch(FCGX_Stream *in)
{
    if (in->isClosed || FCGX_GetChar(in) < 0)
        return false;
    in->rdNext--;
    return true;
}

/* Moves what the stream holds, max bytes at most, to the end of what was gathered. */
static void take(struct request *r, size_t max)
{
    FCGX_Stream *in = r->native.in;
    size_t n = stream_bytes(in);

    if (n > max)
        n = max;
    memcpy(r->gathered + r->held, in->rdNext, n);
    in->rdNext += n;
    r->held += n;
}

/* Adds to the piece that the stream holds what else has arrived, up to a whole stretch of the body, so that the
 * disk is asked less often. It never waits: what is there each time holds more than what comes between two pieces. */
static void gather(struct request *r)
{
    size_t stretch = GATHER_BYTES - (size_t)(r->received % GATHER_BYTES);
    int there = readable(r);

    if (r->gathered == NULL && there >= STREAM_BYTES)
        r->gathered = malloc(GATHER_BYTES);
    if (r->gathered == NULL || (r->held == 0 && there <= BETWEEN_BYTES))
        return;
    take(r, stretch - r->held);
    while (r->held < stretch && (there > BETWEEN_BYTES || (there = readable(r)) > BETWEEN_BYTES)) {
        if (!fetch(r->native.in))
            break;
        take(r, stretch - r->held);
        there -= STREAM_BYTES;
    }
}

/* How much of the gathered is given out, when `old` bytes of it were left by the last read: whole pages of the body,
 * and the rest too as soon as nothing was added to it. Where the body begins at a page of the file, as a chunk does,
 * the kernel stores these at half of the price. */
static size_t whole_pages(const struct request *r, size_t old)
{
    size_t beyond = (size_t)((r->received + (int64_t)r->held) % PAGE_BYTES);

    return r->held > old && r->held > beyond ? r->held - beyond : r->held;
}

/* Forgets what the last read gave out. */
static void pass_given(struct request *r)
{
    r->native.in->rdNext += r->lent;
    r->held -= r->given;
    if (r->given > 0)
        memmove(r->gathered, r->gathered + r->given, r->held);
    r->lent = r->given = 0;
}

int request_read(struct request *r, const char **bytes_out)
{
    FCGX_Stream *in = r->native.in;

    pass_given(r);
    size_t old = r->held;
    if (old == 0 && stream_bytes(in) == 0) {
        /* Waits for the next record, whatever its length; FCGX_GetStr would wait for a full buffer. */
        request_begin_wait(r, false);
        bool there = fetch(in);
        request_end_wait(r);
        if (!there)
            return end_of_body(r);
    }
    gather(r);
    size_t len = r->given = whole_pages(r, old);
    *bytes_out = r->gathered;
    if (len == 0) {
        len = r->lent = stream_bytes(in);
        *bytes_out = (const char *)in->rdNext;
    }
    r->received += (int64_t)len;
    return (int)len;
}

bool request_await(struct request *r)
{
    pass_given(r);
    return r->held > 0 || stream_bytes(r->native.in) > 0 || fetch(r->native.in);
}
