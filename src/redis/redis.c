/* SPDX-License-Identifier: MIT */
/*
 * The blocking connection over hiredis, limited to the functions that 0.14 and 1.x share. Any
 * failure of the transport or the protocol drops the connection, because replies can then no longer
 * be assigned to commands.
 */
#include "redis/redis.h"

#include "base/backoff.h"
#include "base/clock.h"
#include "base/error.h"
#include "redis/redis_refusal.h"
#include "redis/redis_reply.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

static const struct backoff reconnect = {50, 2000, BACKOFF_EQUAL_JITTER};

struct redis {
    struct redis_target target;
    struct timeval timeout;
    redisContext *context; /* NULL: not connected */
    unsigned owed;
    unsigned failures; /* in a row */
    unsigned connects;
    int64_t retry_at_ms; /* monotonic clock */
    char run_id[REDIS_RUN_ID_SIZE];
    char failure[256];
    const char *refusal; /* static; or NULL */
};

int redis_new(const struct redis_target *target, int timeout_ms, struct redis **out)
{
    struct redis *r = calloc(1, sizeof *r);

    *out = r;
    if (r == NULL)
        return ERR_NOMEM;
    r->target = *target;
    r->timeout.tv_sec = timeout_ms / 1000;
    r->timeout.tv_usec = (timeout_ms % 1000) * 1000;
    return 0;
}

void redis_free(struct redis **r)
{
    if (*r == NULL)
        return;
    redis_disconnect(*r);
    free(*r);
    *r = NULL;
}

void redis_disconnect(struct redis *r)
{
    if (r->context != NULL)
        redisFree(r->context);
    r->context = NULL;
    r->owed = 0;
}

bool redis_connected(const struct redis *r)
{
    return r->context != NULL;
}

const char *redis_run_id(const struct redis *r)
{
    return r->run_id;
}

unsigned redis_connects(const struct redis *r)
{
    return r->connects;
}

const char *redis_failure(const struct redis *r)
{
    return r->failure;
}

const char *redis_refusal(const struct redis *r)
{
    return r->refusal;
}

void redis_forget_refusal(struct redis *r)
{
    r->refusal = NULL;
}

unsigned redis_owed(const struct redis *r)
{
    return r->owed;
}

/* Records the reason, drops the connection and starts the backoff. */
static int redis_fail(struct redis *r, const char *why)
{
    snprintf(r->failure, sizeof r->failure, "%s", why);
    redis_disconnect(r);
    r->retry_at_ms = clock_mono_ms() + backoff_ms(&reconnect, ++r->failures);
    return ERR_REDIS;
}

static int fail_transport(struct redis *r)
{
    char why[sizeof r->failure];
    const char *text = r->context->errstr[0] != '\0' ? r->context->errstr : "no usable reply";

    if (r->context->err == REDIS_ERR_IO &&
        errno == EAGAIN) /* hiredis 0.14 reports a timeout like this */
        text = "no answer in time";
    snprintf(why, sizeof why, "%s", text);
    return redis_fail(r, why);
}

/* Whether the server closed the idle connection. */
static bool hung_up(const struct redis *r)
{
    char byte;
    ssize_t n = recv(r->context->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static int append(struct redis *r, int argc, const char *const *argv, const size_t *lens)
{
    if (redisAppendCommandArgv(r->context, argc, (const char **)argv, lens) != REDIS_OK)
        return fail_transport(r);
    r->owed++;
    return 0;
}

static int append_login(struct redis *r)
{
    const char *auth[3] = {"AUTH", r->target.user, r->target.password};
    char db[16];
    const char *select[2] = {"SELECT", db};
    int err = 0;

    if (r->target.password[0] != '\0' && r->target.user[0] != '\0')
        err = append(r, 3, auth, NULL);
    else if (r->target.password[0] != '\0')
        err = append(r, 2, (const char *[]){"AUTH", r->target.password}, NULL);
    if (err != 0)
        return err;
    snprintf(db, sizeof db, "%d", r->target.db);
    err = append(r, 2, select, NULL);
    return err != 0 ? err : append(r, 2, (const char *[]){"INFO", "server"}, NULL);
}

static int take_run_id(struct redis *r, const char *info)
{
    const char *line = info != NULL ? strstr(info, "run_id:") : NULL;
    size_t n;

    if (line == NULL)
        return redis_fail(r, "INFO does not name the server's run_id");
    line += strlen("run_id:");
    n = strcspn(line, "\r\n");
    if (n == 0 || n >= sizeof r->run_id)
        return redis_fail(r, "INFO has an invalid run_id");
    memcpy(r->run_id, line, n);
    r->run_id[n] = '\0';
    return 0;
}

/* AUTH, SELECT and the run id in one round trip. */
static int redis_log_in(struct redis *r)
{
    struct redis_value *v = NULL;
    unsigned failures = r->failures;
    int err = append_login(r);

    while (err == 0 && r->owed > 0) {
        redis_value_free(&v);
        err = redis_next(r, &v);
        if (err == 0 && redis_value_type(v) == REDIS_VALUE_ERROR) {
            r->failures = failures; /* the server answers, but the backoff continues */
            err = redis_fail(r, redis_value_text(v));
        }
    }
    if (err == 0)
        err = take_run_id(r, redis_value_text(v));
    redis_value_free(&v);
    return err;
}

static int redis_connect_now(struct redis *r)
{
    const struct redis_target *t = &r->target;

    r->context = t->path[0] != '\0' ? redisConnectUnixWithTimeout(t->path, r->timeout)
                                    : redisConnectWithTimeout(t->host, t->port, r->timeout);
    if (r->context == NULL)
        return redis_fail(r, "out of memory");
    if (r->context->err != 0 || redisSetTimeout(r->context, r->timeout) != REDIS_OK)
        return fail_transport(r);
    fcntl(r->context->fd, F_SETFD, FD_CLOEXEC); /* programs of jobs must not inherit it */
    if (redis_log_in(r) != 0)
        return ERR_REDIS;
    r->connects++;
    return 0;
}

int redis_ensure(struct redis *r)
{
    if (r->context != NULL && (r->owed > 0 || !hung_up(r)))
        return 0;
    redis_disconnect(r);
    if (clock_mono_ms() < r->retry_at_ms)
        return ERR_REDIS;
    return redis_connect_now(r);
}

int redis_append(struct redis *r, int argc, const char *const *argv, const size_t *lens)
{
    if (r->context == NULL)
        return ERR_REDIS;
    if (r->owed >= REDIS_PIPELINE_MAX)
        return ERR_BOUND;
    return append(r, argc, argv, lens);
}

int redis_next(struct redis *r, struct redis_value **out)
{
    void *reply = NULL;

    if (out != NULL)
        *out = NULL;
    if (r->context == NULL)
        return ERR_REDIS;
    if (redis_reply_await(r->context, REDIS_REPLY_MAX, &reply) != REDIS_OK)
        return fail_transport(r);
    if (r->owed > 0)
        r->owed--;
    r->failures = 0;
    if (redis_value_type(reply) == REDIS_VALUE_ERROR) {
        const char *refusal = redis_refusal_of(redis_value_text(reply));
        r->refusal = refusal != NULL ? refusal : r->refusal;
    }
    if (out != NULL)
        *out = reply;
    else
        freeReplyObject(reply);
    return 0;
}

/* Passes ownership of v to the caller, or turns an error reply into a failure that keeps the
 * connection. */
static int redis_settle(struct redis *r, struct redis_value *v, struct redis_value **out)
{
    int err = 0;

    if (redis_value_type(v) == REDIS_VALUE_ERROR) {
        snprintf(r->failure, sizeof r->failure, "%s", redis_value_text(v));
        err = ERR_REDIS;
    } else if (out != NULL) {
        *out = v;
        return 0;
    }
    redis_value_free(&v);
    return err;
}

int redis_command(struct redis *r, int argc, const char *const *argv, const size_t *lens,
                  struct redis_value **out)
{
    struct redis_value *v = NULL;
    int err;

    assert(r->owed == 0);
    if (out != NULL)
        *out = NULL;
    err = redis_ensure(r);
    if (err == 0)
        err = redis_append(r, argc, argv, lens);
    if (err == 0)
        err = redis_next(r, &v);
    return err != 0 ? err : redis_settle(r, v, out);
}

int redis_commandl(struct redis *r, struct redis_value **out, ...)
{
    const char *argv[REDIS_ARGS_MAX];
    const char *arg;
    int argc = 0;
    va_list list;

    va_start(list, out);
    while ((arg = va_arg(list, const char *)) != NULL) {
        assert(argc < REDIS_ARGS_MAX);
        argv[argc++] = arg;
    }
    va_end(list);
    return redis_command(r, argc, argv, NULL, out);
}

int redis_probe_writes(struct redis *r)
{
    redis_forget_refusal(r);
    int rc = redis_commandl(r, NULL, "EVAL", REDIS_REFUSAL_PROBE, "0", (const char *)NULL);

    return rc != 0 && redis_connected(r) && redis_refusal(r) == NULL ? 0 : rc;
}

/* A redis_value is hiredis' reply under our name. */
static const redisReply *reply_of(const struct redis_value *v)
{
    return (const redisReply *)v;
}

enum redis_value_type redis_value_type(const struct redis_value *v)
{
    switch (v != NULL ? reply_of(v)->type : REDIS_REPLY_NIL) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        return REDIS_VALUE_STRING;
    case REDIS_REPLY_INTEGER:
        return REDIS_VALUE_INT;
    case REDIS_REPLY_ARRAY:
        return REDIS_VALUE_ARRAY;
    case REDIS_REPLY_ERROR:
        return REDIS_VALUE_ERROR;
    default:
        return REDIS_VALUE_NIL;
    }
}

const char *redis_value_text(const struct redis_value *v)
{
    enum redis_value_type type = redis_value_type(v);

    return type == REDIS_VALUE_STRING || type == REDIS_VALUE_ERROR ? reply_of(v)->str : NULL;
}

size_t redis_value_len(const struct redis_value *v)
{
    return redis_value_text(v) != NULL ? reply_of(v)->len : 0;
}

int64_t redis_value_int(const struct redis_value *v)
{
    const char *text = redis_value_text(v);
    char *end;
    long long n;

    if (redis_value_type(v) == REDIS_VALUE_INT)
        return reply_of(v)->integer;
    if (text == NULL || redis_value_type(v) == REDIS_VALUE_ERROR)
        return 0;
    n = strtoll(text, &end, 10);
    return end != text && *end == '\0' ? n : 0;
}

size_t redis_value_count(const struct redis_value *v)
{
    return redis_value_type(v) == REDIS_VALUE_ARRAY ? reply_of(v)->elements : 0;
}

const struct redis_value *redis_value_item(const struct redis_value *v, size_t index)
{
    if (index >= redis_value_count(v))
        return NULL;
    return (const struct redis_value *)reply_of(v)->element[index];
}

void redis_value_free(struct redis_value **v)
{
    if (*v != NULL)
        freeReplyObject(*v);
    *v = NULL;
}
