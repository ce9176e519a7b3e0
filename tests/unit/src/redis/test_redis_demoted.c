/* SPDX-License-Identifier: MIT */
/*
 * A server that becomes a replica while it is used, and a primary again.
 */
#include "redis/redis.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/redis_server.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define TIMEOUT_MS 5000
#define RECOVERY_MS 10000
#define POLL_MS 10

struct fixture {
    struct redis_server server;
    struct redis *r, *other;
};

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct redis_target target;

    *state = f;
    if (redis_server_start(&f->server) != 0 || redis_target_parse(f->server.url, &target) != 0 ||
        redis_new(&target, TIMEOUT_MS, &f->r) != 0)
        return -1;
    return redis_new(&target, TIMEOUT_MS, &f->other);
}

static int stop(void **state)
{
    struct fixture *f = *state;

    redis_free(&f->r);
    redis_free(&f->other);
    redis_server_stop(&f->server);
    free(f);
    return 0;
}

/* Repeats redis_ensure() until the reason of its failure is why; NULL: until it succeeds. */
static void ensure_until(struct redis *r, const char *why)
{
    int64_t end = clock_mono_ms() + RECOVERY_MS;

    while (why == NULL ? redis_ensure(r) != 0 : strcmp(redis_failure(r), why) != 0) {
        assert_true(clock_mono_ms() < end);
        poll(NULL, 0, POLL_MS);
        if (why != NULL)
            assert_int_equal(redis_ensure(r), ERR_REDIS);
    }
}

/* The connection to a server that became a replica is dropped with the first refused write, and not
 * used before it is a primary again. */
static void test_demoted_server(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(redis_ensure(f->other), 0);
    assert_string_equal(redis_server(f->r), "");
    assert_int_equal(redis_commandl(f->r, NULL, "REPLICAOF", "127.0.0.1", "1", (const char *)NULL),
                     0);
    assert_int_equal(redis_commandl(f->r, NULL, "SET", "k", "v", (const char *)NULL), ERR_REDIS);
    assert_false(redis_connected(f->r));
    assert_null(redis_refusal(f->r));
    assert_non_null(strstr(redis_failure(f->r), "READONLY"));
    ensure_until(f->r, "it is a replica of 127.0.0.1:1");
    assert_int_equal(redis_commandl(f->other, NULL, "REPLICAOF", "NO", "ONE", (const char *)NULL),
                     0);
    ensure_until(f->r, NULL);
    assert_int_equal(redis_connects(f->r), 2);
    assert_int_equal(redis_commandl(f->r, NULL, "SET", "k", "v", (const char *)NULL), 0);
    assert_non_null(strstr(redis_server(f->r), "unix:/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_demoted_server),
    };

    return cmocka_run_group_tests_name("redis_demoted", tests, start, stop);
}
