/* SPDX-License-Identifier: MIT */
/*
 * Until when events are known, after a time in which nothing was read.
 */
#include "cli/events/heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define START 1000000
#define MINUTE 60000

/* What Redis had sent before it closed the connection is read ten minutes later. */
static void test_a_stall(void **state)
{
    struct heard h = {0};

    (void)state;
    heard_begin(&h, START);
    assert_int_equal(h.until_ms, START);
    heard_document(&h, START + 100, START + 10 * MINUTE);
    heard_document(&h, START + 50, START + 10 * MINUTE); /* the clock of another host */
    assert_int_equal(h.until_ms, START + 100);
    heard_begin(&h, START + 11 * MINUTE);
    assert_int_equal(h.until_ms, START + 11 * MINUTE);
}

static void test_an_answer_counts_from_its_ping(void **state)
{
    struct heard h = {0};

    (void)state;
    heard_begin(&h, START);
    heard_ask(&h, START + MINUTE);
    assert_int_equal(h.until_ms, START);
    heard_ask(&h, START + 9 * MINUTE);
    heard_answer(&h);
    assert_int_equal(h.until_ms, START + MINUTE);
    heard_answer(&h); /* that to the second ping */
    assert_int_equal(h.until_ms, START + MINUTE);
}

static void test_a_clock_that_is_ahead(void **state)
{
    struct heard h = {0};

    (void)state;
    heard_begin(&h, START);
    heard_document(&h, START + 60 * MINUTE, START + 5);
    assert_int_equal(h.until_ms, START + 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_stall),
        cmocka_unit_test(test_an_answer_counts_from_its_ping),
        cmocka_unit_test(test_a_clock_that_is_ahead),
    };

    return cmocka_run_group_tests_name("heard", tests, NULL, NULL);
}
