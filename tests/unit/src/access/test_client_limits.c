/* SPDX-License-Identifier: MIT */
/*
 * Limits on senders: per client, and in total.
 */
#include "access/client_limits.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define MANY 3000

static void test_of_one_client(void **state)
{
    struct client_limits *s = client_limits_new(2, 0);
    struct client_place *a, *b, *c, *other;

    (void)state;
    assert_int_equal(client_limits_enter(s, "ann", &a), 0);
    assert_int_equal(client_limits_check(s, "ann"), 0);
    assert_int_equal(client_limits_enter(s, "ann", &b), 0);
    assert_int_equal(client_limits_check(s, "ann"), ERR_CROWDED);
    assert_int_equal(client_limits_enter(s, "ann", &c), ERR_CROWDED);
    assert_null(c);
    assert_int_equal(client_limits_enter(s, "bob", &other), 0);
    client_limits_leave(s, &a);
    assert_null(a);
    assert_int_equal(client_limits_enter(s, "ann", &c), 0);
    client_limits_leave(s, &b);
    client_limits_leave(s, &c);
    client_limits_leave(s, &c);
    client_limits_leave(s, &other);
    client_limits_free(&s);
}

static void test_in_all(void **state)
{
    static struct client_place *places[MANY];
    struct client_limits *s = client_limits_new(0, MANY);
    struct client_place *one_more;
    char name[32];

    (void)state;
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(name, sizeof name, "client %d", i);
        assert_int_equal(client_limits_enter(s, name, &places[i]), 0);
    }
    assert_int_equal(client_limits_enter(s, "client 5", &one_more), ERR_BUSY);
    assert_int_equal(client_limits_enter(s, "new", &one_more), ERR_BUSY);
    for (int i = 0; i < MANY; i++)
        client_limits_leave(s, &places[i]);
    assert_int_equal(client_limits_enter(s, "new", &one_more), 0);
    client_limits_leave(s, &one_more);
    client_limits_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_one_client),
        cmocka_unit_test(test_in_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
