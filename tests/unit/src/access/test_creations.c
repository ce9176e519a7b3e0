/* SPDX-License-Identifier: MIT */
/*
 * The limit on creations per minute and client, in a table of fixed size. The tests pass the time
 * and never wait.
 */
#include "access/creations.h"

#include "config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOW_MS 1000000
#define CROWD 100000

static void test_so_many_at_once_then_one_by_one(void **state)
{
    struct creations *c = creations_new(60);

    (void)state;
    for (int i = 0; i < 60; i++)
        assert_int_equal(creations_take(c, "ann", NOW_MS), 0);
    assert_int_equal(creations_take(c, "ann", NOW_MS), 1000);
    assert_int_equal(creations_take(c, "ann", NOW_MS + 400), 600);
    assert_int_equal(creations_take(c, "bob", NOW_MS), 0);
    assert_int_equal(creations_take(c, "ann", NOW_MS + 1000), 0);
    assert_int_equal(creations_take(c, "ann", NOW_MS + 1000), 1000);
    for (int i = 0; i < 60; i++)
        assert_int_equal(creations_take(c, "ann", NOW_MS + 61000), 0);
    assert_int_equal(creations_take(c, "ann", NOW_MS + 61000), 1000);
    creations_free(&c);
    assert_null(c);
}

static void test_no_limit(void **state)
{
    struct creations *c = creations_new(0);

    (void)state;
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(creations_take(c, "ann", NOW_MS), 0);
    creations_free(&c);
}

/* A client with many addresses cannot push another client, which has used up its allowance, out of
 * the table. */
static void test_a_crowd_does_not_clear_a_client(void **state)
{
    struct creations *c = creations_new(10);
    char name[32];

    (void)state;
    for (int i = 0; i < 10; i++)
        assert_int_equal(creations_take(c, "ann", NOW_MS), 0);
    for (int i = 0; i < CROWD; i++) {
        (void)snprintf(name, sizeof name, "192.0.%d.%d", i / 256, i % 256);
        assert_int_equal(creations_take(c, name, NOW_MS), 0);
    }
    assert_int_equal(creations_take(c, "ann", NOW_MS), 6000);
    creations_free(&c);
}

/* The default does not delay a client that drops a thousand small files, each sent in two parts. */
static void test_a_drop_of_a_thousand_files(void **state)
{
    char message[CONFIG_ERROR_MAX];
    struct config config;

    (void)state;
    assert_int_equal(setenv("LOADLINE_REDIS_PREFIX", "a:", 1), 0);
    assert_int_equal(config_load("/dev/null", &config, message), 0);
    struct creations *c = creations_new(config.creations_per_client);
    for (int i = 0; i < 3 * 1000; i++)
        assert_int_equal(creations_take(c, "ann", NOW_MS), 0);
    creations_free(&c);
    config_free(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_so_many_at_once_then_one_by_one),
        cmocka_unit_test(test_no_limit),
        cmocka_unit_test(test_a_crowd_does_not_clear_a_client),
        cmocka_unit_test(test_a_drop_of_a_thousand_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
