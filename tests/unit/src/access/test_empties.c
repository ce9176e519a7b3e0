/* SPDX-License-Identifier: MIT */
/*
 * The limit on empty uploads per client, in a table of fixed size. The tests pass the time and
 * never wait.
 */
#include "access/empties.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define NOW_MS 1000000
#define CROWD 200000

static void test_so_many_until_one_leaves(void **state)
{
    struct empties *e = empties_new(2, 0);

    (void)state;
    assert_true(empties_take(e, "ann", "1", NOW_MS));
    assert_true(empties_take(e, "ann", "2", NOW_MS));
    assert_false(empties_take(e, "ann", "3", NOW_MS));
    assert_true(empties_take(e, "bob", "4", NOW_MS));
    empties_leave(e, "3");
    empties_leave(e, "unknown");
    assert_false(empties_take(e, "ann", "3", NOW_MS));
    empties_leave(e, "1");
    empties_leave(e, "1");
    assert_true(empties_take(e, "ann", "3", NOW_MS));
    assert_false(empties_take(e, "ann", "5", NOW_MS));
    empties_free(&e);
    assert_null(e);
    empties_free(&e);
}

static void test_each_expires(void **state)
{
    struct empties *e = empties_new(2, 1000);

    (void)state;
    assert_true(empties_take(e, "ann", "1", NOW_MS));
    assert_true(empties_take(e, "ann", "2", NOW_MS + 600));
    assert_false(empties_take(e, "ann", "3", NOW_MS + 999));
    assert_true(empties_take(e, "ann", "3", NOW_MS + 1000));
    assert_false(empties_take(e, "ann", "4", NOW_MS + 1599));
    assert_true(empties_take(e, "ann", "4", NOW_MS + 1600));
    empties_leave(e, "2"); /* already gone: no other upload is affected */
    assert_false(empties_take(e, "ann", "5", NOW_MS + 1600));
    empties_free(&e);
}

static void test_no_limit(void **state)
{
    struct empties *e = empties_new(0, 1000);
    char id[32];

    (void)state;
    for (int i = 0; i < CROWD; i++) {
        (void)snprintf(id, sizeof id, "%d", i);
        assert_true(empties_take(e, "ann", id, NOW_MS));
    }
    empties_leave(e, "0");
    empties_free(&e);
}

/* Clients with many addresses leave room for others, except for the few whose hashes collide. */
static void test_a_crowd_takes_nothing_from_others(void **state)
{
    struct empties *e = empties_new(600, 0);
    char client[32], id[32];
    int refused = 0;

    (void)state;
    for (int i = 0; i < CROWD; i++) {
        (void)snprintf(client, sizeof client, "crowd %d", i / 600);
        (void)snprintf(id, sizeof id, "%d", i);
        (void)empties_take(e, client, id, NOW_MS);
    }
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(client, sizeof client, "honest %d", i);
        refused += !empties_take(e, client, client, NOW_MS);
    }
    assert_in_range(refused, 0, 30);
    empties_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_so_many_until_one_leaves),
        cmocka_unit_test(test_each_expires),
        cmocka_unit_test(test_no_limit),
        cmocka_unit_test(test_a_crowd_takes_nothing_from_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
