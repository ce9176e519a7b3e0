/* SPDX-License-Identifier: MIT */
/*
 * A wire on a uv_poll.
 */
#include "ws/source/redis_connection.h"

#include "base/error.h"
#include "redis/redis_handshake.h"
#include "redis/redis_sentinel.h"

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
    struct redis_discovery *discovery; /* of a Sentinel's answers; NULL: a server */
    union {
        struct redis_handshake handshake;
        struct redis_sentinel sentinel;
    } login;
    bool logging_in;
    int events;         /* polled for */
    bool ready;         /* connected */
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

static void redis_connection_on_poll(uv_poll_t *poll, int status, int events);

static void redis_connection_listen_for(struct redis_connection *f)
{
    short wanted = redis_wire_events(f->wire);
    bool writes = (wanted & POLLOUT) != 0 || f->broken != NULL;
    int events = ((wanted & POLLIN) != 0 ? UV_READABLE : 0) | (writes ? UV_WRITABLE : 0);

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

static void take_login(struct redis_connection *f, const struct redis_value *v)
{
    int rc = f->discovery != NULL ? redis_sentinel_take(&f->login.sentinel, v, f->discovery)
                                  : redis_handshake_take(&f->login.handshake, v);

    if (rc < 0)
        down(f, f->discovery != NULL ? f->login.sentinel.why : f->login.handshake.why);
    f->logging_in = rc == 0;
    if (rc == 1)
        f->ops->up(f->arg);
}

static void take_replies(struct redis_connection *f)
{
    struct redis_value *reply;
    void *taken = NULL;

    while (!is_closed(f)) {
        if (redis_wire_take(f->wire, &taken) != 0) {
            down(f, redis_wire_failure(f->wire));
            return;
        }
        reply = taken;
        if (reply == NULL)
            return;
        if (f->logging_in)
            take_login(f, reply);
        else
            f->ops->reply(f->arg, reply);
        redis_value_free(&reply);
    }
}

static bool redis_connection_hear(void *arg, const struct redis_published *m)
{
    struct redis_connection *f = arg;

    f->ops->published(f->arg, m);
    return !is_closed(f);
}

/* What arrived before the connection ended counts. */
static void redis_connection_receive(struct redis_connection *f)
{
    bool hears = f->ops->published != NULL && !f->logging_in;
    int err = redis_wire_listen(f->wire, hears ? redis_connection_hear : NULL, f);

    take_replies(f);
    if (err != 0 && !is_closed(f))
        down(f, redis_wire_failure(f->wire));
}

static void redis_connection_on_poll(uv_poll_t *poll, int status, int events)
{
    struct redis_connection *f = poll->data;

    (void)events;
    if (f->broken != NULL)
        down(f, f->broken);
    /* A server that refuses us says so before it closes: reading comes first. */
    if (!is_closed(f) && f->ready)
        redis_connection_receive(f);
    if (!is_closed(f))
        redis_connection_send(f);
    if (!is_closed(f) && status < 0)
        down(f, strerror(-status));
    if (!is_closed(f))
        redis_connection_listen_for(f);
}

/* Appends what the peer is told first; it leaves once connected. */
static int redis_connection_begin(struct redis_connection *f, const struct redis_target *target)
{
    f->logging_in = true;
    return f->discovery != NULL ? redis_sentinel_begin(&f->login.sentinel, target, f->wire)
                                : redis_handshake_begin(&f->login.handshake, target, f->wire);
}

int redis_connection_open(uv_loop_t *loop, const struct redis_connection_peer *peer,
                          const struct redis_connection_ops *ops, void *arg,
                          struct redis_connection **out, char why_out[REDIS_WHY_SIZE])
{
    struct redis_connection *f = calloc(1, sizeof *f);
    int err = f == NULL ? ERR_NOMEM : 0;

    *out = NULL;
    if (err == 0)
        err = redis_wire_open(peer->target, peer->address, peer->numeric, REPLY_MAX, &f->wire,
                              why_out);
    if (err == 0) {
        f->discovery = peer->discovery;
        err = redis_connection_begin(f, peer->target) == 0 ? 0 : ERR_NOMEM;
    }
    if (err == 0 && uv_poll_init(loop, &f->poll, redis_wire_fd(f->wire)) != 0)
        err = ERR_NOMEM;
    if (err != 0) {
        if (f != NULL)
            redis_wire_free(&f->wire);
        free(f);
        return err;
    }
    f->poll.data = f;
    f->ops = ops;
    f->arg = arg;
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
