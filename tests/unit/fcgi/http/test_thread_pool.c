/* SPDX-License-Identifier: MIT */
/*
 * Tests the thread pool.
 */
#include "fcgi/http/thread_pool.h"

#include "base/clock.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MAX 6
#define SPARE 2
#define PATIENCE_MS 50
#define STUCK_AFTER_S 300
#define STACK_BYTES (256 * 1024)

/* The state shared with the threads. Each item is held until the test releases it. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int begun, ended, working, done, let_go, rested, dropped;
    bool cannot_begin;
} seen = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void count(int *what, int by)
{
    pthread_mutex_lock(&seen.mutex);
    *what += by;
    pthread_cond_broadcast(&seen.changed);
    pthread_mutex_unlock(&seen.mutex);
}

static void *begin(void *arg)
{
    if (seen.cannot_begin)
        return NULL;
    count(&seen.begun, 1);
    return arg;
}

static void work(void *own, int item)
{
    (void)own;
    (void)item;
    pthread_mutex_lock(&seen.mutex);
    seen.working++;
    pthread_cond_broadcast(&seen.changed);
    while (seen.let_go == 0)
        pthread_cond_wait(&seen.changed, &seen.mutex);
    seen.let_go--;
    seen.working--;
    seen.done++;
    pthread_cond_broadcast(&seen.changed);
    pthread_mutex_unlock(&seen.mutex);
}

static void end(void *own)
{
    (void)own;
    count(&seen.ended, 1);
}

static void drop(void *arg, int item)
{
    (void)arg;
    count(&seen.dropped, item);
}

static void rested(void *arg)
{
    (void)arg;
    count(&seen.rested, 1);
}

/* Waits until *what is n; alarm() ends a test that would wait for ever. */
static void await(const int *what, int n)
{
    pthread_mutex_lock(&seen.mutex);
    while (*what != n)
        pthread_cond_wait(&seen.changed, &seen.mutex);
    pthread_mutex_unlock(&seen.mutex);
}

/* The same for counts that only the pool has. */
static void await_counts(struct thread_pool *p, int threads, int waiting)
{
    struct thread_pool_counts c = thread_pool_counts(p);

    while (c.threads != threads || c.waiting != waiting) {
        clock_pause_ms(1);
        c = thread_pool_counts(p);
    }
}

static struct thread_pool *make(void)
{
    const struct thread_pool_options o = {.max = MAX,
                                          .spare = SPARE,
                                          .patience_ms = PATIENCE_MS,
                                          .stack_bytes = STACK_BYTES,
                                          .arg = &seen,
                                          .begin = begin,
                                          .work = work,
                                          .end = end,
                                          .drop = drop,
                                          .rested = rested};
    struct thread_pool *p;

    alarm(STUCK_AFTER_S);
    seen.begun = seen.ended = seen.working = seen.done = seen.let_go = seen.rested = 0;
    seen.dropped = 0;
    seen.cannot_begin = false;
    assert_int_equal(thread_pool_new(&o, &p), 0);
    return p;
}

static void destroy(struct thread_pool *p)
{
    assert_true(thread_pool_stop(p, STUCK_AFTER_S * 1000));
    assert_int_equal(seen.begun, seen.ended);
    thread_pool_free(&p);
    assert_null(p);
}

static void test_a_thread_for_each_that_finds_none(void **state)
{
    struct thread_pool *p = make();

    (void)state;
    assert_int_equal(thread_pool_counts(p).threads, 0);
    for (int i = 1; i <= MAX; i++) {
        assert_false(thread_pool_is_full(p));
        assert_int_equal(thread_pool_give(p, i), 0);
        await(&seen.working, i);
        assert_int_equal(thread_pool_counts(p).threads, i);
    }
    assert_true(thread_pool_is_full(p));
    /* This item waits until the first one ends. */
    assert_int_equal(thread_pool_give(p, 7), 0);
    assert_int_equal(thread_pool_counts(p).queued, 1);
    assert_int_equal(thread_pool_counts(p).threads, MAX);
    count(&seen.let_go, 1);
    await(&seen.done, 1);
    await(&seen.working, MAX);
    assert_int_equal(thread_pool_counts(p).queued, 0);
    count(&seen.let_go, MAX);
    await(&seen.done, MAX + 1);
    assert_true(seen.rested > 0);
    destroy(p);
}

static void test_one_thread_serves_many(void **state)
{
    struct thread_pool *p = make();

    (void)state;
    for (int i = 1; i <= 20; i++) {
        count(&seen.let_go, 1);
        assert_int_equal(thread_pool_give(p, i), 0);
        await(&seen.done, i);
        await_counts(p, 1, 1);
    }
    assert_int_equal(seen.begun, 1);
    destroy(p);
}

static void test_idle_ones_end_but_for_the_spare(void **state)
{
    struct thread_pool *p = make();

    (void)state;
    for (int i = 0; i < MAX; i++)
        assert_int_equal(thread_pool_give(p, i), 0);
    await(&seen.working, MAX);
    count(&seen.let_go, MAX);
    await_counts(p, SPARE, SPARE);
    assert_int_equal(seen.ended, MAX - SPARE);
    destroy(p);
}

static void test_what_is_queued_is_done_before_the_end(void **state)
{
    struct thread_pool *p = make();

    (void)state;
    for (int i = 0; i < 4 * MAX; i++)
        assert_int_equal(thread_pool_give(p, i), 0);
    await(&seen.working, MAX);
    assert_false(thread_pool_stop(p, 1));
    count(&seen.let_go, 4 * MAX);
    destroy(p);
    assert_int_equal(seen.done, 4 * MAX);
}

/* Otherwise these connections would stay open and unanswered until another one arrives. */
static void test_what_no_thread_is_left_for_is_dropped(void **state)
{
    struct thread_pool *p = make();

    (void)state;
    seen.cannot_begin = true;
    assert_int_equal(thread_pool_give(p, 3), 0);
    await(&seen.dropped, 3);
    await_counts(p, 0, 0);
    assert_int_equal(thread_pool_counts(p).queued, 0);
    seen.cannot_begin = false;
    count(&seen.let_go, 1);
    assert_int_equal(thread_pool_give(p, 4), 0);
    await(&seen.done, 1);
    destroy(p);
    assert_int_equal(seen.dropped, 3);
}

/* A thread that cannot begin leaves its work to the others. */
static void test_what_a_thread_is_left_for_is_done(void **state)
{
    struct thread_pool *p = make();

    (void)state;
    assert_int_equal(thread_pool_give(p, 1), 0);
    await(&seen.working, 1);
    seen.cannot_begin = true;
    assert_int_equal(thread_pool_give(p, 2), 0);
    await_counts(p, 1, 0);
    count(&seen.let_go, 2);
    await(&seen.done, 2);
    destroy(p);
    assert_int_equal(seen.dropped, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_thread_for_each_that_finds_none),
        cmocka_unit_test(test_one_thread_serves_many),
        cmocka_unit_test(test_idle_ones_end_but_for_the_spare),
        cmocka_unit_test(test_what_is_queued_is_done_before_the_end),
        cmocka_unit_test(test_what_no_thread_is_left_for_is_dropped),
        cmocka_unit_test(test_what_a_thread_is_left_for_is_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
