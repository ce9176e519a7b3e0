/* SPDX-License-Identifier: MIT */
/*
 * The lock between threads and processes: one holder, the newest wins, tokens grow.
 */
#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/spool.h"
#include "spool/lock_watch.h"

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

#define WAIT_MS 5000

struct fixture {
    struct store *store;
    struct lock_watch *watch;
    struct upload upload;
};

/* A holder that lets go when it is asked to. */
struct holder {
    struct fixture *f;
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
    int64_t until = clock_mono_ms() + WAIT_MS;

    while (atomic_load(&h->asked) == 0 && clock_mono_ms() < until)
        clock_pause_ms(1);
    lock_watch_remove(h->f->watch, h->lock);
    lock_release(&h->lock);
    return NULL;
}

static void test_takeover_between_threads(void **state)
{
    struct fixture *f = *state;
    char last[LOCK_TOKEN_SIZE] = "";

    for (int round = 0; round < 20; round++) {
        struct holder h = {.f = f};
        struct lock *newer = NULL;
        pthread_t thread;
        assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_PATCH, WAIT_MS, &h.lock), 0);
        assert_true(strcmp(lock_token(h.lock), last) > 0);
        assert_int_equal(lock_watch_add(f->watch, h.lock, note, &h), 0);
        pthread_create(&thread, NULL, hold_until_asked, &h);
        assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_HEAD, WAIT_MS, &newer), 0);
        pthread_join(thread, NULL);
        assert_int_equal(atomic_load(&h.asked), LOCK_HEAD + 1);
        memcpy(last, lock_token(newer), sizeof last);
        lock_release(&newer);
    }
}

/* In a child: takes the lock, says so, lets go when asked. */
static int hold_in_child(struct fixture *f, int ready_fd)
{
    struct holder h = {.f = f};

    if (lock_watch_start(20, &f->watch) != 0 ||
        lock_acquire(f->store, f->upload.id, LOCK_PATCH, WAIT_MS, &h.lock) != 0 ||
        lock_watch_add(f->watch, h.lock, note, &h) != 0 || write(ready_fd, "x", 1) != 1)
        return 1;
    hold_until_asked(&h);
    return atomic_load(&h.asked) == LOCK_DELETE + 1 ? 0 : 2;
}

static void test_takeover_between_processes(void **state)
{
    struct fixture *f = *state;
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
    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_DELETE, WAIT_MS, &newer), 0);
    lock_release(&newer);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_false(lock_held(f->store, f->upload.id));
}

static void test_a_holder_that_does_not_listen(void **state)
{
    struct fixture *f = *state;
    struct lock *deaf = NULL, *newer = NULL;
    enum lock_verb verb;

    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_PATCH, WAIT_MS, &deaf), 0);
    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_HEAD, 50, &newer), ERR_LOCKED);
    /* Who gave up wants it no more. */
    assert_false(lock_wanted(deaf, &verb));
    lock_release(&deaf);
}

static void test_jobs_wait_for_nobody(void **state)
{
    struct fixture *f = *state;
    struct lock *sender = NULL, *job = NULL;
    enum lock_verb verb;

    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_PATCH, WAIT_MS, &sender), 0);
    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_JOB, 0, &job), ERR_LOCKED);
    assert_false(lock_wanted(sender, &verb));
    lock_release(&sender);
    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_JOB, 0, &job), 0);
    assert_false(lock_wanted(job, &verb));
    lock_release(&job);
}

static void *ask_for_it(void *arg)
{
    struct holder *h = arg;

    assert_int_equal(lock_acquire(h->f->store, h->f->upload.id, LOCK_HEAD, WAIT_MS, &h->lock), 0);
    return NULL;
}

static void *ask_and_let_go(void *arg)
{
    struct holder *h = arg;

    ask_for_it(h);
    lock_release(&h->lock);
    return NULL;
}

/* What a holder writes who took the lock without asking, and looked before our wish was there. */
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
    struct holder waiter = {.f = f};
    struct lock *holder = NULL;
    char over[LOCK_TOKEN_SIZE] = "", now[LOCK_TOKEN_SIZE] = "";
    int64_t until = clock_mono_ms() + WAIT_MS / 2;
    enum lock_verb verb = LOCK_NONE;
    pthread_t thread;
    int fd;

    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_PATCH, 0, &holder), 0);
    assert_int_equal(store_open_lock(f->store, f->upload.id, &fd), 0);
    pthread_create(&thread, NULL, ask_for_it, &waiter);
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
    lock_release(&waiter.lock);
    close(fd);
}

/* Waits for the lock, which nobody lets go, while somebody else's wish is put into the file. */
struct displaced {
    struct fixture *f;
    enum lock_verb verb;
    int wait_ms, result;
};

static void *wait_in_vain(void *arg)
{
    struct displaced *d = arg;
    struct lock *l = NULL;

    d->result = lock_acquire(d->f->store, d->f->upload.id, d->verb, d->wait_ms, &l);
    lock_release(&l);
    return NULL;
}

/* Whether a wish that is newer by a second was left alone by d, whose wait ends beside it. */
static bool is_kept_beside(struct displaced *d, const char *newer)
{
    struct fixture *f = d->f;
    struct lock *holder = NULL;
    char text[64], now[64] = "";
    enum lock_verb wanted;
    pthread_t thread;
    int fd;

    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_PATCH, 0, &holder), 0);
    assert_int_equal(store_open_lock(f->store, f->upload.id, &fd), 0);
    pthread_create(&thread, NULL, wait_in_vain, d);
    while (!lock_wanted(holder, &wanted))
        clock_pause_ms(1);
    (void)snprintf(text, sizeof text, "%012llx%016d %-6s\n",
                   (unsigned long long)clock_wall_ms() + 1000, 0, newer);
    assert_int_equal(pwrite(fd, text, strlen(text), 0), strlen(text));
    pthread_join(thread, NULL);
    assert_true(pread(fd, now, strlen(text), 0) > 0);
    lock_release(&holder);
    /* As if it had come to its end. */
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
        /* Long where something is to happen meanwhile, however slow the machine is. */
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

    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_PATCH, 0, &holder), 0);
    assert_int_equal(lock_acquire_claim(f->store, f->upload.id, &claim, &newer), ERR_LOCKED);
    assert_int_equal(looks, 3);
    assert_false(lock_wanted(holder, &wanted));
    lock_release(&holder);
}

static void test_heads_wait_for_each_other(void **state)
{
    struct fixture *f = *state;
    struct holder sender = {.f = f}, heads[8];
    pthread_t thread, threads[8];

    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_PATCH, 0, &sender.lock), 0);
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
    struct fixture *f = *state;
    struct lock *l = NULL;

    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_DELETE, WAIT_MS, &l), 0);
    assert_int_equal(store_remove(f->store, f->upload.id), 0);
    lock_release(&l);
    assert_int_equal(lock_acquire(f->store, f->upload.id, LOCK_HEAD, WAIT_MS, &l), ERR_NOT_FOUND);
}

struct contender {
    struct fixture *f;
    atomic_int *inside;
    atomic_int *overlaps;
    int result;
};

static void *contend(void *arg)
{
    struct contender *c = arg;
    struct holder h = {.f = c->f};

    c->result = lock_acquire(c->f->store, c->f->upload.id, LOCK_PATCH, WAIT_MS, &h.lock);
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
    struct fixture *f = *state;
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

static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->store = spool_begin();
    spool_upload(f->store, 10, &f->upload);
    *state = f;
    return lock_watch_start(20, &f->watch);
}

static int end(void **state)
{
    struct fixture *f = *state;

    lock_watch_stop(&f->watch);
    upload_free(&f->upload);
    spool_end(&f->store);
    free(f);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_takeover_between_threads, begin, end),
        cmocka_unit_test_setup_teardown(test_takeover_between_processes, begin, end),
        cmocka_unit_test_setup_teardown(test_a_holder_that_does_not_listen, begin, end),
        cmocka_unit_test_setup_teardown(test_jobs_wait_for_nobody, begin, end),
        cmocka_unit_test_setup_teardown(test_a_wish_that_is_overwritten, begin, end),
        cmocka_unit_test_setup_teardown(test_who_is_displaced_by_whom, begin, end),
        cmocka_unit_test_setup_teardown(test_a_wait_that_is_in_vain_ends_and_its_wish_goes, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_heads_wait_for_each_other, begin, end),
        cmocka_unit_test_setup_teardown(test_a_removed_upload, begin, end),
        cmocka_unit_test_setup_teardown(test_many_at_once, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
