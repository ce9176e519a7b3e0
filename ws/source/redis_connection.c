/* SPDX-License-Identifier: MIT */
/*
 * A wire on a uv_poll.
 */
#include "ws/source/redis_connection.h"

#include "base/error.h"
#include "redis/redis_wire.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_MAX (4 * 1024 * 1024) /* bytes of one reply */

struct redis_connection {
    uv_poll_t poll;
    struct redis_wire *wire; /* NULL once closed */
    const struct redis_connection_ops *ops;
    void *arg;
    int events;         /* polled for */
    bool ready;         /* connected */
    int logins_due;     /* login replies that are still outstanding */
    const char *broken; /* why the connection is unusable, or NULL */
};

static bool is_closed(const struct redis_connection *f)
{
    return f->wire == NULL;
}

static void redis_connection_append(struct redis_connection *f, int argc, const char *const *argv)
{
    if (redis_wire_append(f->wire, argc, argv, NULL) != 0)
        f->broken = redis_wire_failure(f->wire);
}

static void redis_connection_log_in(struct redis_connection *f, const struct redis_target *t)
{
    char db[16];
    const char *auth[] = {"AUTH", t->login.user, t->login.password};
    const char *password_only[] = {"AUTH", t->login.password};
    const char *select[] = {"SELECT", db};
    const char *ping[] = {"PING"};

    if (t->login.user[0] != '\0') {
        redis_connection_append(f, 3, auth);
        f->logins_due++;
    } else if (t->login.password[0] != '\0') {
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
    short wanted = redis_wire_events(f->wire);
    int events =
        ((wanted & POLLIN) != 0 ? UV_READABLE : 0) | ((wanted & POLLOUT) != 0 ? UV_WRITABLE : 0);

    if (events == f->events) /* restarting the poll costs two system calls */
        return;
    f->events = events;
    (void)uv_poll_start(&f->poll, events, redis_connection_on_poll);
}

static void down(struct redis_connection *f, const char *why)
{
    char copy[REDIS_WHY_SIZE];

    (void)snprintf(copy, sizeof copy, "%s", why);
    f->ops->down(f->arg, copy);
}

/* Continues to connect, or sends what is queued. */
static void redis_connection_send(struct redis_connection *f)
{
    int rc = redis_wire_send(f->wire);

    if (rc < 0)
        down(f, redis_wire_failure(f->wire));
    else
        f->ready = rc == 1;
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
        if (redis_wire_take(f->wire, &reply) != 0) {
            down(f, redis_wire_failure(f->wire));
            return;
        }
        if (reply == NULL)
            return;
        if (f->logins_due > 0)
            take_login(f, reply);
        else
            f->ops->reply(f->arg, reply);
        freeReplyObject(reply);
    }
}

static void redis_connection_receive(struct redis_connection *f)
{
    if (redis_wire_receive(f->wire) != 0)
        down(f, redis_wire_failure(f->wire));
    else
        take_replies(f);
}

static void redis_connection_on_poll(uv_poll_t *poll, int status, int events)
{
    struct redis_connection *f = poll->data;

    if (status < 0) {
        down(f, strerror(-status));
        return;
    }
    if (f->broken != NULL)
        down(f, f->broken);
    if (!is_closed(f) && (!f->ready || (events & UV_WRITABLE) != 0))
        redis_connection_send(f);
    if (!is_closed(f) && f->ready && (events & UV_READABLE) != 0)
        redis_connection_receive(f);
    if (!is_closed(f))
        redis_connection_listen_for(f);
}

int redis_connection_open(uv_loop_t *loop, const struct redis_target *target, const char *host,
                          const struct redis_connection_ops *ops, void *arg,
                          struct redis_connection **out, char why_out[REDIS_WHY_SIZE])
{
    struct redis_connection *f = calloc(1, sizeof *f);
    struct redis_wire *wire = NULL;
    int err = f == NULL ? ERR_NOMEM : 0;

    *out = NULL;
    if (err == 0)
        err = redis_wire_open(target, &target->addresses[0], host, REPLY_MAX, &wire, why_out);
    if (err == 0 && uv_poll_init(loop, &f->poll, redis_wire_fd(wire)) != 0)
        err = ERR_NOMEM;
    if (err != 0) {
        redis_wire_free(&wire);
        free(f);
        return err;
    }
    f->poll.data = f;
    f->wire = wire;
    f->ops = ops;
    f->arg = arg;
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
    redis_wire_free(&gone->wire);
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
