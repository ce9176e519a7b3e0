/* SPDX-License-Identifier: MIT */
/*
 * The lock of an upload on a shared file system: who displaces whom, whose token is greater, and
 * what is left of those that have gone.
 */
#include "base/clock.h"
#include "base/error.h"
#include "spool/bell.h"
#include "spool/lock_token.h"
#include "spool/turn.h"
#include "tests/unit/support/lock_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define HOUR_MS (60 * 60 * 1000)

static int begin(void **state)
{
    int rc = lock_host_begin_watched(state);
    struct lock_host *f = *state;

    store_set_shared(f->store, true);
    return rc;
}

struct waiter {
    struct lock_host *f;
    enum lock_verb verb;
    int wait_ms, result;
    struct lock *lock;
    pthread_t thread;
};

static void *waiter_run(void *arg)
{
    struct waiter *w = arg;

    w->result = lock_host_take_over(w->f, w->verb, w->wait_ms, &w->lock);
    return NULL;
}

static void waiter_begin(struct waiter *w)
{
    assert_int_equal(pthread_create(&w->thread, NULL, waiter_run, w), 0);
}

static int waiter_end(struct waiter *w)
{
    assert_int_equal(pthread_join(w->thread, NULL), 0);
    assert_true((w->lock == NULL) == (w->result != 0));
    return w->result;
}

static struct lock *take(struct lock_host *f)
{
    struct lock *l = NULL;

    assert_int_equal(lock_try(f->store, f->upload.id, &l), 0);
    return l;
}

static void test_one_holder_at_a_time(void **state)
{
    struct lock_host *f = *state;
    struct lock *second = NULL;
    char before[LOCK_TOKEN_SIZE];

    assert_false(lock_held(f->store, f->upload.id));
    struct lock *l = take(f);
    assert_true(lock_held(f->store, f->upload.id));
    assert_string_equal(lock_id(l), f->upload.id);
    assert_int_equal(lock_try(f->store, f->upload.id, &second), ERR_LOCKED);
    assert_null(second);
    memcpy(before, lock_token(l), sizeof before);
    lock_release(&l);
    assert_false(lock_held(f->store, f->upload.id));
    l = take(f);
    assert_true(strcmp(lock_token(l), before) > 0);
    lock_release(&l);
}

static void test_the_holder_hears_a_newer_request(void **state)
{
    static const enum lock_verb verbs[] = {LOCK_HEAD, LOCK_PATCH, LOCK_POST, LOCK_DELETE};
    struct lock_host *f = *state;

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        struct waiter w = {.f = f, .verb = verbs[i], .wait_ms = LOCK_HOST_WAIT_MS};
        enum lock_verb wanted;
        char token[LOCK_TOKEN_SIZE];
        struct lock *holder = take(f);
        assert_false(lock_wanted(holder, &wanted));
        waiter_begin(&w);
        assert_int_equal(lock_host_await_request(holder), verbs[i]);
        memcpy(token, lock_token(holder), sizeof token);
        lock_release(&holder);
        assert_int_equal(waiter_end(&w), 0);
        assert_true(strcmp(lock_token(w.lock), token) > 0);
        assert_false(lock_wanted(w.lock, &wanted)); /* its own request is over */
        lock_release(&w.lock);
        assert_false(bell_is_asked(f->fd));
    }
}

static bool on_request(void *arg, enum lock_verb verb)
{
    *(enum lock_verb *)arg = verb;
    return true;
}

static void test_the_watch_tells_the_holder(void **state)
{
    struct lock_host *f = *state;
    struct waiter w = {.f = f, .verb = LOCK_DELETE, .wait_ms = LOCK_HOST_WAIT_MS};
    struct lock *holder = take(f);
    enum lock_verb told = LOCK_NONE;
    int64_t until = clock_mono_ms() + LOCK_HOST_WAIT_MS;

    assert_int_equal(lock_watch_add(f->watch, holder, on_request, &told), 0);
    waiter_begin(&w);
    while (*(volatile enum lock_verb *)&told == LOCK_NONE && clock_mono_ms() < until)
        clock_pause_ms(1);
    lock_watch_remove(f->watch, holder);
    assert_int_equal(told, LOCK_DELETE);
    lock_release(&holder);
    assert_int_equal(waiter_end(&w), 0);
    lock_release(&w.lock);
}

/* Another requester, or the holder, that is newer by a second than all that come now. */
static void ring_newer(struct lock_host *f, enum lock_verb range, char token[LOCK_TOKEN_SIZE])
{
    assert_int_equal(lock_token_make(clock_wall_ms() + 1000, token), 0);
    assert_int_equal(bell_ring(f->fd, range, token), 0);
}

static void test_who_is_displaced_by_whom(void **state)
{
    static const struct {
        enum lock_verb verb, newer;
        int result;
    } rows[] = {
        {LOCK_HEAD, LOCK_HEAD, ERR_LOCKED},      {LOCK_HEAD, LOCK_PATCH, ERR_LOCKED},
        {LOCK_HEAD, LOCK_DELETE, ERR_LOCKED},    {LOCK_POST, LOCK_HEAD, ERR_LOCKED},
        {LOCK_PATCH, LOCK_HEAD, ERR_SUPERSEDED}, {LOCK_PATCH, LOCK_PATCH, ERR_SUPERSEDED},
        {LOCK_PATCH, LOCK_POST, ERR_SUPERSEDED}, {LOCK_PATCH, LOCK_DELETE, ERR_LOCKED},
        {LOCK_DELETE, LOCK_PATCH, ERR_LOCKED},   {LOCK_DELETE, LOCK_DELETE, ERR_LOCKED},
    };
    struct lock_host *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct waiter w = {.f = f, .verb = rows[i].verb};
        char token[LOCK_TOKEN_SIZE];
        struct lock *holder = take(f);
        w.wait_ms = rows[i].result == ERR_SUPERSEDED ? LOCK_HOST_WAIT_MS : 200;
        waiter_begin(&w);
        (void)lock_host_await_request(holder); /* it may be over on a slow machine */
        ring_newer(f, rows[i].newer, token);
        assert_int_equal(waiter_end(&w), rows[i].result);
        lock_release(&holder);
        bell_silence_all(f->fd);
    }
}

/* The holder let go while a newer request came: a waiter sees it only now that it has the lock. */
static void test_a_newer_request_in_the_last_moment(void **state)
{
    static const struct {
        enum lock_verb verb, newer;
        int result;
    } rows[] = {
        {LOCK_PATCH, LOCK_PATCH, ERR_SUPERSEDED},
        {LOCK_PATCH, LOCK_DELETE, 0},
        {LOCK_POST, LOCK_PATCH, ERR_LOCKED},
        {LOCK_POST, LOCK_HEAD, 0},
        {LOCK_HEAD, LOCK_PATCH, 0},
        {LOCK_DELETE, LOCK_PATCH, 0},
    };
    struct lock_host *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct waiter w = {.f = f, .verb = rows[i].verb, .wait_ms = LOCK_HOST_WAIT_MS};
        char token[LOCK_TOKEN_SIZE];
        enum lock_verb wanted = LOCK_NONE;
        struct lock *holder = take(f);
        waiter_begin(&w);
        assert_int_equal(lock_host_await_request(holder), rows[i].verb);
        ring_newer(f, rows[i].newer, token);
        lock_release(&holder);
        assert_int_equal(waiter_end(&w), rows[i].result);
        if (w.lock != NULL) {
            assert_true(lock_wanted(w.lock, &wanted)); /* and ends soon */
            assert_int_equal(wanted, rows[i].newer);
        }
        lock_release(&w.lock);
        bell_silence_all(f->fd);
    }
}

/* It has come after our request: its sender gave ours up. */
static void test_a_holder_that_is_newer(void **state)
{
    static const struct {
        enum lock_verb verb;
        int result;
        bool asks_again;
    } rows[] = {
        {LOCK_PATCH, ERR_SUPERSEDED, false},
        {LOCK_HEAD, ERR_LOCKED, false},
        {LOCK_POST, ERR_LOCKED, false},
        {LOCK_DELETE, ERR_LOCKED, true},
    };
    struct lock_host *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct waiter w = {.f = f, .verb = rows[i].verb, .wait_ms = 300};
        char token[LOCK_TOKEN_SIZE] = "";
        int64_t at, until = clock_mono_ms() + LOCK_HOST_WAIT_MS;
        bool asked = false;
        struct lock *holder = take(f);
        waiter_begin(&w);
        assert_int_equal(lock_host_await_request(holder), rows[i].verb);
        ring_newer(f, BELL_HOLDER, token);
        while (bell_is_asked(f->fd) && !asked && clock_mono_ms() < until)
            asked = bell_rings_above(f->fd, rows[i].verb, bell_place(token), &at);
        assert_int_equal(waiter_end(&w), rows[i].result);
        assert_true(asked == rows[i].asks_again);
        lock_release(&holder);
        bell_silence_all(f->fd);
    }
}

static void test_a_removal_goes_before_newer_requests(void **state)
{
    struct lock_host *f = *state;
    char token[LOCK_TOKEN_SIZE];
    enum lock_verb wanted;
    int other = -1;
    struct lock *l = take(f);

    assert_int_equal(store_open_lock(f->store, f->upload.id, &other), 0);
    ring_newer(f, LOCK_DELETE, token);
    assert_int_equal(lock_token_make(clock_wall_ms() + 2000, token), 0);
    assert_int_equal(bell_ring(other, LOCK_PATCH, token), 0);
    assert_true(lock_wanted(l, &wanted));
    assert_int_equal(wanted, LOCK_DELETE);
    bell_silence_all(f->fd);
    assert_true(lock_wanted(l, &wanted));
    assert_int_equal(wanted, LOCK_PATCH);
    close(other);
    assert_int_equal(lock_token_make(clock_wall_ms() - HOUR_MS, token), 0);
    assert_int_equal(bell_ring(f->fd, LOCK_DELETE, token), 0);
    assert_false(lock_wanted(l, &wanted)); /* older than the holder */
    lock_release(&l);
}

static void test_a_try_steps_back_behind_a_request(void **state)
{
    struct lock_host *f = *state;
    char token[LOCK_TOKEN_SIZE];
    struct lock *l = NULL;

    assert_int_equal(lock_token_make(clock_wall_ms(), token), 0);
    assert_int_equal(bell_ring(f->fd, LOCK_HEAD, token), 0);
    assert_int_equal(lock_try(f->store, f->upload.id, &l), ERR_LOCKED);
    assert_false(lock_held(f->store, f->upload.id));
    bell_silence_all(f->fd);
    l = take(f);
    lock_release(&l);
}

/* The last holder's host had a clock that is ahead of ours. */
static void test_tokens_grow_if_clocks_differ(void **state)
{
    struct lock_host *f = *state;
    struct waiter w = {.f = f, .verb = LOCK_PATCH, .wait_ms = LOCK_HOST_WAIT_MS};
    int64_t ahead = clock_wall_ms() + HOUR_MS;
    int folder;

    assert_int_equal(store_open_folder(f->store, f->upload.id, &folder), 0);
    assert_int_equal(turn_take(folder, &ahead), 0);
    struct lock *l = take(f);
    assert_int_equal(lock_token_time(lock_token(l)), ahead + 1);
    assert_int_equal(turn_last(folder), ahead + 1);
    waiter_begin(&w);
    assert_int_equal(lock_host_await_request(l), LOCK_PATCH); /* newer than the holder */
    lock_release(&l);
    assert_int_equal(waiter_end(&w), 0);
    assert_int_equal(lock_token_time(lock_token(w.lock)), ahead + 2);
    assert_int_equal(turn_last(folder), ahead + 2);
    lock_release(&w.lock);
    assert_int_equal(lock_host_take_over(f, LOCK_PATCH, 0, &l), 0); /* nobody to see */
    assert_int_equal(lock_token_time(lock_token(l)), ahead + 3);
    lock_release(&l);
    close(folder);
}

static void test_a_process_that_died(void **state)
{
    struct lock_host *f = *state;
    pid_t child = fork();

    if (child == 0) {
        struct lock *l = NULL;
        _exit(lock_try(f->store, f->upload.id, &l) == 0 ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(bell_newest_ms(f->fd), 0);
    struct lock *l = take(f);
    lock_release(&l);
}

static void test_a_removed_upload(void **state)
{
    struct lock_host *f = *state;
    struct waiter w = {.f = f, .verb = LOCK_HEAD, .wait_ms = LOCK_HOST_WAIT_MS};
    struct lock *l = take(f);

    waiter_begin(&w);
    assert_int_equal(lock_host_await_request(l), LOCK_HEAD);
    assert_int_equal(store_remove(f->store, f->upload.id), 0);
    lock_release(&l);
    assert_int_equal(waiter_end(&w), ERR_NOT_FOUND);
    assert_int_equal(lock_try(f->store, f->upload.id, &l), ERR_NOT_FOUND);
    assert_int_equal(lock_host_take_over(f, LOCK_PATCH, 10, &l), ERR_NOT_FOUND);
}

static void test_the_age_of_a_lock(void **state)
{
    struct lock_host *f = *state;

    assert_true(lock_age_ms(f->store, f->upload.id) == INT64_MAX); /* it was never taken */
    struct lock *l = take(f);
    lock_release(&l);
    assert_in_range(lock_age_ms(f->store, f->upload.id), 0, LOCK_HOST_WAIT_MS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, lock_host_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one_holder_at_a_time),
        TEST(test_the_holder_hears_a_newer_request),
        TEST(test_the_watch_tells_the_holder),
        TEST(test_who_is_displaced_by_whom),
        TEST(test_a_newer_request_in_the_last_moment),
        TEST(test_a_holder_that_is_newer),
        TEST(test_a_removal_goes_before_newer_requests),
        TEST(test_a_try_steps_back_behind_a_request),
        TEST(test_tokens_grow_if_clocks_differ),
        TEST(test_a_process_that_died),
        TEST(test_a_removed_upload),
        TEST(test_the_age_of_a_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
