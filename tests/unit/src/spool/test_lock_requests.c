/* SPDX-License-Identifier: MIT */
/*
 * The requests in the lock file: which one displaces which, and how they end.
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

/* Waits for the lock while another request is written to the file. */
struct displaced {
    struct lock_host *f;
    enum lock_verb verb;
    int wait_ms, result;
};

static void *wait_in_vain(void *arg)
{
    struct displaced *d = arg;
    struct lock *l = NULL;

    d->result = lock_host_take_over(d->f, d->verb, d->wait_ms, &l);
    lock_release(&l);
    return NULL;
}

/* Writes the request of a holder that took the lock without asking, and looked before our request
 * was in the file. */
static void overwrite_request(int fd, char token[LOCK_TOKEN_SIZE])
{
    char text[LOCK_TOKEN_SIZE + sizeof "none  "] = "";

    assert_int_equal(pread(fd, token, LOCK_TOKEN_SIZE - 1, 0), LOCK_TOKEN_SIZE - 1);
    memset(token + LOCK_TOKEN_SIZE - 5, 'f', 4);
    (void)snprintf(text, sizeof text, "%s none  \n", token);
    assert_int_equal(pwrite(fd, text, strlen(text), 0), strlen(text));
}

static void test_a_request_that_is_overwritten(void **state)
{
    struct lock_host *f = *state;
    struct displaced waiter = {.f = f, .verb = LOCK_HEAD, .wait_ms = LOCK_HOST_WAIT_MS};
    struct lock *holder = NULL;
    char over[LOCK_TOKEN_SIZE] = "", now[LOCK_TOKEN_SIZE] = "";
    int64_t until = clock_mono_ms() + LOCK_HOST_WAIT_MS;
    enum lock_verb verb = LOCK_NONE;
    pthread_t thread;

    assert_int_equal(lock_try(f->store, f->upload.id, &holder), 0);
    pthread_create(&thread, NULL, wait_in_vain, &waiter);
    assert_int_equal(lock_host_await_request(holder), LOCK_HEAD);
    overwrite_request(f->fd, over);
    while ((strcmp(now, over) <= 0 || !lock_wanted(holder, &verb)) && clock_mono_ms() < until) {
        clock_pause_ms(1);
        assert_int_equal(pread(f->fd, now, LOCK_TOKEN_SIZE - 1, 0), LOCK_TOKEN_SIZE - 1);
    }
    assert_true(strcmp(now, over) > 0);
    assert_int_equal(verb, LOCK_HEAD);
    lock_release(&holder);
    pthread_join(thread, NULL);
    assert_int_equal(waiter.result, 0);
}

/* Its requester read the file before our request was there, and wrote after us. */
static void test_an_older_request_that_came_over_ours_is_replaced(void **state)
{
    struct lock_host *f = *state;
    struct displaced waiter = {.f = f, .verb = LOCK_POST, .wait_ms = LOCK_HOST_WAIT_MS};
    struct lock *holder = NULL;
    char ours[LOCK_TOKEN_SIZE + 8] = "", now[LOCK_TOKEN_SIZE + 8] = "";
    int64_t until = clock_mono_ms() + LOCK_HOST_WAIT_MS;
    pthread_t thread;

    assert_int_equal(lock_try(f->store, f->upload.id, &holder), 0);
    pthread_create(&thread, NULL, wait_in_vain, &waiter);
    assert_int_equal(lock_host_await_request(holder), LOCK_POST);
    assert_int_equal(pread(f->fd, ours, LOCK_TOKEN_SIZE + 7, 0), LOCK_TOKEN_SIZE + 7);
    assert_int_equal(pwrite(f->fd, "000000000000", 12, 0), 12);
    do {
        clock_pause_ms(1);
        assert_int_equal(pread(f->fd, now, LOCK_TOKEN_SIZE + 7, 0), LOCK_TOKEN_SIZE + 7);
    } while (strcmp(now, ours) != 0 && clock_mono_ms() < until);
    assert_string_equal(now, ours);
    lock_release(&holder);
    pthread_join(thread, NULL);
    assert_int_equal(waiter.result, 0);
}

/* Whether d, which is waiting, leaves a request that is newer by a second in the file. */
static bool is_kept_beside(struct displaced *d, const char *newer)
{
    struct lock_host *f = d->f;
    struct lock *holder = NULL;
    char text[64], now[64] = "";
    pthread_t thread;

    assert_int_equal(lock_try(f->store, f->upload.id, &holder), 0);
    pthread_create(&thread, NULL, wait_in_vain, d);
    (void)lock_host_await_request(holder); /* it may have come and gone on a slow machine */
    (void)snprintf(text, sizeof text, "%012llx%016d %-6s\n",
                   (unsigned long long)clock_wall_ms() + 1000, 0, newer);
    assert_int_equal(pwrite(f->fd, text, strlen(text), 0), strlen(text));
    pthread_join(thread, NULL);
    assert_true(pread(f->fd, now, strlen(text), 0) > 0);
    lock_release(&holder);
    /* As if it had finished. */
    assert_int_equal(pwrite(f->fd, "none  ", 6, LOCK_TOKEN_SIZE), 6);
    return strcmp(now, text) == 0;
}

static void test_who_is_displaced_by_whom(void **state)
{
    static const struct {
        enum lock_verb verb;
        const char *newer;
        int result;
        bool kept;
    } rows[] = {
        {LOCK_HEAD, "head", ERR_LOCKED, true},      {LOCK_HEAD, "delete", ERR_LOCKED, true},
        {LOCK_HEAD, "patch", ERR_LOCKED, true},     {LOCK_HEAD, "none", ERR_LOCKED, true},
        {LOCK_POST, "head", ERR_LOCKED, true},      {LOCK_POST, "none", ERR_LOCKED, true},
        {LOCK_PATCH, "head", ERR_SUPERSEDED, true}, {LOCK_PATCH, "none", ERR_SUPERSEDED, true},
        {LOCK_PATCH, "delete", ERR_LOCKED, true},   {LOCK_DELETE, "patch", ERR_LOCKED, false},
        {LOCK_DELETE, "head", ERR_LOCKED, false},   {LOCK_DELETE, "none", ERR_LOCKED, false},
        {LOCK_DELETE, "delete", ERR_LOCKED, true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct displaced d = {.f = *state, .verb = rows[i].verb};
        /* Long if something must happen during the wait, because the machine may be slow. */
        d.wait_ms = rows[i].result == ERR_SUPERSEDED ? LOCK_HOST_WAIT_MS
                    : rows[i].kept                   ? 300
                                                     : 1000;
        assert_true(is_kept_beside(&d, rows[i].newer) == rows[i].kept);
        assert_int_equal(d.result, rows[i].result);
    }
}

static bool is_third_look(void *arg)
{
    return ++*(int *)arg == 3;
}

static void test_a_wait_that_is_in_vain_ends_and_its_request_goes(void **state)
{
    struct lock_host *f = *state;
    int looks = 0;
    struct lock_claim claim = {LOCK_PATCH, 1000 * LOCK_HOST_WAIT_MS, is_third_look, &looks};
    struct lock *holder = NULL, *newer = NULL;
    enum lock_verb wanted;

    assert_int_equal(lock_try(f->store, f->upload.id, &holder), 0);
    assert_int_equal(lock_take_over(f->store, f->upload.id, &claim, &newer), ERR_LOCKED);
    assert_int_equal(looks, 3);
    assert_false(lock_wanted(holder, &wanted));
    lock_release(&holder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_request_that_is_overwritten, lock_host_begin,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_an_older_request_that_came_over_ours_is_replaced,
                                        lock_host_begin, lock_host_end),
        cmocka_unit_test_setup_teardown(test_who_is_displaced_by_whom, lock_host_begin,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_a_wait_that_is_in_vain_ends_and_its_request_goes,
                                        lock_host_begin, lock_host_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
