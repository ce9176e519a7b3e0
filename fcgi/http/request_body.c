/* SPDX-License-Identifier: MIT */
/*
 * The body, read without waiting for full buffers.
 */
#include "fcgi/http/request_internal.h"

#include "base/error.h"

#include <sys/ioctl.h>

#define STREAM_BYTES 8192       /* libfcgi reads so much at once */
#define BETWEEN_BYTES (255 + 8) /* a record's padding, the next one's head: FastCGI 1.0, 3.3 */

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
static bool request_body_fetch(FCGX_Stream *in)
{
    if (in->isClosed || FCGX_GetChar(in) < 0)
        return false;
    in->rdNext--;
    return true;
}

/* Moves what the stream holds into the buffer, as far as there is room. */
static void gather_piece(struct request *r)
{
    FCGX_Stream *in = r->native.in;

    in->rdNext += body_buffer_add(&r->body, (const char *)in->rdNext, stream_bytes(in));
}

/* Adds to the piece that the stream holds what else has arrived, as far as there is room, so that
 * the disk is asked less often. It never waits: what is there each time holds more than what comes
 * between two pieces. */
static void gather(struct request *r)
{
    int there = readable(r);

    if (there >= STREAM_BYTES)
        body_buffer_allocate(&r->body);
    if (r->body.len == 0 && there <= BETWEEN_BYTES)
        return; /* the piece is all: not worth a copy */
    gather_piece(r);
    while (body_buffer_room(&r->body) > 0 &&
           (there > BETWEEN_BYTES || (there = readable(r)) > BETWEEN_BYTES)) {
        if (!request_body_fetch(r->native.in))
            break;
        gather_piece(r);
        there -= STREAM_BYTES;
    }
}

/* Gives out the stream's own piece, which stays where it is until the next one is fetched. */
static size_t request_body_read_piece(struct request *r, const char **bytes_out)
{
    FCGX_Stream *in = r->native.in;
    size_t len = stream_bytes(in);

    *bytes_out = (const char *)in->rdNext;
    in->rdNext += len;
    body_buffer_skip(&r->body, len);
    return len;
}

int request_read(struct request *r, const char **bytes_out)
{
    FCGX_Stream *in = r->native.in;

    body_buffer_drop_given(&r->body);
    if (r->body.len == 0 && stream_bytes(in) == 0) {
        /* Waits for the next record, whatever its length; FCGX_GetStr would wait for a full buffer.
         */
        request_begin_wait(r, false);
        bool there = request_body_fetch(in);
        request_end_wait(r);
        if (!there)
            return end_of_body(r);
    }
    gather(r);
    size_t len = body_buffer_read(&r->body, bytes_out);
    if (len == 0)
        len = request_body_read_piece(r, bytes_out);
    r->received += (int64_t)len;
    return (int)len;
}

bool request_await(struct request *r)
{
    body_buffer_drop_given(&r->body);
    return r->body.len > 0 || stream_bytes(r->native.in) > 0 || request_body_fetch(r->native.in);
}
