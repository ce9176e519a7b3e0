/* SPDX-License-Identifier: MIT */
/*
 * Tests when a sender or reader is too slow.
 */
#include "fcgi/http/idle_timeout.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A stub, because the thread is not started here. */
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

void request_cut_one(struct request *r, unsigned serial, int reason)
{
    request_interrupt_one(r, serial, reason);
}

static const struct idle_timeout_limits idle = {.idle_ms = 1000, .rate_window_ms = 500};
static const struct idle_timeout_limits rate = {.min_rate = 1000, .rate_window_ms = 500};

/* Checks a sender with waited ms of earlier waits and a current wait since `since` (0: none). */
static bool at(struct pace *p, const struct idle_timeout_limits *limits, int64_t now, int64_t bytes,
               int64_t waited, int64_t since)
{
    struct request_flow flow = {
        .serial = 7, .moved = bytes, .waited_ms = waited, .waiting_since_ms = since};

    return pace_is_broken(p, limits, &flow, now);
}

/* The same for a reader. */
static bool reads(struct pace *p, const struct idle_timeout_limits *limits, int64_t now,
                  int64_t bytes, int64_t since)
{
    struct request_flow flow = {
        .serial = 7, .writing = true, .moved = bytes, .waiting_since_ms = since};

    return pace_is_broken(p, limits, &flow, now);
}

static void test_silence(void **state)
{
    struct pace p = {0};

    (void)state;
    assert_false(at(&p, &idle, 10000, 0, 0, 10000));
    assert_false(at(&p, &idle, 10999, 0, 0, 10000));
    assert_false(at(&p, &idle, 12000, 5, 1400, 11500));
    assert_true(at(&p, &idle, 12500, 5, 1400, 11500));
}

static void test_our_own_slowness_does_not_count(void **state)
{
    struct pace p = {0};

    (void)state;
    for (int64_t now = 10000; now < 20000; now += 250) {
        assert_false(at(&p, &idle, now, 100, 0, 0));
        assert_false(at(&p, &rate, now, 100, 0, 0));
    }
    /* Half of the window was spent waiting for the sender, the rest was our own time. */
    assert_false(at(&p, &rate, 20250, 101, 0, 20000));
    assert_false(at(&p, &rate, 25000, 102, 400, 24950));
    assert_true(at(&p, &rate, 25050, 103, 400, 24950));
}

static void test_rate(void **state)
{
    struct pace p = {0};

    (void)state;
    assert_false(at(&p, &rate, 10000, 0, 0, 10000));
    assert_false(at(&p, &rate, 10499, 0, 0, 10000)); /* the window is not over */
    assert_false(at(&p, &rate, 10500, 500, 490, 10490));
    assert_false(at(&p, &rate, 10750, 700, 740, 10740));
    assert_true(at(&p, &rate, 11000, 999, 990, 10990));
}

static const struct idle_timeout_limits usual = {
    .idle_ms = 300000, .min_rate = 256, .rate_window_ms = 60000};

/* Both must hold: a byte now and then is too slow, and a slow line is fast enough. */
static void test_the_default_tells_a_slow_line_from_a_stalled_one(void **state)
{
    struct pace slow = {0}, stalled = {0};
    int64_t begin = 1000, ended = 0;

    (void)state;
    for (int64_t now = begin; now < begin + 600000; now += 250) {
        /* 1 KB a second, by a front end that buffers 16 KB at a time. */
        int64_t pieces = (now - begin) / 16000;
        assert_false(
            at(&slow, &usual, now, pieces * 16000, pieces * 16000, begin + pieces * 16000));
        pieces = (now - begin) / 15000;
        if (ended == 0 && at(&stalled, &usual, now, pieces, pieces * 15000, begin + pieces * 15000))
            ended = now - begin;
    }
    assert_int_equal(ended, 60000);
}

/* Returns when a sender is ended, in seconds, that alternates this silence with this number of
 * bytes. */
static int64_t ends_after(int64_t silence_s, int64_t bytes)
{
    struct pace p = {0};

    for (int64_t now = 1000; now < 1000 + 3600 * 1000; now += 250) {
        int64_t pieces = (now - 1000) / (silence_s * 1000), waited = pieces * silence_s * 1000;
        if (at(&p, &usual, now, pieces * bytes, waited, 1000 + waited))
            return (now - 1000) / 1000;
    }
    return -1;
}

/* Otherwise min_rate would end it after a minute, and idle_timeout would never apply. */
static void test_a_sender_that_is_silent_altogether_has_the_idle_timeout(void **state)
{
    struct pace p = {0};
    int64_t now = 1000, bytes = 0, begin;

    (void)state;
    for (int tunnel = 0; tunnel < 3; tunnel++) {
        for (begin = now; now < begin + 90000; now += 250)
            assert_false(at(&p, &usual, now, bytes += 5000, now - 1000, now));
        for (begin = now; now < begin + 299000; now += 250)
            assert_false(at(&p, &usual, now, bytes, begin - 1000, begin));
    }
    for (begin = now; now < begin + 90000; now += 250)
        assert_false(at(&p, &usual, now, bytes += 5000, now - 1000, now));
    assert_false(at(&p, &usual, now - 250 + 299999, bytes, now - 1250, now - 250));
    assert_true(at(&p, &usual, now - 250 + 300000, bytes, now - 1250, now - 250));
}

/* Single bytes, however rare, do not extend the allowed silence. */
static void test_pauses_add_up(void **state)
{
    (void)state;
    assert_int_equal(ends_after(1, 1), 60);
    assert_int_equal(ends_after(15, 1), 60);
    assert_int_equal(ends_after(59, 1), 118);
    assert_int_equal(ends_after(61, 1), 300);
    assert_int_equal(ends_after(150, 1), 300);
    assert_int_equal(ends_after(299, 1), 300);
    assert_int_equal(ends_after(400, 1), 300);
    /* 1 KB a second, whatever the buffer size. */
    for (int64_t silence_s = 1; silence_s < 300; silence_s++)
        assert_int_equal(ends_after(silence_s, silence_s * 1024), -1);
}

/* The kernel reports small amounts of sent data long before the write returns. */
static void test_readers(void **state)
{
    struct pace p = {0}, q = {0};

    (void)state;
    for (int64_t now = 10000; now < 20000; now += 250)
        assert_false(reads(&p, &idle, now, now, 10000));
    assert_false(reads(&p, &idle, 20000, 19750, 10000));
    assert_false(reads(&p, &idle, 20700, 19750, 10000));
    assert_true(reads(&p, &idle, 20750, 19750, 10000));
    assert_false(reads(&q, &rate, 30000, 0, 30000));
    assert_false(reads(&q, &rate, 30500, 500, 30000));
    assert_false(reads(&q, &rate, 30750, 700, 30000));
    assert_true(reads(&q, &rate, 31000, 900, 30000));
}

/* Bytes of a head are no progress: it ends after a fixed total time. */
static void test_a_head_has_a_time_of_its_own(void **state)
{
    static const struct idle_timeout_limits head = {
        .idle_ms = 60000, .min_rate = 1, .rate_window_ms = 60000, .head_ms = 1000};
    struct pace p = {0};
    struct request_flow flow = {.serial = 7, .front_since_ms = 10000};

    (void)state;
    assert_false(pace_is_broken(&p, &head, &flow, 10999));
    assert_true(pace_is_broken(&p, &head, &flow, 11000));
    assert_false(pace_is_broken(&p, &idle, &flow, 99000));
    /* The body begins. */
    flow = (struct request_flow){.serial = 7, .waiting_since_ms = 10900};
    assert_false(pace_is_broken(&p, &head, &flow, 12000));
}

static void test_a_new_request_begins_anew(void **state)
{
    struct pace p = {0};
    struct request_flow next = {.serial = 8, .waiting_since_ms = 20000};

    (void)state;
    assert_false(at(&p, &rate, 10000, 0, 0, 10000));
    assert_false(pace_is_broken(&p, &rate, &next, 20000));
    assert_false(pace_is_broken(&p, &rate, &next, 20400));
    next.moved = 1;
    assert_false(pace_is_broken(&p, &rate, &next, 20499));
    next.moved = 2;
    assert_true(pace_is_broken(&p, &rate, &next, 20500));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_our_own_slowness_does_not_count),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_the_default_tells_a_slow_line_from_a_stalled_one),
        cmocka_unit_test(test_a_sender_that_is_silent_altogether_has_the_idle_timeout),
        cmocka_unit_test(test_pauses_add_up),
        cmocka_unit_test(test_readers),
        cmocka_unit_test(test_a_head_has_a_time_of_its_own),
        cmocka_unit_test(test_a_new_request_begins_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
