/* SPDX-License-Identifier: MIT */
/*
 * When a sender is too slow.
 */
#include "fcgi/deadline.h"

#include "error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The thread is not started here. */
struct request_flow request_flow(struct request *r)
{
    (void)r;
    return (struct request_flow){0};
}

void request_interrupt_one(struct request *r, unsigned serial, int reason)
{
    (void)r;
    (void)serial;
    (void)reason;
}

static const struct deadline_limits idle = {.idle_ms = 1000, .rate_window_ms = 500};
static const struct deadline_limits rate = {.min_rate = 1000, .rate_window_ms = 500};

static bool at(struct pace *p, const struct deadline_limits *limits, int64_t now, int64_t bytes,
               int64_t waiting_since)
{
    struct request_flow flow = {7, bytes, waiting_since};

    return pace_is_broken(p, limits, &flow, now);
}

static void test_silence(void **state)
{
    struct pace p = {0};

    (void)state;
    assert_false(at(&p, &idle, 10000, 0, 10000));
    assert_false(at(&p, &idle, 10999, 0, 10000));
    assert_false(at(&p, &idle, 12000, 5, 11500));
    assert_true(at(&p, &idle, 12500, 5, 11500));
}

static void test_our_own_slowness_does_not_count(void **state)
{
    struct pace p = {0};

    (void)state;
    for (int64_t now = 10000; now < 20000; now += 250) {
        assert_false(at(&p, &idle, now, 100, 0));
        assert_false(at(&p, &rate, now, 100, 0));
    }
}

static void test_rate(void **state)
{
    struct pace p = {0};

    (void)state;
    assert_false(at(&p, &rate, 10000, 0, 10000));
    assert_false(at(&p, &rate, 10499, 0, 10000)); /* the window is not over */
    assert_false(at(&p, &rate, 10500, 500, 10490));
    assert_true(at(&p, &rate, 11000, 999, 10990));
}

static void test_a_new_request_begins_anew(void **state)
{
    struct pace p = {0};
    struct request_flow next = {8, 0, 19000};

    (void)state;
    assert_false(at(&p, &rate, 10000, 0, 10000));
    assert_false(pace_is_broken(&p, &rate, &next, 20000));
    assert_false(pace_is_broken(&p, &rate, &next, 20400));
    assert_true(pace_is_broken(&p, &rate, &next, 20500));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_our_own_slowness_does_not_count),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_a_new_request_begins_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
