/* SPDX-License-Identifier: MIT */
/*
 * Transactions: all commands or none, and which failures are errors.
 */
#include "redis/redis.h"

#include "base/error.h"
#include "tests/unit/support/redis_server.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define TIMEOUT_MS 5000

struct fixture {
    struct redis_server server;
    struct redis *r;
};

static const char *const set_a[] = {"SET", "a", "1", NULL};
static const char *const set_b[] = {"SET", "b", "2", NULL};
static const char *const nonsense[] = {"NONSENSE", NULL};
static const char *const push_on_a[] = {"RPUSH", "a", "3", NULL};

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct redis_target target;

    *state = f;
    signal(SIGPIPE, SIG_IGN);
    if (redis_server_start(&f->server) != 0 || redis_target_parse(f->server.url, &target) != 0)
        return -1;
    return redis_new(&target, TIMEOUT_MS, &f->r);
}

static int stop(void **state)
{
    struct fixture *f = *state;

    redis_free(&f->r);
    redis_server_stop(&f->server);
    free(f);
    return 0;
}

static int empty_server(void **state)
{
    struct fixture *f = *state;

    return redis_commandl(f->r, NULL, "FLUSHALL", "SYNC", (const char *)NULL);
}

static int64_t number_at(struct redis *r, const char *key)
{
    struct redis_value *v = NULL;

    assert_int_equal(redis_commandl(r, &v, "GET", key, (const char *)NULL), 0);
    int64_t number = redis_value_int(v);
    redis_value_free(&v);
    return number;
}

static void test_all_are_executed(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;

    assert_int_equal(redis_transaction(r, (const char *const *const[]){set_a, set_b}, 2), 0);
    assert_int_equal(redis_owed(r), 0);
    assert_int_equal(number_at(r, "a"), 1);
    assert_int_equal(number_at(r, "b"), 2);
}

static void test_none_is_executed_where_one_is_refused(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    const char *const *const all[] = {set_a, nonsense, set_b};

    assert_int_equal(redis_transaction(r, all, 3), ERR_REDIS);
    assert_true(redis_connected(r));
    assert_int_equal(redis_owed(r), 0);
    assert_int_equal(number_at(r, "a"), 0);
    assert_int_equal(number_at(r, "b"), 0);
}

static void test_what_fails_while_executed_undoes_nothing(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    const char *const *const all[] = {set_a, push_on_a, set_b};

    assert_int_equal(redis_transaction(r, all, 3), 0);
    assert_int_equal(number_at(r, "a"), 1);
    assert_int_equal(number_at(r, "b"), 2);
}

static void test_a_server_that_is_away_is_an_error(void **state)
{
    struct fixture *f = *state;

    redis_server_kill(&f->server);
    assert_int_equal(redis_transaction(f->r, (const char *const *const[]){set_a}, 1), ERR_REDIS);
    assert_int_equal(redis_owed(f->r), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, empty_server)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_all_are_executed),
        TEST(test_none_is_executed_where_one_is_refused),
        TEST(test_what_fails_while_executed_undoes_nothing),
        TEST(test_a_server_that_is_away_is_an_error),
    };

    return cmocka_run_group_tests_name("redis_transaction", tests, start, stop);
}
