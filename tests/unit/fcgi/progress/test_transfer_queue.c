/* SPDX-License-Identifier: MIT */
/*
 * Tests the queue between request threads and the publisher's thread, without threads and without
 * Redis.
 */
#include "fcgi/progress/transfer_queue.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define INTERVAL_MS 100
#define BATCH 16
#define ALL (PUBLISHER_PENDING_MAX + 4)

static struct upload record(int number)
{
    struct upload u;

    upload_init(&u);
    (void)snprintf(u.id, sizeof u.id, "%032x", (unsigned)number);
    u.state = STATE_UPLOADING;
    u.size = 1000;
    return u;
}

static struct transfer *begin(struct transfer_queue *q, int number)
{
    struct upload u = record(number);
    struct transfer *t;

    assert_int_equal(transfer_queue_begin(q, &u, "1", 0, &t), 0);
    upload_free(&u);
    return t;
}

static void post(struct transfer_queue *q, int number)
{
    struct upload u = record(number);

    assert_int_equal(transfer_queue_post(q, &u, NULL, false), 0);
}

/* One round with a Redis that accepts everything. Returns the number of changes sent. */
static size_t tell_all(struct transfer_queue *q, int64_t now_ms)
{
    const struct progress_outcome taken = {.err = 0};
    struct transfer *batch[BATCH];
    size_t n = transfer_queue_collect(q, batch, BATCH, now_ms, INTERVAL_MS);

    for (size_t i = 0; i < n; i++)
        transfer_settle(batch[i], &taken, now_ms);
    transfer_queue_reap(q);
    return n;
}

static void test_what_is_told_is_freed(void **state)
{
    struct transfer_queue q;

    (void)state;
    transfer_queue_init(&q);
    struct transfer *t = begin(&q, 1);
    post(&q, 2);
    assert_int_equal(q.pending, 1);
    assert_int_equal(tell_all(&q, clock_mono_ms()), 2);
    assert_int_equal(q.pending, 0);
    assert_ptr_equal(q.first, t); /* its request goes on */
    assert_ptr_equal(q.last, &t->next);
    struct upload u = record(1);
    transfer_end(&t, &u);
    assert_null(t);
    assert_int_equal(tell_all(&q, clock_mono_ms()), 1);
    assert_true(transfer_queue_is_empty(&q));
    transfer_queue_destroy(&q);
}

static void test_a_batch_is_bounded(void **state)
{
    struct transfer_queue q;

    (void)state;
    transfer_queue_init(&q);
    for (int i = 0; i < BATCH + 1; i++)
        post(&q, i);
    assert_int_equal(tell_all(&q, clock_mono_ms()), BATCH);
    assert_int_equal(q.pending, 1);
    assert_int_equal(tell_all(&q, clock_mono_ms()), 1);
    assert_true(transfer_queue_is_empty(&q));
    transfer_queue_destroy(&q);
}

/* Redis is unreachable: the newest records and the running transfers stay. */
static void test_too_many_pending_lose_the_oldest(void **state)
{
    static struct transfer *all[ALL];
    struct transfer_queue q;

    (void)state;
    transfer_queue_init(&q);
    struct transfer *lasting = begin(&q, 0);
    for (int i = 1; i <= PUBLISHER_PENDING_MAX + 3; i++)
        post(&q, i);
    assert_int_equal(transfer_queue_collect(&q, all, ALL, clock_mono_ms(), INTERVAL_MS), ALL);
    transfer_queue_reap(&q);
    assert_int_equal(q.pending, PUBLISHER_PENDING_MAX);
    assert_ptr_equal(q.first, lasting);
    assert_string_equal(q.first->next->record.id, record(4).id);
    transfer_queue_reap(&q);
    assert_int_equal(q.pending, PUBLISHER_PENDING_MAX);
    transfer_queue_destroy(&q);
}

/* The next chunk of a sender wakes no thread, because no change of it is due yet. */
static void test_a_chunk_that_follows_is_not_urgent(void **state)
{
    struct transfer_queue q;

    (void)state;
    transfer_queue_init(&q);
    struct transfer *t = begin(&q, 1);
    assert_true(q.urgent);
    (void)tell_all(&q, clock_mono_ms());
    assert_false(q.urgent);
    struct upload u = record(1);
    transfer_pause(&t, &u);
    assert_false(q.urgent);
    t = begin(&q, 1);
    assert_false(q.urgent);
    assert_int_equal(tell_all(&q, clock_mono_ms()),
                     0); /* keeps the interval; the earlier transfer is muted */
    assert_ptr_equal(q.first, t);
    struct transfer *other = begin(&q, 2);
    assert_true(q.urgent);
    assert_ptr_equal(t->next, other);
    transfer_queue_destroy(&q);
}

static void test_a_name_and_an_end_are_urgent(void **state)
{
    struct transfer_queue q;

    (void)state;
    transfer_queue_init(&q);
    struct transfer *t = begin(&q, 1);
    (void)tell_all(&q, clock_mono_ms());
    assert_int_equal(transfer_name(t, "", "a name"), 0);
    assert_true(q.urgent);
    (void)tell_all(&q, clock_mono_ms());
    assert_false(q.urgent);
    assert_string_equal(t->alias, "a name");
    struct upload u = record(1);
    transfer_end(&t, &u);
    assert_true(q.urgent);
    transfer_queue_destroy(&q);
}

static void test_a_stop_waits_for_what_is_owed(void **state)
{
    struct transfer_queue q;

    (void)state;
    transfer_queue_init(&q);
    post(&q, 1);
    transfer_queue_stop(&q, 60 * 1000);
    assert_true(transfer_queue_wait(&q, 1, 60 * 1000));
    assert_int_equal(tell_all(&q, clock_mono_ms()), 1);
    assert_false(transfer_queue_wait(&q, 1, 60 * 1000));
    post(&q, 1);
    transfer_queue_stop(&q, 0);
    assert_false(transfer_queue_wait(&q, 1, 60 * 1000));
    transfer_queue_destroy(&q);
}

static void test_an_idle_thread_wakes_after_a_time_of_its_own(void **state)
{
    struct transfer_queue q;

    (void)state;
    transfer_queue_init(&q);
    assert_true(transfer_queue_wait(&q, 60 * 1000, 1));
    (void)begin(&q, 1);
    (void)tell_all(&q, clock_mono_ms());
    assert_true(transfer_queue_wait(&q, 1, 60 * 1000));
    transfer_queue_destroy(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_told_is_freed),
        cmocka_unit_test(test_a_batch_is_bounded),
        cmocka_unit_test(test_too_many_pending_lose_the_oldest),
        cmocka_unit_test(test_a_chunk_that_follows_is_not_urgent),
        cmocka_unit_test(test_a_name_and_an_end_are_urgent),
        cmocka_unit_test(test_a_stop_waits_for_what_is_owed),
        cmocka_unit_test(test_an_idle_thread_wakes_after_a_time_of_its_own),
    };
    return cmocka_run_group_tests_name("transfer queue", tests, NULL, NULL);
}
