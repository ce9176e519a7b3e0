/* SPDX-License-Identifier: MIT */
/*
 * A connection on hiredis. Uses only calls that both 0.14 and 1.x have.
 */
#include "ws/source/redis_connection.h"

#include "base/error.h"
#include "redis/redis_reply.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define REPLY_MAX (4 * 1024 * 1024) /* bytes of one reply */

struct redis_connection {
    uv_poll_t poll;
    redisContext *redis; /* NULL once closed */
    const struct redis_connection_ops *ops;
    void *arg;
    int events;        /* polled for */
    size_t unfinished; /* bytes of an incomplete reply */
    bool connecting;
    bool unsent;        /* the output buffer is not empty */
    int logins_due;     /* login replies that are still outstanding */
    const char *broken; /* why the connection is unusable, or NULL */
};

static bool is_closed(const struct redis_connection *f)
{
    return f->redis == NULL;
}

static void redis_connection_append(struct redis_connection *f, int argc, const char *const *argv)
{
    /* hiredis does not change what argv points at; its prototype predates const. */
    if (redisAppendCommandArgv(f->redis, argc, (const char **)(uintptr_t)argv, NULL) != REDIS_OK)
        f->broken = "out of memory";
    f->unsent = true;
}

static void redis_connection_log_in(struct redis_connection *f, const struct redis_target *t)
{
    char db[16];
    const char *auth[] = {"AUTH", t->user, t->password};
    const char *password_only[] = {"AUTH", t->password};
    const char *select[] = {"SELECT", db};
    const char *ping[] = {"PING"};

    if (t->user[0] != '\0') {
        redis_connection_append(f, 3, auth);
        f->logins_due++;
    } else if (t->password[0] != '\0') {
        redis_connection_append(f, 2, password_only);
        f->logins_due++;
    }
    if (t->db != 0) {
        (void)snprintf(db, sizeof db, "%d", t->db);
        redis_connection_append(f, 2, select);
        f->logins_due++;
    }
    redis_connection_append(f, 1, ping); /* a loading server answers an error */
    f->logins_due++;
}

static void redis_connection_on_poll(uv_poll_t *poll, int status, int events);

static void redis_connection_listen_for(struct redis_connection *f)
{
    int events = UV_READABLE | (f->unsent || f->connecting ? UV_WRITABLE : 0);

    if (events == f->events) /* restarting the poll costs two system calls */
        return;
    f->events = events;
    (void)uv_poll_start(&f->poll, events, redis_connection_on_poll);
}

/* SO_ERROR holds the result of a connection in progress. */
static int connect_error(const struct redis_connection *f)
{
    int error = 0;
    socklen_t len = sizeof error;

    if (getsockopt(f->redis->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
        return errno;
    return error;
}

static void down(struct redis_connection *f, const char *why)
{
    char copy[REDIS_CONNECTION_WHY_MAX];

    (void)snprintf(copy, sizeof copy, "%s", why);
    f->ops->down(f->arg, copy);
}

static void send_pending(struct redis_connection *f)
{
    int done = 0;

    if (redisBufferWrite(f->redis, &done) != REDIS_OK)
        down(f, f->redis->errstr);
    else
        f->unsent = !done;
}

/* A server that cannot save its data refuses PING like a write, but can still be read. */
static bool redis_connection_is_alive(const redisReply *r)
{
    return r->type != REDIS_REPLY_ERROR || strncmp(r->str, "MISCONF", 7) == 0;
}

static void take_login(struct redis_connection *f, const redisReply *r)
{
    if (!redis_connection_is_alive(r))
        down(f, r->str);
    else if (--f->logins_due == 0)
        f->ops->up(f->arg);
}

static void take_replies(struct redis_connection *f)
{
    void *reply = NULL;

    while (!is_closed(f)) {
        if (redisGetReplyFromReader(f->redis, &reply) != REDIS_OK) {
            down(f, f->redis->errstr);
            return;
        }
        if (reply == NULL)
            return;
        f->unfinished = 0;
        if (f->logins_due > 0)
            take_login(f, reply);
        else
            f->ops->reply(f->arg, reply);
        freeReplyObject(reply);
    }
}

static void redis_connection_receive(struct redis_connection *f)
{
    if (redis_reply_read(f->redis, REPLY_MAX, &f->unfinished) != REDIS_OK)
        down(f, f->redis->errstr);
    else
        take_replies(f);
}

static void redis_connection_on_poll(uv_poll_t *poll, int status, int events)
{
    struct redis_connection *f = poll->data;

    int error = status < 0 ? -status : f->connecting ? connect_error(f) : 0;
    if (error != 0) {
        down(f, strerror(error));
        return;
    }
    f->connecting = false;
    if (f->broken != NULL)
        down(f, f->broken);
    if (!is_closed(f) && (events & UV_WRITABLE) != 0)
        send_pending(f);
    if (!is_closed(f) && (events & UV_READABLE) != 0)
        redis_connection_receive(f);
    if (!is_closed(f))
        redis_connection_listen_for(f);
}

static int redis_connection_fail(redisContext *redis, const char *why,
                                 char why_out[REDIS_CONNECTION_WHY_MAX])
{
    (void)snprintf(why_out, REDIS_CONNECTION_WHY_MAX, "%s", why);
    redisFree(redis);
    return ERR_REDIS;
}

int redis_connection_open(uv_loop_t *loop, const struct redis_target *target, const char *host,
                          const struct redis_connection_ops *ops, void *arg,
                          struct redis_connection **out, char why_out[REDIS_CONNECTION_WHY_MAX])
{
    redisContext *redis = target->path[0] != '\0' ? redisConnectUnixNonBlock(target->path)
                                                  : redisConnectNonBlock(host, target->port);

    *out = NULL;
    if (redis == NULL)
        return ERR_NOMEM;
    if (redis->err != 0)
        return redis_connection_fail(redis, redis->errstr, why_out);
    struct redis_connection *f = calloc(1, sizeof *f);
    if (f == NULL || uv_poll_init(loop, &f->poll, redis->fd) != 0) {
        free(f);
        return redis_connection_fail(redis, "no memory for the connection", why_out);
    }
    f->poll.data = f;
    f->redis = redis;
    f->ops = ops;
    f->arg = arg;
    f->connecting = true;
    redis_connection_log_in(f, target);
    redis_connection_listen_for(f);
    *out = f;
    return 0;
}

static void on_poll_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void redis_connection_close(struct redis_connection **f)
{
    struct redis_connection *gone = *f;

    *f = NULL;
    if (gone == NULL)
        return;
    uv_close((uv_handle_t *)&gone->poll, on_poll_closed);
    redisFree(gone->redis);
    gone->redis = NULL;
}

void redis_connection_command(struct redis_connection *f, int argc, const char *const *argv)
{
    redis_connection_append(f, argc, argv);
    redis_connection_listen_for(f);
}

static const redisReply *redis_connection_inner(const struct redis_connection_reply *r)
{
    return (const redisReply *)(const void *)r;
}

bool redis_connection_reply_is_error(const struct redis_connection_reply *r)
{
    return redis_connection_inner(r)->type == REDIS_REPLY_ERROR;
}

const char *redis_connection_reply_text(const struct redis_connection_reply *r, size_t *len_out)
{
    const redisReply *reply = redis_connection_inner(r);
    bool text = reply->type == REDIS_REPLY_STRING || reply->type == REDIS_REPLY_STATUS ||
                reply->type == REDIS_REPLY_ERROR;

    *len_out = text ? (size_t)reply->len : 0;
    return text ? reply->str : NULL;
}

const struct redis_connection_reply *
redis_connection_reply_item(const struct redis_connection_reply *r, size_t index)
{
    const redisReply *reply = redis_connection_inner(r);

    if (reply->type != REDIS_REPLY_ARRAY || index >= reply->elements)
        return NULL;
    return (const struct redis_connection_reply *)(const void *)reply->element[index];
}
