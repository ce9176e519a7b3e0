/* SPDX-License-Identifier: MIT */
/*
 * The clocks and the format of HTTP dates.
 */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void test_http_date(void **state)
{
    char buf[30], small[8];

    (void)state;
    clock_http_date(784111777000, buf, sizeof buf); /* the example of RFC 9110 */
    assert_string_equal(buf, "Sun, 06 Nov 1994 08:49:37 GMT");
    clock_http_date(951782399999, buf, sizeof buf);
    assert_string_equal(buf, "Mon, 28 Feb 2000 23:59:59 GMT");
    clock_http_date(0, small, sizeof small);
    assert_string_equal(small, "Thu, 01");
}

static void test_clocks(void **state)
{
    int64_t mono = clock_mono_ms();

    (void)state;
    assert_true(clock_wall_ms() > 1600000000000);
    clock_pause_ms(0);
    clock_pause_ms(-5);
    clock_pause_ms(20);
    assert_true(clock_mono_ms() - mono >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_http_date),
        cmocka_unit_test(test_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
