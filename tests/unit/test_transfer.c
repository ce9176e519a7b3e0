/* SPDX-License-Identifier: MIT */
/*
 * What is told of one sender and when, by a clock that the test turns.
 */
#include "fcgi/transfer.h"

#include "error.h"
#include "meter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define START_MS 5000000
#define INTERVAL_MS 100
#define ID "0123456789abcdef0123456789abcdef"

static struct upload record(int64_t received)
{
    struct upload u;

    upload_init(&u);
    memcpy(u.id, ID, sizeof ID);
    u.state = STATE_UPLOADING;
    u.size = 1000;
    u.received = received;
    return u;
}

/* A sender whose last byte came at now_ms. */
static struct transfer *sender_after(int64_t away_ms, int64_t received, int64_t now_ms)
{
    struct upload u = record(received);
    struct transfer *t = transfer_new(NULL, "1");

    assert_int_equal(transfer_attach(t, &u, away_ms, now_ms), 0);
    return t;
}

static struct transfer *sender(int64_t received, int64_t now_ms)
{
    return sender_after(0, received, now_ms);
}

static void leave(struct transfer *t, int64_t received, bool lingers)
{
    struct upload u = record(received);

    t->received = received;
    transfer_hand_over(t, &u, lingers);
}

/* Whether a change is due, which then is sent. */
static bool tell(struct transfer *t, int64_t now_ms, int err, bool held)
{
    struct progress_outcome outcome = {.err = err, .held = held};

    if (!transfer_sample(t, now_ms, INTERVAL_MS))
        return false;
    transfer_settle(t, &outcome, now_ms);
    return true;
}

static void test_first_at_once_then_by_interval(void **state)
{
    struct transfer *t = sender(0, START_MS);

    (void)state;
    assert_true(tell(t, START_MS, 0, false));
    t->received = 10;
    assert_false(tell(t, START_MS + INTERVAL_MS - 1, 0, false));
    assert_true(tell(t, START_MS + INTERVAL_MS, 0, false));
    assert_true(transfer_change(t, INTERVAL_MS).active);
    assert_false(tell(t, START_MS + METER_IDLE_MS - 1, 0, false));
    assert_true(tell(t, START_MS + METER_IDLE_MS, 0, false)); /* silent */
    assert_false(transfer_change(t, INTERVAL_MS).active);
    assert_true(transfer_change(t, INTERVAL_MS).lease);
    transfer_free(t);
}

static void test_an_end_is_told_at_once(void **state)
{
    struct transfer *t = sender(0, START_MS);

    (void)state;
    assert_true(tell(t, START_MS, 0, false));
    leave(t, 500, false);
    assert_true(tell(t, START_MS + 1, 0, false));
    assert_false(transfer_change(t, INTERVAL_MS).active);
    assert_false(transfer_change(t, INTERVAL_MS).lease);
    assert_false(t->attached);
    transfer_free(t);
}

static void test_between_chunks_it_goes_on(void **state)
{
    struct transfer *t = sender(0, START_MS);

    (void)state;
    assert_true(tell(t, START_MS, 0, false));
    leave(t, 500, true);
    assert_false(tell(t, START_MS + 1, 0, false)); /* numbers only */
    assert_true(tell(t, START_MS + INTERVAL_MS, 0, true));
    assert_true(transfer_change(t, INTERVAL_MS).active);
    assert_int_equal(transfer_change(t, INTERVAL_MS).upload->received, 500);
    assert_true(tell(t, START_MS + 2 * INTERVAL_MS, 0, false)); /* was held */
    assert_false(tell(t, START_MS + METER_IDLE_MS - 1, 0, false));
    assert_true(t->attached);
    assert_true(tell(t, START_MS + METER_IDLE_MS, 0, false)); /* nobody came back */
    assert_false(transfer_change(t, INTERVAL_MS).active);
    assert_false(t->attached);
    transfer_free(t);
}

static void test_a_slow_rhythm_is_kept(void **state)
{
    struct transfer *t = sender_after(4000, 0, START_MS);

    (void)state;
    assert_false(tell(t, START_MS, 0, false)); /* the rest of the chunk is there already */
    leave(t, 500, true);
    assert_true(tell(t, START_MS + INTERVAL_MS, 0, false));
    assert_int_equal(transfer_change(t, INTERVAL_MS).upload->received, 500);
    assert_true(tell(t, START_MS + INTERVAL_MS + METER_LEASE_RENEW_MS, 0, false));
    assert_true(transfer_change(t, INTERVAL_MS).active);
    assert_false(tell(t, START_MS + 7999, 0, false));
    assert_true(tell(t, START_MS + 8000, 0, false));
    assert_false(transfer_change(t, INTERVAL_MS).active);
    transfer_free(t);
}

static void test_the_next_chunk_keeps_the_rhythm(void **state)
{
    struct transfer *before = sender(0, START_MS);
    struct transfer *t = sender(500, START_MS + 10);

    (void)state;
    assert_true(tell(before, START_MS, 0, false));
    transfer_take_up(t, before); /* still sending: another one's business */
    assert_int_equal(t->sent_ms, 0);
    leave(before, 500, true);
    assert_false(tell(before, START_MS + 10, 0, false));
    transfer_take_up(t, before);
    assert_true(before->muted);
    assert_false(tell(t, START_MS + INTERVAL_MS - 1, 0, false));
    assert_true(tell(t, START_MS + INTERVAL_MS, 0, false));
    transfer_free(before);
    transfer_free(t);
}

static void test_a_rest_before_the_chunk_counts_more(void **state)
{
    struct transfer *before = sender(0, START_MS);
    struct transfer *t = sender_after(1500, 500, START_MS + 1500);

    (void)state;
    assert_true(tell(before, START_MS, 0, false));
    leave(before, 500, true);
    (void)tell(before, START_MS + 1500, 0, false);
    transfer_take_up(t, before);
    assert_false(tell(t, START_MS + 1500, 0, false));
    assert_true(tell(t, START_MS + 1500 + INTERVAL_MS, 0, false));
    transfer_free(before);
    transfer_free(t);
}

static void test_one_that_was_superseded_says_no_more(void **state)
{
    struct transfer *t = sender(0, START_MS);

    (void)state;
    assert_true(tell(t, START_MS, ERR_SUPERSEDED, false));
    leave(t, 500, true); /* another process has the next chunk already */
    assert_false(tell(t, START_MS + INTERVAL_MS, 0, false));
    assert_false(tell(t, START_MS + METER_IDLE_MS, 0, false));
    transfer_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_at_once_then_by_interval),
        cmocka_unit_test(test_an_end_is_told_at_once),
        cmocka_unit_test(test_between_chunks_it_goes_on),
        cmocka_unit_test(test_a_slow_rhythm_is_kept),
        cmocka_unit_test(test_the_next_chunk_keeps_the_rhythm),
        cmocka_unit_test(test_a_rest_before_the_chunk_counts_more),
        cmocka_unit_test(test_one_that_was_superseded_says_no_more),
    };
    return cmocka_run_group_tests_name("transfer", tests, NULL, NULL);
}
