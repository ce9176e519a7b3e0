/* SPDX-License-Identifier: MIT */
/*
 * The bounds of the wait after each failure, for every kind of jitter.
 */
#include "base/backoff.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define DRAWS 2000 /* draws of each wait */

static void check_range(enum backoff_jitter jitter, unsigned failures, int64_t least, int64_t most)
{
    const struct backoff b = {50, 2000, jitter};
    int64_t shortest = INT64_MAX, longest = 0;

    for (int i = 0; i < DRAWS; i++) {
        int64_t ms = backoff_ms(&b, failures);
        shortest = ms < shortest ? ms : shortest;
        longest = ms > longest ? ms : longest;
    }
    assert_in_range(shortest, least, most);
    assert_in_range(longest, least, most);
    if (least < most) /* the draws cover the range, not only a part of it */
        assert_true(longest - shortest > (most - least) / 2);
}

static void test_doubles_from_base_to_cap(void **state)
{
    static const int64_t expected[] = {50, 100, 200, 400, 800, 1600, 2000, 2000};
    const struct backoff b = {50, 2000, BACKOFF_NO_JITTER};

    (void)state;
    for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_int_equal(backoff_ms(&b, i + 1), expected[i]);
    assert_int_equal(backoff_ms(&b, UINT_MAX), 2000);
}

static void test_a_base_above_the_cap_is_the_cap(void **state)
{
    const struct backoff b = {INT64_MAX, UINT32_MAX, BACKOFF_NO_JITTER};

    (void)state;
    assert_int_equal(backoff_ms(&b, 1), UINT32_MAX);
    assert_int_equal(backoff_ms(&b, 9), UINT32_MAX);
}

static void test_equal_jitter_keeps_half(void **state)
{
    (void)state;
    check_range(BACKOFF_EQUAL_JITTER, 1, 25, 50);
    check_range(BACKOFF_EQUAL_JITTER, 3, 100, 200);
    check_range(BACKOFF_EQUAL_JITTER, 1000, 1000, 2000);
}

static void test_full_jitter_keeps_nothing(void **state)
{
    (void)state;
    check_range(BACKOFF_FULL_JITTER, 1, 1, 50);
    check_range(BACKOFF_FULL_JITTER, 3, 1, 200);
    check_range(BACKOFF_FULL_JITTER, 1000, 1, 2000);
}

static void test_the_shortest_wait_is_one(void **state)
{
    const struct backoff equal = {1, 1, BACKOFF_EQUAL_JITTER}, full = {1, 1, BACKOFF_FULL_JITTER};

    (void)state;
    assert_int_equal(backoff_ms(&equal, 5), 1);
    assert_int_equal(backoff_ms(&full, 5), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doubles_from_base_to_cap),
        cmocka_unit_test(test_a_base_above_the_cap_is_the_cap),
        cmocka_unit_test(test_equal_jitter_keeps_half),
        cmocka_unit_test(test_full_jitter_keeps_nothing),
        cmocka_unit_test(test_the_shortest_wait_is_one),
    };

    return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
