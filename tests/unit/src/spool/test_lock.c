/* SPDX-License-Identifier: MIT */
/*
 * The lock between threads and processes: one holder, the newest wins, tokens grow.
 */
#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/lock_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* A holder that releases the lock when asked. */
struct holder {
    struct lock_host *f;
    struct lock *lock;
    atomic_int asked; /* verb + 1 */
};

static bool note(void *arg, enum lock_verb verb)
{
    struct holder *h = arg;
    atomic_store(&h->asked, (int)verb + 1);
    return true;
}

static void *hold_until_asked(void *arg)
{
    struct holder *h = arg;
    int64_t until = clock_mono_ms() + LOCK_HOST_WAIT_MS;

    while (atomic_load(&h->asked) == 0 && clock_mono_ms() < until)
        clock_pause_ms(1);
    lock_watch_remove(h->f->watch, h->lock);
    lock_release(&h->lock);
    return NULL;
}

static void test_takeover_between_threads(void **state)
{
    struct lock_host *f = *state;
    char last[LOCK_TOKEN_SIZE] = "";

    for (int round = 0; round < 20; round++) {
        struct holder h = {.f = f};
        struct lock *newer = NULL;
        pthread_t thread;
        assert_int_equal(lock_host_take_over(f, LOCK_PATCH, LOCK_HOST_WAIT_MS, &h.lock), 0);
        assert_true(strcmp(lock_token(h.lock), last) > 0);
        assert_int_equal(lock_watch_add(f->watch, h.lock, note, &h), 0);
        pthread_create(&thread, NULL, hold_until_asked, &h);
        assert_int_equal(lock_host_take_over(f, LOCK_HEAD, LOCK_HOST_WAIT_MS, &newer), 0);
        pthread_join(thread, NULL);
        assert_int_equal(atomic_load(&h.asked), LOCK_HEAD + 1);
        memcpy(last, lock_token(newer), sizeof last);
        lock_release(&newer);
    }
}

/* In a child process: takes the lock, reports it, and releases it when asked. */
static int hold_in_child(struct lock_host *f, int ready_fd)
{
    struct holder h = {.f = f};

    if (lock_watch_start(20, &f->watch) != 0 ||
        lock_host_take_over(f, LOCK_PATCH, LOCK_HOST_WAIT_MS, &h.lock) != 0 ||
        lock_watch_add(f->watch, h.lock, note, &h) != 0 || write(ready_fd, "x", 1) != 1)
        return 1;
    hold_until_asked(&h);
    return atomic_load(&h.asked) == LOCK_DELETE + 1 ? 0 : 2;
}

static void test_takeover_between_processes(void **state)
{
    struct lock_host *f = *state;
    struct lock *newer = NULL;
    int ready[2], status;
    char c;

    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(hold_in_child(f, ready[1]));
    close(ready[1]);
    assert_int_equal(read(ready[0], &c, 1), 1);
    close(ready[0]);
    assert_true(lock_held(f->store, f->upload.id));
    assert_int_equal(lock_host_take_over(f, LOCK_DELETE, LOCK_HOST_WAIT_MS, &newer), 0);
    lock_release(&newer);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_false(lock_held(f->store, f->upload.id));
}

static void test_a_holder_that_does_not_listen(void **state)
{
    struct lock_host *f = *state;
    struct lock *deaf = NULL, *newer = NULL;
    enum lock_verb verb;

    assert_int_equal(lock_host_take_over(f, LOCK_PATCH, LOCK_HOST_WAIT_MS, &deaf), 0);
    assert_int_equal(lock_host_take_over(f, LOCK_HEAD, 50, &newer), ERR_LOCKED);
    /* A requester that gave up no longer wants the lock. */
    assert_false(lock_wanted(deaf, &verb));
    lock_release(&deaf);
}

static void test_jobs_wait_for_nobody(void **state)
{
    struct lock_host *f = *state;
    struct lock *sender = NULL, *job = NULL;
    enum lock_verb verb;

    assert_int_equal(lock_host_take_over(f, LOCK_PATCH, LOCK_HOST_WAIT_MS, &sender), 0);
    assert_int_equal(lock_try(f->store, f->upload.id, &job), ERR_LOCKED);
    assert_false(lock_wanted(sender, &verb));
    lock_release(&sender);
    assert_int_equal(lock_try(f->store, f->upload.id, &job), 0);
    assert_false(lock_wanted(job, &verb));
    lock_release(&job);
}

static void *ask_for_it(void *arg)
{
    struct holder *h = arg;

    assert_int_equal(lock_host_take_over(h->f, LOCK_HEAD, LOCK_HOST_WAIT_MS, &h->lock), 0);
    return NULL;
}

static void *ask_and_let_go(void *arg)
{
    struct holder *h = arg;

    ask_for_it(h);
    lock_release(&h->lock);
    return NULL;
}

static void test_heads_wait_for_each_other(void **state)
{
    struct lock_host *f = *state;
    struct holder sender = {.f = f}, heads[8];
    pthread_t thread, threads[8];

    assert_int_equal(lock_try(f->store, f->upload.id, &sender.lock), 0);
    for (int i = 0; i < 8; i++) {
        heads[i] = (struct holder){.f = f};
        pthread_create(&threads[i], NULL, ask_and_let_go, &heads[i]);
    }
    assert_int_equal(lock_watch_add(f->watch, sender.lock, note, &sender), 0);
    pthread_create(&thread, NULL, hold_until_asked, &sender);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    pthread_join(thread, NULL);
    assert_int_equal(atomic_load(&sender.asked), LOCK_HEAD + 1);
}

static void test_a_removed_upload(void **state)
{
    struct lock_host *f = *state;
    struct lock *l = NULL;

    assert_int_equal(lock_host_take_over(f, LOCK_DELETE, LOCK_HOST_WAIT_MS, &l), 0);
    assert_int_equal(store_remove(f->store, f->upload.id), 0);
    lock_release(&l);
    assert_int_equal(lock_host_take_over(f, LOCK_HEAD, LOCK_HOST_WAIT_MS, &l), ERR_NOT_FOUND);
    assert_false(lock_held(f->store, f->upload.id));
}

struct contender {
    struct lock_host *f;
    atomic_int *inside;
    atomic_int *overlaps;
    int result;
};

static void *contend(void *arg)
{
    struct contender *c = arg;
    struct holder h = {.f = c->f};

    c->result = lock_host_take_over(c->f, LOCK_PATCH, LOCK_HOST_WAIT_MS, &h.lock);
    if (c->result != 0)
        return NULL;
    if (atomic_fetch_add(c->inside, 1) != 0)
        atomic_fetch_add(c->overlaps, 1);
    (void)lock_watch_add(c->f->watch, h.lock, note, &h);
    clock_pause_ms(1);
    atomic_fetch_sub(c->inside, 1);
    lock_watch_remove(c->f->watch, h.lock);
    lock_release(&h.lock);
    return NULL;
}

static void test_many_at_once(void **state)
{
    struct lock_host *f = *state;
    struct contender c[16];
    pthread_t threads[16];
    atomic_int inside = 0, overlaps = 0;
    int won = 0;

    for (int i = 0; i < 16; i++) {
        c[i] = (struct contender){.f = f, .inside = &inside, .overlaps = &overlaps};
        pthread_create(&threads[i], NULL, contend, &c[i]);
    }
    for (int i = 0; i < 16; i++) {
        pthread_join(threads[i], NULL);
        assert_true(c[i].result == 0 || c[i].result == ERR_SUPERSEDED);
        won += c[i].result == 0 ? 1 : 0;
    }
    assert_int_equal(atomic_load(&overlaps), 0);
    assert_true(won >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_takeover_between_threads, lock_host_begin_watched,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_takeover_between_processes, lock_host_begin_watched,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_a_holder_that_does_not_listen, lock_host_begin_watched,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_jobs_wait_for_nobody, lock_host_begin_watched,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_heads_wait_for_each_other, lock_host_begin_watched,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_a_removed_upload, lock_host_begin_watched,
                                        lock_host_end),
        cmocka_unit_test_setup_teardown(test_many_at_once, lock_host_begin_watched, lock_host_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
