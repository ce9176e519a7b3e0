/* SPDX-License-Identifier: MIT */
/*
 * Reads the body as soon as bytes arrive, without waiting for full buffers.
 */
#include "fcgi/http/request_internal.h"

#include "base/buffer.h"
#include "base/error.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define STREAM_BYTES 8192       /* libfcgi's read size */
#define BETWEEN_BYTES (255 + 8) /* padding, next head: FastCGI 1.0, section 3.3 */

/* Tells the regular end of a body from an interrupted one. */
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

/* Bytes that the stream holds: 0 after its end, where libfcgi may leave the pointers anywhere. */
static size_t stream_bytes(const FCGX_Stream *in)
{
    return in->isClosed ? 0 : (size_t)(in->stop - in->rdNext);
}

/* Waits until the stream holds the next piece. False at the end. */
static bool request_body_fetch(FCGX_Stream *in)
{
    if (in->isClosed || FCGX_GetChar(in) < 0)
        return false;
    in->rdNext--;
    return true;
}

/* An interrupted request still gets what had arrived, here, in libfcgi and in the socket, but no
 * more: a fast sender would never let it end. */
static bool request_body_may_read(struct request *r, int reason)
{
    if (reason != 0 && r->last_bytes < 0)
        r->last_bytes = (int64_t)r->body.len + STREAM_BYTES + readable(r);
    return reason == 0 || r->last_bytes > 0;
}

/* FCGX_GetStr would wait for a full buffer; this waits for one record of any length. */
static bool request_body_wait(struct request *r)
{
    if (r->body.len > 0 || stream_bytes(r->native.in) > 0)
        return true;
    request_begin_wait(r, false);
    bool there = request_body_fetch(r->native.in);
    request_end_wait(r);
    return there;
}

/* Moves the stream's bytes into the buffer, as far as they fit. */
static void gather_piece(struct request *r)
{
    FCGX_Stream *in = r->native.in;

    in->rdNext += body_buffer_add(&r->body, (const char *)in->rdNext, stream_bytes(in));
}

/* Collects all bytes that have already arrived, as far as they fit, so that the handler writes to
 * disk less often. It never waits: it fetches a piece only if more bytes are readable than lie
 * between two pieces. */
static void gather(struct request *r)
{
    int there = readable(r);

    if (there >= STREAM_BYTES)
        body_buffer_allocate(&r->body);
    if (r->body.len == 0 && there <= BETWEEN_BYTES)
        return; /* there is only this piece: a copy would gain nothing */
    gather_piece(r);
    while (body_buffer_room(&r->body) > 0 &&
           (there > BETWEEN_BYTES || (there = readable(r)) > BETWEEN_BYTES)) {
        if (!request_body_fetch(r->native.in))
            break;
        gather_piece(r);
        there -= STREAM_BYTES;
    }
}

/* Returns the stream's own piece without a copy. It stays valid until the next piece is fetched. */
static size_t request_body_read_piece(struct request *r, const char **bytes_out)
{
    FCGX_Stream *in = r->native.in;
    size_t len = stream_bytes(in);

    *bytes_out = (const char *)in->rdNext;
    in->rdNext += len;
    body_buffer_skip(&r->body, len);
    return len;
}

int request_unread(struct request *r, const char *bytes, size_t len)
{
    assert(r->unread == NULL && len <= INT_MAX);
    r->unread = malloc(len + 1);
    if (r->unread == NULL)
        return ERR_NOMEM;
    memcpy(r->unread, bytes, len);
    r->unread_len = len;
    return 0;
}

static int request_body_read_unread(struct request *r, const char **bytes_out)
{
    int len = (int)r->unread_len;

    *bytes_out = r->unread;
    r->unread_len = 0;
    return len;
}

int request_read(struct request *r, const char **bytes_out)
{
    if (r->unread_len > 0)
        return request_body_read_unread(r, bytes_out);
    body_buffer_drop_given(&r->body);
    bool there = request_body_may_read(r, request_begin_read(r)) && request_body_wait(r);
    if (there)
        gather(r);
    request_end_read(r);
    if (!there)
        return end_of_body(r);
    size_t len = body_buffer_read(&r->body, bytes_out);
    if (len == 0)
        len = request_body_read_piece(r, bytes_out);
    r->received += (int64_t)len;
    if (r->last_bytes >= 0)
        r->last_bytes = r->last_bytes > (int64_t)len ? r->last_bytes - (int64_t)len : 0;
    return (int)len;
}

/* Whether the next bytes have arrived, of which rest are still to come. */
static bool request_body_is_ready(struct request *r, int64_t rest)
{
    int there = readable(r);

    return r->body.len > r->body.given || stream_bytes(r->native.in) > 0 || there > BETWEEN_BYTES ||
           there >= rest;
}

/* Reads what has arrived of a body of r->content_length bytes, and the end of a whole one. */
static int request_body_collect(struct request *r, struct buffer *out)
{
    const char *bytes;
    int64_t rest;
    int n;

    do {
        n = request_read(r, &bytes);
        if (n > 0)
            buffer_add(out, bytes, (size_t)n);
        rest = r->content_length - (int64_t)out->len;
    } while (n > 0 && rest >= 0 && request_body_is_ready(r, rest));
    return n < 0 && out->len == 0 ? n : buffer_error(out);
}

int request_take_brief(struct request *r, size_t max, char **body_out, size_t *len_out)
{
    struct buffer body;

    *body_out = NULL;
    if (r->content_length <= 0 || r->content_length > (int64_t)max || r->unread != NULL)
        return 0;
    buffer_init(&body, INT_MAX); /* what was read is kept, also if it is more than announced */
    int rc = request_body_collect(r, &body);
    *len_out = body.len;
    if (rc == 0 && (int64_t)body.len == r->content_length)
        *body_out = buffer_take(&body);
    else if (rc == 0 && body.len > 0)
        rc = request_unread(r, body.data, body.len);
    buffer_free(&body);
    return rc;
}

void request_align_body(struct request *r, int64_t offset)
{
    body_buffer_align(&r->body, offset);
}

bool request_await(struct request *r)
{
    body_buffer_drop_given(&r->body);
    return r->body.len > 0 || stream_bytes(r->native.in) > 0 || request_body_fetch(r->native.in);
}
