/* SPDX-License-Identifier: MIT */
/*
 * The wishes in the lock file: which one displaces which, and how they end.
 */
#include "base/clock.h"
#include "base/error.h"
#include "spool/lock.h"
#include "tests/unit/support/spool.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define WAIT_MS 5000

struct fixture {
    struct store *store;
    struct upload upload;
};

static int take_over(struct fixture *f, enum lock_verb verb, int wait_ms, struct lock **out)
{
    const struct lock_claim claim = {.verb = verb, .wait_ms = wait_ms};

    return lock_take_over(f->store, f->upload.id, &claim, out);
}

/* Waits for the lock while another wish is written to the file. */
struct displaced {
    struct fixture *f;
    enum lock_verb verb;
    int wait_ms, result;
};

static void *wait_in_vain(void *arg)
{
    struct displaced *d = arg;
    struct lock *l = NULL;

    d->result = take_over(d->f, d->verb, d->wait_ms, &l);
    lock_release(&l);
    return NULL;
}

/* Writes the wish of a holder that took the lock without asking, and looked before our wish was in
 * the file. */
static void overwrite_wish(int fd, char token[LOCK_TOKEN_SIZE])
{
    char text[LOCK_TOKEN_SIZE + sizeof "none  "] = "";

    assert_int_equal(pread(fd, token, LOCK_TOKEN_SIZE - 1, 0), LOCK_TOKEN_SIZE - 1);
    memset(token + LOCK_TOKEN_SIZE - 5, 'f', 4);
    (void)snprintf(text, sizeof text, "%s none  \n", token);
    assert_int_equal(pwrite(fd, text, strlen(text), 0), strlen(text));
}

static void test_a_wish_that_is_overwritten(void **state)
{
    struct fixture *f = *state;
    struct displaced waiter = {.f = f, .verb = LOCK_HEAD, .wait_ms = WAIT_MS};
    struct lock *holder = NULL;
    char over[LOCK_TOKEN_SIZE] = "", now[LOCK_TOKEN_SIZE] = "";
    int64_t until = clock_mono_ms() + WAIT_MS / 2;
    enum lock_verb verb = LOCK_NONE;
    pthread_t thread;
    int fd;

    assert_int_equal(lock_try(f->store, f->upload.id, &holder), 0);
    assert_int_equal(store_open_lock(f->store, f->upload.id, &fd), 0);
    pthread_create(&thread, NULL, wait_in_vain, &waiter);
    while (!lock_wanted(holder, &verb) && clock_mono_ms() < until)
        clock_pause_ms(1);
    overwrite_wish(fd, over);
    while ((strcmp(now, over) <= 0 || !lock_wanted(holder, &verb)) && clock_mono_ms() < until) {
        clock_pause_ms(1);
        assert_int_equal(pread(fd, now, LOCK_TOKEN_SIZE - 1, 0), LOCK_TOKEN_SIZE - 1);
    }
    assert_true(strcmp(now, over) > 0);
    assert_int_equal(verb, LOCK_HEAD);
    lock_release(&holder);
    pthread_join(thread, NULL);
    assert_int_equal(waiter.result, 0);
    close(fd);
}

/* Whether d, which is waiting, leaves a wish that is newer by a second in the file. */
static bool is_kept_beside(struct displaced *d, const char *newer)
{
    struct fixture *f = d->f;
    struct lock *holder = NULL;
    char text[64], now[64] = "";
    int64_t until = clock_mono_ms() + WAIT_MS;
    enum lock_verb wanted;
    pthread_t thread;
    int fd;

    assert_int_equal(lock_try(f->store, f->upload.id, &holder), 0);
    assert_int_equal(store_open_lock(f->store, f->upload.id, &fd), 0);
    pthread_create(&thread, NULL, wait_in_vain, d);
    while (!lock_wanted(holder, &wanted) && clock_mono_ms() < until)
        clock_pause_ms(1);
    (void)snprintf(text, sizeof text, "%012llx%016d %-6s\n",
                   (unsigned long long)clock_wall_ms() + 1000, 0, newer);
    assert_int_equal(pwrite(fd, text, strlen(text), 0), strlen(text));
    pthread_join(thread, NULL);
    assert_true(pread(fd, now, strlen(text), 0) > 0);
    lock_release(&holder);
    /* As if it had finished. */
    assert_int_equal(pwrite(fd, "none  ", 6, LOCK_TOKEN_SIZE), 6);
    close(fd);
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
        d.wait_ms = rows[i].result == ERR_SUPERSEDED ? WAIT_MS : rows[i].kept ? 300 : 1000;
        assert_true(is_kept_beside(&d, rows[i].newer) == rows[i].kept);
        assert_int_equal(d.result, rows[i].result);
    }
}

static bool is_third_look(void *arg)
{
    return ++*(int *)arg == 3;
}

static void test_a_wait_that_is_in_vain_ends_and_its_wish_goes(void **state)
{
    struct fixture *f = *state;
    int looks = 0;
    struct lock_claim claim = {LOCK_PATCH, 1000 * WAIT_MS, is_third_look, &looks};
    struct lock *holder = NULL, *newer = NULL;
    enum lock_verb wanted;

    assert_int_equal(lock_try(f->store, f->upload.id, &holder), 0);
    assert_int_equal(lock_take_over(f->store, f->upload.id, &claim, &newer), ERR_LOCKED);
    assert_int_equal(looks, 3);
    assert_false(lock_wanted(holder, &wanted));
    lock_release(&holder);
}

static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->store = spool_begin();
    spool_upload(f->store, 10, &f->upload);
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    upload_free(&f->upload);
    spool_end(&f->store);
    free(f);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_wish_that_is_overwritten, begin, end),
        cmocka_unit_test_setup_teardown(test_who_is_displaced_by_whom, begin, end),
        cmocka_unit_test_setup_teardown(test_a_wait_that_is_in_vain_ends_and_its_wish_goes, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
