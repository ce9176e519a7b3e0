/* SPDX-License-Identifier: MIT */
/*
 * Properties of a started thread: its name, its stack, and the signals that it blocks.
 */
#include "base/thread.h"

#include "base/clock.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define STACK_BYTES ((size_t)256 * 1024)
#define NAME_SIZE 16

struct inside {
    sigset_t mask;
    size_t stack_bytes;
};

static void *look_around(void *arg)
{
    struct inside *i = arg;
    pthread_attr_t attr;

    (void)pthread_sigmask(SIG_BLOCK, NULL, &i->mask);
    if (pthread_getattr_np(pthread_self(), &attr) == 0) {
        (void)pthread_attr_getstacksize(&attr, &i->stack_bytes);
        (void)pthread_attr_destroy(&attr);
    }
    return NULL;
}

static void test_a_thread_takes_no_signal(void **state)
{
    struct inside inside;
    sigset_t outside;
    pthread_t thread;

    (void)state;
    assert_int_equal(thread_start(&thread, "looks", 0, look_around, &inside), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &outside), 0);
    for (const int *n = (const int[]){SIGTERM, SIGINT, SIGHUP, SIGUSR1, 0}; *n != 0; n++) {
        assert_int_equal(sigismember(&inside.mask, *n), 1);
        assert_int_equal(sigismember(&outside, *n), 0);
    }
}

static void test_a_thread_has_its_stack(void **state)
{
    struct inside inside = {.stack_bytes = 0};
    pthread_t thread;

    (void)state;
    assert_int_equal(thread_start(&thread, "stack", STACK_BYTES, look_around, &inside), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(inside.stack_bytes >= STACK_BYTES);
    assert_true(inside.stack_bytes < 2 * STACK_BYTES);
}

static void *wait_for_mutex(void *mutex)
{
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(mutex);
    return NULL;
}

static void test_a_thread_has_its_name(void **state)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    char name[NAME_SIZE];
    pthread_t thread;

    (void)state;
    pthread_mutex_lock(&mutex);
    assert_int_equal(thread_start(&thread, "publisher", 0, wait_for_mutex, &mutex), 0);
    assert_int_equal(pthread_getname_np(thread, name, sizeof name), 0);
    pthread_mutex_unlock(&mutex);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_string_equal(name, "publisher");
}

static void test_a_wait_ends_by_the_clock(void **state)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t cond;
    int64_t end_ms = clock_mono_ms() + 5;

    (void)state;
    thread_cond_init(&cond);
    pthread_mutex_lock(&mutex);
    while (thread_cond_wait_until(&cond, &mutex, end_ms))
        ;
    pthread_mutex_unlock(&mutex);
    assert_true(clock_mono_ms() >= end_ms);
    pthread_cond_destroy(&cond);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_thread_takes_no_signal),
        cmocka_unit_test(test_a_thread_has_its_stack),
        cmocka_unit_test(test_a_thread_has_its_name),
        cmocka_unit_test(test_a_wait_ends_by_the_clock),
    };
    return cmocka_run_group_tests_name("thread", tests, NULL, NULL);
}
