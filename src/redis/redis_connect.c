/* SPDX-License-Identifier: MIT */
/*
 * A loop over the steps.
 */
#include "redis/redis_connect.h"

#include "base/clock.h"
#include "base/error.h"
#include "redis/redis_dial.h"
#include "redis/redis_sentinel.h"

#include <stdio.h>

#define SENTINEL_BYTES ((size_t)1 << 20) /* of a reply */

/* Waits for one reply; the caller frees it. */
static int await_value(struct redis_wire *w, int64_t deadline_ms, struct redis_value **out,
                       char why_out[REDIS_WHY_SIZE])
{
    void *reply = NULL;
    int err = redis_await(w, deadline_ms, &reply, why_out);

    *out = reply;
    return err;
}

static int connect_log_in(const struct redis_target *target, struct redis_wire *w,
                          int64_t deadline_ms, struct redis_handshake *h)
{
    struct redis_value *v = NULL;
    int rc = redis_handshake_begin(h, target, w);

    while (rc == 0) {
        rc = await_value(w, deadline_ms, &v, h->why);
        if (rc == 0)
            rc = redis_handshake_take(h, v);
        redis_value_free(&v);
    }
    return rc == 1 ? 0 : ERR_REDIS;
}

int redis_connect_ask(struct redis_discovery *d, const struct redis_target *target,
                      const struct redis_address *a, int64_t deadline_ms,
                      char why_out[REDIS_WHY_SIZE])
{
    struct redis_sentinel s = {0};
    struct redis_value *v = NULL;
    struct redis_wire *w = NULL;
    int rc = redis_dial(target, a, SENTINEL_BYTES, deadline_ms, &w, why_out);

    if (rc != 0)
        return rc;
    rc = redis_sentinel_begin(&s, target, w);
    while (rc == 0) {
        rc = await_value(w, deadline_ms, &v, s.why);
        if (rc == 0)
            rc = redis_sentinel_take(&s, v, d);
        redis_value_free(&v);
    }
    redis_wire_free(&w);
    (void)snprintf(why_out, REDIS_WHY_SIZE, "%s", s.why);
    return rc == 1 ? 0 : ERR_REDIS;
}

/* Connects and logs in at a server. */
static int connect_server(const struct redis_target *target, const struct redis_address *a,
                          size_t max_bytes, int64_t deadline_ms, struct redis_wire **out,
                          struct redis_handshake *login_out, char why_out[REDIS_WHY_SIZE])
{
    int err = redis_dial(target, a, max_bytes, deadline_ms, out, why_out);

    if (err != 0)
        return err;
    err = connect_log_in(target, *out, deadline_ms, login_out);
    if (err != 0) {
        (void)snprintf(why_out, REDIS_WHY_SIZE, "%s", login_out->why);
        redis_wire_free(out);
    }
    return err;
}

int redis_connect(struct redis_discovery *d, const struct redis_target *target, int timeout_ms,
                  size_t max_bytes, struct redis_wire **out, struct redis_handshake *login_out,
                  struct redis_address *address_out)
{
    const struct redis_address *a;
    enum redis_step step;

    *out = NULL;
    redis_discovery_begin(d);
    while ((step = redis_discovery_next(d, &a)) != REDIS_STEP_OVER) {
        char why[REDIS_WHY_SIZE] = "out of memory";
        int64_t deadline_ms = clock_mono_ms() + redis_discovery_step_ms(d, step, timeout_ms);
        int err = step == REDIS_STEP_ASK
                      ? redis_connect_ask(d, target, a, deadline_ms, why)
                      : connect_server(target, a, max_bytes, deadline_ms, out, login_out, why);
        if (err != 0)
            redis_discovery_fail(d, why);
        if (*out != NULL) {
            *address_out = *a;
            redis_discovery_succeed(d);
            return 0;
        }
    }
    return ERR_REDIS;
}
