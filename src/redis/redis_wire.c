/* SPDX-License-Identifier: MIT */
/*
 * Uses only the calls of hiredis that 0.14 and 1.x share.
 */
#include "redis/redis_wire.h"

#include "base/buffer.h"
#include "base/error.h"

#include <hiredis/hiredis.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUTPUT_MAX ((size_t)64 << 20)  /* more than a full pipeline of the largest changes */
#define OUTPUT_KEPT ((size_t)64 << 10) /* room that an empty output keeps */
#define READ_SIZE 16384
/* Of one call. hiredis looks for the end of a line from its beginning again after each. */
#define READ_ONCE_MAX ((size_t)256 << 10)

struct redis_wire {
    struct redis_transport *transport;
    redisReader *reader;
    struct buffer output;
    size_t sent;       /* bytes of the output */
    size_t unfinished; /* bytes read since the last complete reply */
    char last_byte;    /* that hiredis got */
    size_t max_bytes;
    char why[REDIS_WHY_SIZE];
};

static int wire_fail(struct redis_wire *w, const char *why)
{
    (void)snprintf(w->why, sizeof w->why, "%s", why);
    return ERR_REDIS;
}

int redis_wire_open(const struct redis_target *target, const struct redis_address *a,
                    const char *numeric, size_t max_bytes, struct redis_wire **out,
                    char why_out[REDIS_WHY_SIZE])
{
    struct redis_wire *w = calloc(1, sizeof *w);
    int err = w == NULL ? ERR_NOMEM : 0;

    *out = NULL;
    if (err == 0) {
        buffer_init(&w->output, OUTPUT_MAX);
        w->max_bytes = max_bytes;
        w->last_byte = '\n';
        w->reader = redisReaderCreate();
        err = w->reader == NULL ? ERR_NOMEM : 0;
    }
    if (err == 0)
        err = redis_transport_open(target, a, numeric, &w->transport, why_out);
    if (err != 0) {
        redis_wire_free(&w);
        return err;
    }
    *out = w;
    return 0;
}

void redis_wire_free(struct redis_wire **w)
{
    if (*w == NULL)
        return;
    redis_transport_free(&(*w)->transport);
    if ((*w)->reader != NULL)
        redisReaderFree((*w)->reader);
    buffer_free(&(*w)->output);
    free(*w);
    *w = NULL;
}

int redis_wire_fd(const struct redis_wire *w)
{
    return redis_transport_fd(w->transport);
}

const char *redis_wire_failure(const struct redis_wire *w)
{
    return w->why;
}

short redis_wire_events(const struct redis_wire *w)
{
    return redis_transport_events(w->transport, redis_wire_has_output(w));
}

int redis_wire_append(struct redis_wire *w, int argc, const char *const *argv, const size_t *lens)
{
    char *command = NULL;
    /* hiredis does not change what argv points at; its prototype predates const. */
    long long len = redisFormatCommandArgv(&command, argc, (const char **)(uintptr_t)argv, lens);

    if (len < 0)
        return wire_fail(w, "out of memory");
    buffer_add(&w->output, command, (size_t)len);
    redisFreeCommand(command);
    return buffer_error(&w->output) == 0 ? 0 : wire_fail(w, "more output than the limit");
}

bool redis_wire_has_output(const struct redis_wire *w)
{
    return w->sent < w->output.len;
}

static int send_output(struct redis_wire *w)
{
    while (redis_wire_has_output(w)) {
        ssize_t n =
            redis_transport_write(w->transport, w->output.data + w->sent, w->output.len - w->sent);
        if (n < 0)
            return wire_fail(w, redis_transport_failure(w->transport));
        if (n == 0)
            return 1;
        w->sent += (size_t)n;
    }
    w->sent = 0;
    if (w->output.room > OUTPUT_KEPT)
        buffer_free(&w->output);
    else
        buffer_reset(&w->output);
    return 1;
}

int redis_wire_send(struct redis_wire *w)
{
    int rc = redis_transport_connect(w->transport);

    if (rc < 0)
        return wire_fail(w, redis_transport_failure(w->transport));
    return rc == 0 ? 0 : send_output(w);
}

static int redis_wire_feed(struct redis_wire *w, const char *bytes, size_t len)
{
    char why[80];

    w->unfinished += len;
    w->last_byte = bytes[len - 1];
    if (w->unfinished > w->max_bytes) {
        (void)snprintf(why, sizeof why, "a reply of more than %zu bytes", w->max_bytes);
        return wire_fail(w, why);
    }
    return redisReaderFeed(w->reader, bytes, len) == REDIS_OK ? 0 : wire_fail(w, w->reader->errstr);
}

/* Whether all bytes that hiredis has are of replies that were taken. It moves past the first byte
 * of a reply before the others are there; the last byte of a reply is a line feed. */
static bool wire_is_between_replies(const struct redis_wire *w)
{
    const redisReader *r = w->reader;

    return r->err == 0 && r->pos == r->len && r->reply == NULL && w->last_byte == '\n';
}

/* Passes the messages at the front. Returns the bytes that they took up; *stopped_out: hear said
 * so. */
static size_t wire_pass(struct redis_wire *w, char *bytes, size_t len, redis_wire_hear *hear,
                        void *arg, bool *stopped_out)
{
    struct redis_published m;
    size_t used = 0, n;

    if (hear == NULL || !wire_is_between_replies(w))
        return 0;
    while (!*stopped_out && (n = redis_published_read(bytes + used, len - used, &m)) > 0) {
        used += n;
        *stopped_out = !hear(arg, &m);
    }
    return used;
}

int redis_wire_listen(struct redis_wire *w, redis_wire_hear *hear, void *arg)
{
    char bytes[READ_SIZE];
    size_t total = 0;
    int err = 0;
    bool more = true, stopped = false;

    while (err == 0 && more) {
        ssize_t n = redis_transport_read(w->transport, bytes, sizeof bytes);
        if (n < 0)
            return wire_fail(w, redis_transport_failure(w->transport));
        size_t used = wire_pass(w, bytes, (size_t)n, hear, arg, &stopped);
        if (stopped)
            return 0;
        if ((size_t)n > used)
            err = redis_wire_feed(w, bytes + used, (size_t)n - used);
        total += (size_t)n;
        more = redis_transport_pending(w->transport) ||
               ((size_t)n == sizeof bytes && total < READ_ONCE_MAX);
    }
    return err;
}

int redis_wire_receive(struct redis_wire *w)
{
    return redis_wire_listen(w, NULL, NULL);
}

int redis_wire_take(struct redis_wire *w, void **reply_out)
{
    *reply_out = NULL;
    if (wire_is_between_replies(w))
        return 0;
    if (redisReaderGetReply(w->reader, reply_out) != REDIS_OK)
        return wire_fail(w, w->reader->errstr);
    if (*reply_out != NULL)
        w->unfinished = 0;
    return 0;
}
