/* SPDX-License-Identifier: MIT */
/*
 * The blocking connection. Any failure of the transport or the protocol drops it, because replies
 * can then no longer be assigned to commands.
 */
#include "redis/redis.h"

#include "base/clock.h"
#include "base/error.h"
#include "redis/redis_connect.h"
#include "redis/redis_dial.h"
#include "redis/redis_loss.h"
#include "redis/redis_refusal.h"
#include "redis/redis_retry.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct redis {
    struct redis_target target;
    struct redis_discovery discovery;
    int timeout_ms;
    char name[REDIS_NAME_SIZE]; /* before the text of a lost connection */
    struct redis_wire *wire;    /* NULL: not connected */
    unsigned owed;
    unsigned connects;
    bool is_proven; /* this connection has answered a command */
    struct redis_retry own, *retry;
    char run_id[REDIS_RUN_ID_SIZE];
    char server[REDIS_ADDRESS_SIZE];
    char failure[REDIS_FAILURE_SIZE];
    const char *refusal; /* static; or NULL */
};

int redis_new(const struct redis_target *target, int timeout_ms, struct redis **out)
{
    struct redis *r = calloc(1, sizeof *r);

    *out = r;
    if (r == NULL)
        return ERR_NOMEM;
    r->target = *target;
    redis_discovery_init(&r->discovery, target);
    r->timeout_ms = timeout_ms;
    r->retry = &r->own;
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

void redis_set_name(struct redis *r, const char *name)
{
    (void)snprintf(r->name, sizeof r->name, "%s", name);
}

void redis_share_retry(struct redis *r, struct redis_retry *shared)
{
    r->retry = shared;
}

void redis_disconnect(struct redis *r)
{
    redis_wire_free(&r->wire);
    r->owed = 0;
}

bool redis_connected(const struct redis *r)
{
    return r->wire != NULL;
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

const char *redis_server(const struct redis *r)
{
    return r->server;
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

/* Records the reason, drops the connection and starts the backoff (redis_retry_fail()). */
static int redis_lose(struct redis *r, const char *why, bool has_turn, bool is_silent)
{
    /* why may belong to the wire */
    (void)snprintf(r->failure, sizeof r->failure, "%s%s", r->name, why);
    redis_disconnect(r);
    redis_retry_fail(r->retry, has_turn, is_silent, r->failure);
    return ERR_REDIS;
}

static int redis_fail(struct redis *r, const char *why)
{
    return redis_lose(r, why, false, false);
}

/* The first answer on a connection ends the failures before it. */
static void redis_note_answer(struct redis *r)
{
    if (!r->is_proven)
        redis_retry_answered(r->retry);
    r->is_proven = true;
}

/* Whether the server closed the idle connection. */
static bool hung_up(const struct redis *r)
{
    return redis_wire_receive(r->wire) != 0;
}

static int append(struct redis *r, int argc, const char *const *argv, const size_t *lens)
{
    if (redis_wire_append(r->wire, argc, argv, lens) != 0)
        return redis_fail(r, redis_wire_failure(r->wire));
    r->owed++;
    return 0;
}

static int redis_connect_now(struct redis *r, bool has_turn)
{
    struct redis_handshake login = {0};
    struct redis_address address;

    if (redis_connect(&r->discovery, &r->target, r->timeout_ms, REDIS_REPLY_MAX, &r->wire, &login,
                      &address) != 0)
        return redis_lose(r, r->discovery.why, has_turn, false);
    redis_retry_connected(r->retry, has_turn);
    memcpy(r->run_id, login.run_id, sizeof r->run_id);
    (void)redis_address_text(&address, r->server);
    r->connects++;
    r->is_proven = false;
    return 0;
}

/* An idle connection is made again if the server closed it, or left a command of another without
 * answer: a login shows whether it answers. */
static bool redis_is_usable(const struct redis *r)
{
    return r->wire != NULL && (r->owed > 0 || (!redis_retry_is_silent(r->retry) && !hung_up(r)));
}

int redis_ensure(struct redis *r)
{
    bool has_turn;

    if (redis_is_usable(r))
        return 0;
    redis_disconnect(r);
    if (!redis_retry_begin(r->retry, &has_turn, r->failure))
        return ERR_REDIS;
    return redis_connect_now(r, has_turn);
}

int redis_append(struct redis *r, int argc, const char *const *argv, const size_t *lens)
{
    if (r->wire == NULL)
        return ERR_REDIS;
    if (r->owed >= REDIS_PIPELINE_MAX)
        return ERR_BOUND;
    return append(r, argc, argv, lens);
}

/* An error reply may mean that this is not the primary any more, or that it refuses writes. */
static int heed_error(struct redis *r, const char *error)
{
    const char *refusal = redis_refusal_of(error);

    if (redis_loss_is(error))
        return redis_fail(r, error);
    r->refusal = refusal != NULL ? refusal : r->refusal;
    snprintf(r->failure, sizeof r->failure, "%s", error);
    return 0;
}

int redis_next(struct redis *r, struct redis_value **out)
{
    char why[REDIS_WHY_SIZE];
    void *reply = NULL;
    struct redis_value *v;
    int err;

    if (out != NULL)
        *out = NULL;
    if (r->wire == NULL)
        return ERR_REDIS;
    err = redis_await(r->wire, clock_mono_ms() + r->timeout_ms, &reply, why);
    if (err != 0)
        return redis_lose(r, why, false, err == ERR_TIMEOUT);
    v = reply;
    if (r->owed > 0)
        r->owed--;
    if (redis_value_type(v) == REDIS_VALUE_ERROR)
        err = heed_error(r, redis_value_text(v));
    if (err == 0)
        redis_note_answer(r);
    if (err == 0 && out != NULL)
        *out = v;
    else
        redis_value_free(&v);
    return err;
}

/* Passes ownership of v to the caller, or turns an error reply, which is noted, into a failure that
 * keeps the connection. */
static int redis_settle(struct redis_value *v, struct redis_value **out)
{
    int err = 0;

    if (redis_value_type(v) == REDIS_VALUE_ERROR) {
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
    return err != 0 ? err : redis_settle(v, out);
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
