/* SPDX-License-Identifier: MIT */
/*
 * The final check of the lock file, with the lock held: a newer request may have arrived between
 * our last poll and the release by the holder.
 */
#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/lock_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct waiter {
    struct lock_host *f;
    enum lock_verb verb;
    struct lock *lock;
    int result;
};

static void *waiter_run(void *arg)
{
    struct waiter *w = arg;

    w->result = lock_host_take_over(w->f, w->verb, LOCK_HOST_WAIT_MS, &w->lock);
    return NULL;
}

/* Writes a request of this verb, made at this wall time, to the lock file. */
static void request_put(struct lock_host *f, int64_t at_ms, const char *verb,
                        char token[LOCK_TOKEN_SIZE])
{
    char text[64];

    (void)snprintf(token, LOCK_TOKEN_SIZE, "%012llx%016d", (unsigned long long)at_ms, 0);
    (void)snprintf(text, sizeof text, "%s %-6s\n", token, verb);
    assert_int_equal(pwrite(f->fd, text, strlen(text), 0), strlen(text));
}

/* Returns the wall ms of the request in the file. */
static int64_t request_at_ms(struct lock_host *f)
{
    char digits[13] = "";

    assert_int_equal(pread(f->fd, digits, 12, 0), 12);
    return (int64_t)strtoull(digits, NULL, 16);
}

/* A holder releases the lock at the moment a newer request arrives. The waiter usually sees that
 * request only once it holds the lock. If it polls between the two calls, the result must be the
 * same. */
static void let_go_with_newer(struct waiter *w, const char *verb, char token[LOCK_TOKEN_SIZE])
{
    struct lock_host *f = w->f;
    struct lock *holder = NULL;
    pthread_t thread;

    assert_int_equal(lock_try(f->store, f->upload.id, &holder), 0);
    pthread_create(&thread, NULL, waiter_run, w);
    assert_int_equal(lock_host_await_request(holder), w->verb);
    request_put(f, request_at_ms(f) + 1000, verb, token);
    lock_release(&holder);
    pthread_join(thread, NULL);
}

static void test_a_newer_request_in_the_last_moment(void **state)
{
    static const struct {
        enum lock_verb verb;
        const char *newer;
        int result;
        bool is_asked;  /* the newer request is still in the file */
        bool is_fenced; /* our token is older than the newer request's */
    } rows[] = {
        {LOCK_PATCH, "patch", ERR_SUPERSEDED, true, true},
        {LOCK_PATCH, "head", ERR_SUPERSEDED, true, true},
        {LOCK_PATCH, "delete", 0, true, true},
        {LOCK_POST, "patch", ERR_LOCKED, true, true},
        {LOCK_POST, "head", 0, true, true},
        {LOCK_HEAD, "patch", 0, true, true},
        {LOCK_DELETE, "delete", 0, true, true},
        {LOCK_DELETE, "patch", 0, false, false},
        {LOCK_HEAD, "none", 0, false, false},
        {LOCK_DELETE, "none", 0, false, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct waiter w = {.f = *state, .verb = rows[i].verb};
        char token[LOCK_TOKEN_SIZE], ignored[LOCK_TOKEN_SIZE];
        enum lock_verb wanted;
        let_go_with_newer(&w, rows[i].newer, token);
        assert_int_equal(w.result, rows[i].result);
        assert_true((w.lock == NULL) == (w.result != 0));
        if (w.lock != NULL) {
            assert_true(lock_wanted(w.lock, &wanted) == rows[i].is_asked);
            assert_true((strcmp(lock_token(w.lock), token) < 0) == rows[i].is_fenced);
        }
        lock_release(&w.lock);
        request_put(w.f, request_at_ms(w.f) + 1, "none", ignored); /* it has finished */
    }
}

/* lock_try() gives way to each request that is not stale. */
static void test_a_try_steps_back_behind_a_request(void **state)
{
    static const struct {
        int age_ms;
        const char *verb;
        int result;
    } rows[] = {
        {0, "head", ERR_LOCKED}, {20000, "patch", ERR_LOCKED},
        {20000, "none", 0},      {40000, "patch", 0},
        {0, "none", 0},
    };
    struct lock_host *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct lock *l = NULL;
        char token[LOCK_TOKEN_SIZE];
        enum lock_verb wanted;
        request_put(f, clock_wall_ms() - rows[i].age_ms, rows[i].verb, token);
        assert_int_equal(lock_try(f->store, f->upload.id, &l), rows[i].result);
        if (l != NULL) {
            assert_true(strcmp(lock_token(l), token) > 0);
            assert_false(lock_wanted(l, &wanted));
        }
        lock_release(&l);
    }
}

/* A malformed or torn text is no request, and the next token need not be newer than it. */
static void test_what_is_no_request_stops_nobody(void **state)
{
    static const char *const texts[] = {
        "",
        "patch",
        "ffffffffffff0000000000000000 patch", /* the end is missing */
        "ffffffffffff0000000000000000 punch \n",
        "ffffffffffff0000000000000000 patc  \n",
        "ffffffffffff0000000000000000_patch \n",
        "ffffffffffff000000000000000G patch \n",
    };
    struct lock_host *f = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct lock *l = NULL;
        assert_int_equal(ftruncate(f->fd, 0), 0);
        assert_int_equal(pwrite(f->fd, texts[i], strlen(texts[i]), 0), strlen(texts[i]));
        assert_int_equal(lock_try(f->store, f->upload.id, &l), 0);
        assert_true(strncmp(lock_token(l), "ffff", 4) < 0);
        lock_release(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_newer_request_in_the_last_moment, lock_host_begin,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_a_try_steps_back_behind_a_request, lock_host_begin,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_what_is_no_request_stops_nobody, lock_host_begin,
                                        lock_host_end),
    };
    return cmocka_run_group_tests_name("lock_confirm", tests, NULL, NULL);
}
