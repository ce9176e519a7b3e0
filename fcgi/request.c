/* SPDX-License-Identifier: MIT */
/*
 * libfcgi's request, read without waiting for full buffers, and ended from outside when somebody
 * newer takes the upload over.
 */
#include "request_native.h"

#include "clock.h"
#include "error.h"
#include "query.h"

#include <ctype.h>
#include <fcgiapp.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define VARIABLE_MAX 128
#define METHOD_MAX 16
#define STREAM_BYTES 8192         /* libfcgi reads so much at once */
#define BETWEEN_BYTES (255 + 8)   /* a record's padding, the next one's head: FastCGI 1.0, 3.3 */
#define GATHER_BYTES (128 * 1024) /* given out at once at most */
#define PAGE_BYTES 4096

struct request {
    FCGX_Request native;
    pthread_mutex_t mutex; /* guards open, reason and the life of native.ipcFd */
    bool open;
    int reason; /* why it was interrupted, 0: it was not */
    char method[METHOD_MAX];
    char *path; /* of REQUEST_URI, owned */
    const char *query;
    int64_t content_length;
    _Atomic unsigned serial; /* of the request; one more with each */
    _Atomic int64_t received;
    _Atomic int64_t waiting_since_ms; /* monotonic; 0: not waiting for the sender */
    char *gathered;                   /* GATHER_BYTES, of fast senders only; or NULL */
    size_t held;                      /* bytes in gathered */
    size_t given;                     /* of those, given out by the last read */
    size_t lent;                      /* bytes of the stream's own that the last read gave out */
};

int request_library_start(void)
{
    return FCGX_Init() == 0 ? 0 : ERR_INTERNAL;
}

void request_library_stop(void)
{
    FCGX_ShutdownPending();
}

int request_new(int listen_fd, struct request **out)
{
    struct request *r = calloc(1, sizeof *r);

    *out = NULL;
    if (r == NULL)
        return ERR_NOMEM;
    if (FCGX_InitRequest(&r->native, listen_fd, 0) != 0) {
        free(r);
        return ERR_INTERNAL;
    }
    pthread_mutex_init(&r->mutex, NULL);
    *out = r;
    return 0;
}

void request_free(struct request **r)
{
    if (*r == NULL)
        return;
    FCGX_Free(&(*r)->native, 1);
    pthread_mutex_destroy(&(*r)->mutex);
    free((*r)->path);
    free((*r)->gathered);
    free(*r);
    *r = NULL;
}

const char *request_variable(const struct request *r, const char *name)
{
    return FCGX_GetParam(name, r->native.envp);
}

const char *request_header(const struct request *r, const char *name)
{
    char variable[VARIABLE_MAX] = "HTTP_";
    size_t at = strlen(variable);

    if (strcasecmp(name, "Content-Type") == 0)
        return request_variable(r, "CONTENT_TYPE");
    for (; *name != '\0' && at < sizeof variable - 1; name++)
        variable[at++] = *name == '-' ? '_' : (char)toupper((unsigned char)*name);
    variable[at] = '\0';
    return request_variable(r, variable);
}

int request_parse_number(const char *text, int64_t *out)
{
    int64_t n = 0;

    if (text == NULL || *text == '\0' || text[strspn(text, "0123456789")] != '\0')
        return ERR_SYNTAX;
    for (; *text != '\0'; text++) {
        if (n > (INT64_MAX - (*text - '0')) / 10)
            return ERR_BOUND;
        n = n * 10 + (*text - '0');
    }
    *out = n;
    return 0;
}

/* Fills in what handlers ask for again and again. */
static int describe(struct request *r)
{
    const char *method = request_header(r, "X-HTTP-Method-Override");
    if (method == NULL)
        method = request_variable(r, "REQUEST_METHOD");
    size_t i = 0;
    for (; method != NULL && method[i] != '\0' && i < METHOD_MAX - 1; i++)
        r->method[i] = (char)toupper((unsigned char)method[i]);
    r->method[i] = '\0';

    const char *uri = request_variable(r, "REQUEST_URI");
    free(r->path);
    r->path = strdup(uri == NULL ? "" : uri);
    if (r->path == NULL)
        return ERR_NOMEM;
    char *mark = strchr(r->path, '?');
    r->query = mark == NULL ? "" : mark + 1;
    if (mark != NULL)
        *mark = '\0';

    if (request_parse_number(request_variable(r, "CONTENT_LENGTH"), &r->content_length) != 0)
        r->content_length = -1;
    return 0;
}

bool request_accept(struct request *r)
{
    while (FCGX_Accept_r(&r->native) == 0) {
        pthread_mutex_lock(&r->mutex);
        r->open = true;
        r->reason = 0;
        pthread_mutex_unlock(&r->mutex);
        r->received = 0;
        r->serial++;
        r->held = r->given = r->lent = 0;
        if (describe(r) == 0)
            return true;
        request_finish(r);
    }
    return false;
}

void request_finish(struct request *r)
{
    pthread_mutex_lock(&r->mutex);
    r->open = false;
    if (r->reason != 0)
        r->native.keepConnection = 0; /* half of it is shut down */
    pthread_mutex_unlock(&r->mutex);
    FCGX_Finish_r(&r->native);
    free(r->gathered);
    r->gathered = NULL;
}

const char *request_method(const struct request *r)
{
    return r->method;
}

const char *request_path(const struct request *r)
{
    return r->path;
}

const char *request_query(const struct request *r)
{
    return r->query;
}

size_t request_header_bytes(const struct request *r)
{
    size_t sum = 0;

    for (char **at = r->native.envp; at != NULL && *at != NULL; at++)
        if (strncmp(*at, "HTTP_", 5) == 0)
            sum += strlen(*at) - 5;
    return sum;
}

int64_t request_content_length(const struct request *r)
{
    return r->content_length;
}

bool request_has_body(const struct request *r)
{
    return r->content_length > 0 ||
           (r->content_length < 0 && request_header(r, "Transfer-Encoding") != NULL);
}

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
        r->waiting_since_ms = clock_mono_ms();
        bool there = fetch(in);
        r->waiting_since_ms = 0;
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

struct request_flow request_flow(struct request *r)
{
    return (struct request_flow){r->serial, r->received, r->waiting_since_ms};
}

void request_interrupt(struct request *r, int reason)
{
    request_interrupt_one(r, r->serial, reason);
}

void request_interrupt_one(struct request *r, unsigned serial, int reason)
{
    pthread_mutex_lock(&r->mutex);
    if (r->open && r->reason == 0 && r->serial == serial) {
        r->reason = reason;
        (void)shutdown(r->native.ipcFd, SHUT_RD);
    }
    pthread_mutex_unlock(&r->mutex);
}

int request_write(struct request *r, const char *bytes, size_t len)
{
    if (len > INT_MAX || FCGX_PutStr(bytes, (int)len, r->native.out) != (int)len)
        return ERR_INTERRUPTED;
    return 0;
}

int request_flush(struct request *r)
{
    return FCGX_FFlush(r->native.out) == 0 ? 0 : ERR_INTERRUPTED;
}

int request_query_value(const struct request *r, const char *name, char *buf, size_t size)
{
    return query_value(r->query, name, buf, size);
}
