/* SPDX-License-Identifier: MIT */
/*
 * The part of a request that other threads use: how its bytes move, and how to end it. It also
 * writes the answer, because a write waits for the other side as a read does.
 */
#include "fcgi/http/request_internal.h"

#include "base/clock.h"
#include "base/error.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define PIECE_BYTES 8192         /* libfcgi's own buffer */
#define NEARLY_BYTES (16 * 1024) /* that buffer, the last records, and a margin */

void request_begin_wait(struct request *r, bool writing)
{
    r->writing = writing;
    r->waiting_since_ms = clock_mono_ms();
}

void request_end_wait(struct request *r)
{
    int64_t since = r->waiting_since_ms;

    r->waiting_since_ms = 0;
    r->waited_ms += clock_mono_ms() - since;
}

/* Bytes of the answer that the front end has not taken yet. The kernel wakes a writer only when
 * most of them are gone, so only this count tells a slow reader from one that has stopped. */
static int64_t unsent(struct request *r)
{
    int n = 0;

    pthread_mutex_lock(&r->mutex);
    bool known = r->end_fd >= 0 && ioctl(r->end_fd, SIOCOUTQ, &n) == 0;
    pthread_mutex_unlock(&r->mutex);
    return known ? n : 0;
}

struct request_flow request_flow(struct request *r)
{
    struct request_flow flow = {
        .serial = r->serial,
        .writing = r->writing,
        .moved = r->received + r->written,
        .waited_ms = r->waited_ms,
        .waiting_since_ms = r->waiting_since_ms,
        .front_since_ms = r->front_since_ms,
    };

    if (flow.writing)
        flow.moved -= unsent(r);
    return flow;
}

bool request_is_nearly_sent(struct request *r)
{
    return unsent(r) <= NEARLY_BYTES;
}

/* Whether a read waits for bytes. The caller holds the mutex. */
static void set_waiting(const struct request *r, bool waits)
{
    int flags = fcntl(r->end_fd, F_GETFL);

    (void)fcntl(r->end_fd, F_SETFL, waits ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

int request_begin_read(struct request *r)
{
    pthread_mutex_lock(&r->mutex);
    int reason = r->reason;
    r->reading = true;
    r->reader = pthread_self();
    if (reason != 0)
        set_waiting(r, false);
    pthread_mutex_unlock(&r->mutex);
    return reason;
}

void request_end_read(struct request *r)
{
    pthread_mutex_lock(&r->mutex);
    r->reading = false;
    if (r->reason != 0)
        set_waiting(r, true);
    pthread_mutex_unlock(&r->mutex);
}

void request_interrupt(struct request *r, int reason)
{
    request_interrupt_one(r, r->serial, reason);
}

/* A read that already waits is woken; one that is about to wait finds that it must not. shutdown()
 * would do that too, but the next write of a front end to a UNIX socket whose other side no longer
 * reads fails, and the front end then does not read the answer. */
void request_interrupt_one(struct request *r, unsigned serial, int reason)
{
    pthread_mutex_lock(&r->mutex);
    if (r->end_fd >= 0 && r->serial == serial && r->reason == 0) {
        r->reason = reason;
        if (r->reading) {
            set_waiting(r, false);
            (void)pthread_kill(r->reader, REQUEST_WAKE_SIGNAL);
        }
    }
    pthread_mutex_unlock(&r->mutex);
}

void request_cut_one(struct request *r, unsigned serial, int reason)
{
    pthread_mutex_lock(&r->mutex);
    if (r->end_fd >= 0 && r->serial == serial && !r->cut) {
        r->reason = r->reason == 0 ? reason : r->reason;
        r->cut = true;
        (void)shutdown(r->end_fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&r->mutex);
}

/* Writes in pieces, so that the count of written bytes is current while the rest waits. */
int request_write(struct request *r, const char *bytes, size_t len)
{
    size_t at = 0;

    request_begin_wait(r, true);
    while (at < len) {
        int n = (int)(len - at < PIECE_BYTES ? len - at : PIECE_BYTES);
        if (FCGX_PutStr(bytes + at, n, r->native.out) != n)
            break;
        at += (size_t)n;
        r->written += n;
    }
    request_end_wait(r);
    return at == len ? 0 : ERR_INTERRUPTED;
}

int request_flush(struct request *r)
{
    request_begin_wait(r, true);
    int rc = FCGX_FFlush(r->native.out) == 0 ? 0 : ERR_INTERRUPTED;
    request_end_wait(r);
    return rc;
}
