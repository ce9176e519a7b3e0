/* SPDX-License-Identifier: MIT */
/*
 * A signal ends a wait, whenever it comes.
 */
#include "cli/common/interrupt.h"

#include "base/clock.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define LONG_MS 600000

static void test_a_signal_before_the_wait(void **state)
{
    int64_t start = clock_mono_ms();

    (void)state;
    interrupt_catch();
    assert_int_equal(interrupt_poll(NULL, 0, 1), 0);
    assert_int_equal(raise(SIGTERM), 0);
    assert_true(interrupt_caught());
    assert_int_equal(interrupt_poll(NULL, 0, LONG_MS), -1);
    assert_int_equal(errno, EINTR);
    assert_true(clock_mono_ms() - start < LONG_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_signal_before_the_wait)};

    return cmocka_run_group_tests_name("interrupt", tests, NULL, NULL);
}
