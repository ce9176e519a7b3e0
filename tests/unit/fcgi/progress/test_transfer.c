/* SPDX-License-Identifier: MIT */
/*
 * Tests which changes of a sender are published and when, with a clock that the test sets.
 */
#include "fcgi/progress/transfer.h"

#include "base/error.h"
#include "progress/stats.h"

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

/* A sender whose last byte arrived away_ms before it began, at now_ms. */
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

static void leave(struct transfer *t, int64_t received, enum transfer_handover how)
{
    struct upload u = record(received);

    t->received = received;
    transfer_hand_over(t, &u, how);
}

/* Whether a change is due; if so, it is sent and settled. */
static bool tell(struct transfer *t, int64_t now_ms, int err, bool held)
{
    struct progress_outcome outcome = {.err = err, .held = held};

    if (!transfer_sample(t, now_ms, INTERVAL_MS))
        return false;
    transfer_settle(t, &outcome, now_ms);
    return true;
}

void __wrap_stats_observe(enum stats_histogram which, const char *value, int64_t n);

static int first_events;

void __wrap_stats_observe(enum stats_histogram which, const char *value, int64_t n)
{
    (void)value, (void)n;
    first_events += which == STAT_FIRST_EVENT;
}

/* The time to the first event is measured once, and only if Redis has the upload. */
static void test_when_the_first_event_is_measured(void **state)
{
    static const struct {
        int err, measured;
    } cases[] = {{0, 1},         {ERR_SUPERSEDED, 1}, {ERR_ORIGIN, 1}, {ERR_EXISTS, 1},
                 {ERR_REDIS, 0}, {ERR_BOUND, 0},      {ERR_NOMEM, 0},  {ERR_NOT_FOUND, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct transfer *t = sender(0, START_MS);
        t->is_new = true;
        first_events = 0;
        assert_true(tell(t, START_MS, cases[i].err, false));
        assert_int_equal(first_events, cases[i].measured);
        t->received = 10;
        (void)tell(t, START_MS + INTERVAL_MS, cases[i].err, false);
        assert_int_equal(first_events, cases[i].measured);
        transfer_free(t);
    }
}

static void test_first_at_once_then_by_interval(void **state)
{
    struct transfer *t = sender(0, START_MS);

    (void)state;
    assert_true(tell(t, START_MS, 0, false));
    t->received = 10;
    assert_false(tell(t, START_MS + INTERVAL_MS - 1, 0, false));
    assert_true(tell(t, START_MS + INTERVAL_MS, 0, false));
    assert_true(transfer_change(t, START_MS, INTERVAL_MS).active);
    assert_false(tell(t, START_MS + TRANSFER_IDLE_MS - 1, 0, false));
    assert_true(tell(t, START_MS + TRANSFER_IDLE_MS, 0, false)); /* silent */
    assert_false(transfer_change(t, START_MS, INTERVAL_MS).active);
    assert_true(transfer_change(t, START_MS, INTERVAL_MS).lease);
    transfer_free(t);
}

/* Watchers see all that is stored, also if it moves from ahead to the front. */
static void test_what_lies_ahead_counts(void **state)
{
    struct upload u = record(100);

    (void)state;
    u.ahead = 50;
    struct transfer *t = transfer_new(NULL, "1");
    assert_int_equal(transfer_attach(t, &u, 0, START_MS), 0);
    assert_int_equal(u.ahead, 50);
    assert_true(tell(t, START_MS, 0, false));
    assert_int_equal(upload_stored(transfer_change(t, START_MS, INTERVAL_MS).upload), 150);
    t->received = 160;
    assert_true(tell(t, START_MS + INTERVAL_MS, 0, false));
    assert_int_equal(upload_stored(transfer_change(t, START_MS, INTERVAL_MS).upload), 160);
    u = record(110);
    u.ahead = 50;
    transfer_hand_over(t, &u, TRANSFER_LEFT_FOR_A_WHILE);
    assert_false(tell(t, START_MS + INTERVAL_MS + 1, 0, false));
    assert_int_equal(upload_stored(transfer_change(t, START_MS, INTERVAL_MS).upload), 160);
    transfer_free(t);
}

static void test_an_end_is_told_at_once(void **state)
{
    struct transfer *t = sender(0, START_MS);

    (void)state;
    assert_true(tell(t, START_MS, 0, false));
    leave(t, 500, TRANSFER_LEFT);
    assert_true(tell(t, START_MS + 1, 0, false));
    assert_false(transfer_change(t, START_MS, INTERVAL_MS).active);
    assert_false(transfer_change(t, START_MS, INTERVAL_MS).lease);
    assert_false(transfer_is_attached(t));
    transfer_free(t);
}

/* Whether a change at that time would carry counts alone, after one that did or did not. */
static bool counts_only(struct transfer *t, int64_t now_ms, bool whole)
{
    struct progress_outcome outcome = {.whole = whole};

    assert_true(transfer_sample(t, now_ms, INTERVAL_MS));
    bool counts = transfer_change(t, now_ms, INTERVAL_MS).counts_only;
    transfer_settle(t, &outcome, now_ms);
    t->received += 10;
    return counts;
}

static void test_the_whole_record_goes_at_times(void **state)
{
    struct transfer *t = sender(0, START_MS);
    int64_t now_ms = START_MS;

    (void)state;
    assert_false(counts_only(t, now_ms, true)); /* the first */
    while ((now_ms += INTERVAL_MS) < START_MS + TRANSFER_WHOLE_MS) {
        atomic_store(&t->last_byte_ms, now_ms);
        assert_true(counts_only(t, now_ms, false));
    }
    atomic_store(&t->last_byte_ms, now_ms);
    assert_false(counts_only(t, now_ms, true));
    assert_true(counts_only(t, now_ms + INTERVAL_MS, false));
    transfer_owe(t); /* Redis may have lost it */
    assert_false(transfer_change(t, now_ms + INTERVAL_MS, INTERVAL_MS).counts_only);
    leave(t, 500, TRANSFER_LEFT_FOR_A_WHILE);
    assert_false(counts_only(t, now_ms + 2 * INTERVAL_MS, true)); /* no longer sending */
    transfer_free(t);
}

static void test_between_chunks_it_goes_on(void **state)
{
    struct transfer *t = sender(0, START_MS);

    (void)state;
    assert_true(tell(t, START_MS, 0, false));
    leave(t, 500, TRANSFER_LEFT_FOR_A_WHILE);
    assert_false(tell(t, START_MS + 1, 0, false)); /* only the numbers changed */
    assert_true(tell(t, START_MS + INTERVAL_MS, 0, true));
    assert_true(transfer_change(t, START_MS, INTERVAL_MS).active);
    assert_int_equal(transfer_change(t, START_MS, INTERVAL_MS).upload->received, 500);
    assert_true(tell(t, START_MS + 2 * INTERVAL_MS, 0, false)); /* was held back */
    assert_false(tell(t, START_MS + TRANSFER_IDLE_MS - 1, 0, false));
    assert_true(transfer_is_attached(t));
    assert_true(tell(t, START_MS + TRANSFER_IDLE_MS, 0, false)); /* the sender did not come back */
    assert_false(transfer_change(t, START_MS, INTERVAL_MS).active);
    assert_false(transfer_is_attached(t));
    transfer_free(t);
}

static void test_a_slow_rhythm_is_kept(void **state)
{
    struct transfer *t = sender_after(4000, 0, START_MS);

    (void)state;
    assert_false(tell(t, START_MS, 0, false)); /* the rest of the chunk has arrived already */
    leave(t, 500, TRANSFER_LEFT_FOR_A_WHILE);
    assert_true(tell(t, START_MS + INTERVAL_MS, 0, false));
    assert_int_equal(transfer_change(t, START_MS, INTERVAL_MS).upload->received, 500);
    assert_true(tell(t, START_MS + INTERVAL_MS + TRANSFER_LEASE_RENEW_MS, 0, false));
    assert_true(transfer_change(t, START_MS, INTERVAL_MS).active);
    assert_false(tell(t, START_MS + 7999, 0, false));
    assert_true(tell(t, START_MS + 8000, 0, false));
    assert_false(transfer_change(t, START_MS, INTERVAL_MS).active);
    transfer_free(t);
}

static void test_the_next_chunk_keeps_the_rhythm(void **state)
{
    struct transfer *before = sender(0, START_MS);
    struct transfer *t = sender(500, START_MS + 10);

    (void)state;
    assert_true(tell(before, START_MS, 0, false));
    transfer_take_up(t, before); /* still sending: another sender's transfer */
    assert_int_equal(t->sent_ms, 0);
    leave(before, 500, TRANSFER_LEFT_FOR_A_WHILE);
    assert_false(tell(before, START_MS + 10, 0, false));
    transfer_take_up(t, before);
    assert_int_equal(before->news, TRANSFER_MUTED);
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
    leave(before, 500, TRANSFER_LEFT_FOR_A_WHILE);
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
    leave(t, 500, TRANSFER_LEFT_FOR_A_WHILE); /* another process has the next chunk already */
    assert_false(tell(t, START_MS + INTERVAL_MS, 0, false));
    assert_false(tell(t, START_MS + TRANSFER_IDLE_MS, 0, false));
    transfer_free(t);
}

/* One row per phase, one letter for each phase that may follow. */
static void test_which_phase_follows_which(void **state)
{
    static const char *const rows[TRANSFER_PHASES] = {
        [TRANSFER_NEW] = "-sip-e",    [TRANSFER_SENDING] = "--ip-e", [TRANSFER_IDLE] = "-s-p-e",
        [TRANSFER_PAUSED] = "----x-", [TRANSFER_EXPIRED] = "------", [TRANSFER_ENDED] = "------",
    };

    (void)state;
    for (int from = 0; from < TRANSFER_PHASES; from++)
        for (int to = 0; to < TRANSFER_PHASES; to++)
            assert_int_equal(
                transfer_may_follow((enum transfer_phase)from, (enum transfer_phase)to),
                rows[from][to] != '-');
}

static void expect_phase(struct transfer *t, int64_t now_ms, enum transfer_phase phase)
{
    (void)tell(t, now_ms, 0, false);
    assert_int_equal(t->phase, phase);
}

static void test_the_phases_of_a_sender(void **state)
{
    struct transfer *t = sender(0, START_MS);

    (void)state;
    assert_int_equal(t->phase, TRANSFER_NEW);
    expect_phase(t, START_MS, TRANSFER_SENDING);
    expect_phase(t, START_MS + TRANSFER_IDLE_MS, TRANSFER_IDLE);
    t->last_byte_ms = START_MS + TRANSFER_IDLE_MS;
    expect_phase(t, START_MS + TRANSFER_IDLE_MS + 1, TRANSFER_SENDING);
    assert_false(transfer_has_left(t));
    leave(t, 500, TRANSFER_LEFT_FOR_A_WHILE);
    assert_true(transfer_has_left(t));
    assert_int_equal(t->phase, TRANSFER_SENDING); /* not sampled yet */
    expect_phase(t, START_MS + 2 * TRANSFER_IDLE_MS - 1, TRANSFER_PAUSED);
    assert_false(transfer_is_over(t, false));
    assert_true(transfer_is_over(t, true));
    expect_phase(t, START_MS + 2 * TRANSFER_IDLE_MS, TRANSFER_EXPIRED);
    (void)tell(t, START_MS + 2 * TRANSFER_IDLE_MS + INTERVAL_MS, 0, false);
    assert_true(transfer_is_over(t, false));
    transfer_free(t);
}

static void test_a_request_that_ends_before_it_was_looked_at(void **state)
{
    struct transfer *t = sender(0, START_MS);
    struct transfer *late = sender(0, START_MS);

    (void)state;
    leave(t, 500, TRANSFER_LEFT);
    expect_phase(t, START_MS, TRANSFER_ENDED);
    leave(late, 500, TRANSFER_LEFT_FOR_A_WHILE);
    expect_phase(late, START_MS + TRANSFER_IDLE_MS, TRANSFER_EXPIRED);
    transfer_free(t);
    transfer_free(late);
}

static void expect_linger(int64_t away_ms, int64_t linger_ms)
{
    struct transfer *t = sender_after(away_ms, 0, START_MS);

    assert_int_equal(t->linger_ms, linger_ms);
    transfer_free(t);
}

static void test_twice_the_last_pause_is_awaited(void **state)
{
    (void)state;
    expect_linger(0, TRANSFER_IDLE_MS);
    expect_linger(-5000, TRANSFER_IDLE_MS); /* the clock went backwards */
    expect_linger(TRANSFER_IDLE_MS, 2 * TRANSFER_IDLE_MS);
    expect_linger(PROGRESS_LEASE_MS - 1, PROGRESS_LEASE_MS);
    expect_linger(PROGRESS_LEASE_MS + 1, TRANSFER_IDLE_MS);
}

static void test_the_first_change_is_due_just_after_the_start_of_the_clock(void **state)
{
    struct transfer *t = sender(0, INTERVAL_MS / 2);

    (void)state;
    assert_true(tell(t, INTERVAL_MS / 2, 0, false));
    transfer_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_at_once_then_by_interval),
        cmocka_unit_test(test_when_the_first_event_is_measured),
        cmocka_unit_test(test_an_end_is_told_at_once),
        cmocka_unit_test(test_what_lies_ahead_counts),
        cmocka_unit_test(test_the_whole_record_goes_at_times),
        cmocka_unit_test(test_between_chunks_it_goes_on),
        cmocka_unit_test(test_a_slow_rhythm_is_kept),
        cmocka_unit_test(test_the_next_chunk_keeps_the_rhythm),
        cmocka_unit_test(test_a_rest_before_the_chunk_counts_more),
        cmocka_unit_test(test_one_that_was_superseded_says_no_more),
        cmocka_unit_test(test_which_phase_follows_which),
        cmocka_unit_test(test_the_phases_of_a_sender),
        cmocka_unit_test(test_a_request_that_ends_before_it_was_looked_at),
        cmocka_unit_test(test_twice_the_last_pause_is_awaited),
        cmocka_unit_test(test_the_first_change_is_due_just_after_the_start_of_the_clock),
    };
    return cmocka_run_group_tests_name("transfer", tests, NULL, NULL);
}
