/* SPDX-License-Identifier: MIT */
/*
 * One sender at a time: who gets the upload, who is interrupted, and who only reads its record.
 */
#include "fcgi/intake/intake.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/intake_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&intake_host.app)
#define WAIT_MS 10000 /* of a request that is answered */
#define TURN_MS 4000000

static const char nobody[] = "0123456789abcdef0123456789abcdef";

static int open_any(const char *id, enum lock_verb verb)
{
    struct intake *in = NULL;
    int rc = intake_open(APP, id, verb, &intake_host.request, &in);

    assert_true((rc == 0) == (in != NULL));
    intake_leave(&in);
    return rc;
}

static void test_a_sender_has_the_record_and_the_lock(void **state)
{
    struct intake *in = intake_host_open(9);
    char id[ID_SIZE];

    (void)state;
    memcpy(id, intake_upload(in)->id, ID_SIZE);
    assert_int_equal(intake_upload(in)->size, 9);
    assert_true(lock_held(APP->store, id));
    assert_non_null(intake_host.newer);
    assert_int_equal(open_any(id, LOCK_HEAD), ERR_LOCKED);
    intake_leave(&in);
    assert_null(in);
    intake_leave(&in);
    assert_null(intake_host.newer);
    assert_false(lock_held(APP->store, id));
    assert_true(intake_host_told(""));
    assert_int_equal(open_any(id, LOCK_HEAD), 0);
    assert_int_equal(open_any(nobody, LOCK_HEAD), ERR_NOT_FOUND);
}

static void test_a_newer_request_waits_for_the_turn(void **state)
{
    struct intake *in = intake_host_open(9);

    (void)state;
    APP->config.sender_turn_ms = TURN_MS;
    assert_false(intake_host.newer(intake_host.newer_arg, LOCK_PATCH));
    assert_int_equal(intake_host.request.interrupted, 0);
    intake_host.request.waiting_since_ms = clock_mono_ms();
    assert_false(intake_host.newer(intake_host.newer_arg, LOCK_HEAD));
    APP->config.sender_turn_ms = 0;
    intake_host.request.waiting_since_ms = 0;
    assert_true(intake_host.newer(intake_host.newer_arg, LOCK_PATCH));
    assert_int_equal(intake_host.request.interrupted, ERR_SUPERSEDED);
    intake_leave(&in);
}

static void test_a_silent_sender_keeps_no_turn(void **state)
{
    struct intake *in = intake_host_open(9);

    (void)state;
    APP->config.sender_turn_ms = TURN_MS;
    intake_host.request.waiting_since_ms = clock_mono_ms() - TURN_MS / 4 + WAIT_MS;
    assert_false(intake_host.newer(intake_host.newer_arg, LOCK_PATCH));
    intake_host.request.waiting_since_ms = clock_mono_ms() - TURN_MS / 4;
    assert_true(intake_host.newer(intake_host.newer_arg, LOCK_PATCH));
    assert_int_equal(intake_host.request.interrupted, ERR_SUPERSEDED);
    intake_leave(&in);
}

static void test_a_delete_waits_for_nobody(void **state)
{
    struct intake *in = intake_host_open(9);

    (void)state;
    APP->config.sender_turn_ms = TURN_MS;
    assert_true(intake_host.newer(intake_host.newer_arg, LOCK_DELETE));
    assert_int_equal(intake_host.request.interrupted, ERR_GONE);
    intake_leave(&in);
}

static void test_without_a_body_nothing_is_interrupted(void **state)
{
    struct intake *in = NULL;
    char id[ID_SIZE];

    (void)state;
    APP->config.sender_turn_ms = TURN_MS;
    intake_host_create(9, id);
    assert_int_equal(intake_open(APP, id, LOCK_POST, NULL, &in), 0);
    assert_true(intake_host.newer(intake_host.newer_arg, LOCK_PATCH));
    intake_leave(&in);
}

static void save_as(const char *id, enum state state, bool complete)
{
    struct upload u = intake_host_load(id);

    u.state = state;
    u.complete = complete;
    assert_int_equal(store_save(APP->store, &u), 0);
    upload_free(&u);
}

static void test_an_ended_upload_can_only_be_removed(void **state)
{
    char id[ID_SIZE];

    (void)state;
    intake_host_create(9, id);
    save_as(id, STATE_FAILED, false);
    assert_int_equal(open_any(id, LOCK_PATCH), ERR_GONE);
    assert_int_equal(open_any(id, LOCK_HEAD), ERR_GONE);
    assert_int_equal(open_any(id, LOCK_DELETE), 0);
    save_as(id, STATE_FAILED, true); /* its bytes can be read */
    assert_int_equal(open_any(id, LOCK_HEAD), 0);
}

static void test_an_expired_upload_can_only_be_removed(void **state)
{
    char id[ID_SIZE];

    (void)state;
    intake_host_create(9, id);
    struct upload u = intake_host_load(id);
    u.complete = true;
    u.state = STATE_DONE;
    u.expires_at = clock_wall_ms() - 1;
    assert_int_equal(store_save(APP->store, &u), 0);
    assert_int_equal(open_any(id, LOCK_HEAD), ERR_GONE);
    assert_int_equal(open_any(id, LOCK_DELETE), 0);
    u.expires_at = clock_wall_ms() + WAIT_MS;
    assert_int_equal(store_save(APP->store, &u), 0);
    assert_int_equal(open_any(id, LOCK_HEAD), 0);
    upload_free(&u);
}

/* --- open or read --- */

/* Result of intake_open_or_read(); *received_out: of the record read, -1: attached. */
static int open_or_read(const char *id, int64_t offset, int64_t *received_out)
{
    struct intake *in = NULL;
    struct upload u;
    int rc = intake_open_or_read(APP, id, LOCK_PATCH, offset, &intake_host.request, &in, &u);

    *received_out = in == NULL ? u.received : -1;
    if (rc == 0 && in == NULL)
        assert_string_equal(u.id, id);
    intake_leave(&in);
    upload_free(&u);
    return rc;
}

static void test_a_free_upload_is_opened(void **state)
{
    char id[ID_SIZE];
    int64_t received = 0;

    (void)state;
    intake_host_create(9, id);
    intake_host_write(id, "abc");
    assert_int_equal(open_or_read(id, 0, &received), 0);
    assert_int_equal(received, -1);
    assert_int_equal(open_or_read(nobody, 0, &received), ERR_NOT_FOUND);
}

static void test_a_complete_upload_is_only_read(void **state)
{
    struct upload u;
    struct lock *job = NULL;
    int64_t received = 0;

    (void)state;
    assert_int_equal(intake_create(APP, &(struct intake_offer){.size = 0}, &u), 0);
    assert_int_equal(open_or_read(u.id, -1, &received), 0);
    assert_int_equal(received, 0);
    assert_false(lock_held(APP->store, u.id));
    APP->config.lock_wait_ms = WAIT_MS;
    assert_int_equal(lock_try(APP->store, u.id, &job), 0);
    assert_int_equal(open_or_read(u.id, -1, &received), 0);
    assert_int_equal(received, 0);
    enum lock_verb verb;
    assert_false(lock_wanted(job, &verb));
    lock_release(&job);
    upload_free(&u);
}

/* A request in vain does not disturb the sender that has gone further. */
static void test_bytes_that_are_stored_are_not_asked_for(void **state)
{
    struct lock *sender = NULL;
    char id[ID_SIZE];
    int64_t received = 0;
    enum lock_verb verb;

    (void)state;
    intake_host_create(9, id);
    intake_host_write(id, "abc");
    assert_int_equal(lock_try(APP->store, id, &sender), 0);
    APP->config.lock_wait_ms = WAIT_MS;
    assert_int_equal(open_or_read(id, 2, &received), 0);
    assert_int_equal(received, 3);
    assert_int_equal(open_or_read(id, 0, &received), 0);
    assert_int_equal(received, 3);
    assert_false(lock_wanted(sender, &verb));
    APP->config.lock_wait_ms = 1;
    assert_int_equal(open_or_read(id, 3, &received), ERR_LOCKED);
    assert_int_equal(received, 0);
    assert_int_equal(open_or_read(id, -1, &received), ERR_LOCKED);
    save_as(id, STATE_CANCELLED, false);
    assert_int_equal(open_or_read(id, 0, &received), ERR_GONE);
    lock_release(&sender);
}

struct sender {
    struct lock *lock;
    char id[ID_SIZE];
    bool was_asked, fails;
};

/* Ends the upload as soon as a request asks for it, and keeps the lock, as a job would. */
static void *end_when_asked(void *arg)
{
    struct sender *s = arg;
    enum lock_verb verb;

    for (int64_t until = clock_mono_ms() + WAIT_MS; !s->was_asked && clock_mono_ms() < until;) {
        s->was_asked = lock_wanted(s->lock, &verb);
        clock_pause_ms(1);
    }
    save_as(s->id, s->fails ? STATE_FAILED : STATE_DONE, !s->fails);
    if (s->fails) /* last, because from the next byte on the waiting request reads the state */
        intake_host_write(s->id, "d");
    return NULL;
}

static int ask_while_it_ends(bool fails)
{
    struct sender s = {.fails = fails};
    pthread_t thread;
    int64_t received = 0;

    intake_host_create(9, s.id);
    intake_host_write(s.id, "abc");
    APP->config.lock_wait_ms = 10 * WAIT_MS;
    assert_int_equal(lock_try(APP->store, s.id, &s.lock), 0);
    assert_int_equal(pthread_create(&thread, NULL, end_when_asked, &s), 0);
    int rc = open_or_read(s.id, 3, &received);
    pthread_join(thread, NULL);
    assert_true(s.was_asked);
    lock_release(&s.lock);
    return rc;
}

static void test_who_waits_learns_that_the_upload_ended(void **state)
{
    int64_t began = clock_mono_ms();

    (void)state;
    assert_int_equal(ask_while_it_ends(false), 0);
    assert_int_equal(ask_while_it_ends(true), ERR_GONE);
    assert_true(clock_mono_ms() - began < 10 * WAIT_MS); /* it did not wait for the lock */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_sender_has_the_record_and_the_lock),
        TEST(test_a_newer_request_waits_for_the_turn),
        TEST(test_a_silent_sender_keeps_no_turn),
        TEST(test_a_delete_waits_for_nobody),
        TEST(test_without_a_body_nothing_is_interrupted),
        TEST(test_an_ended_upload_can_only_be_removed),
        TEST(test_an_expired_upload_can_only_be_removed),
        TEST(test_a_free_upload_is_opened),
        TEST(test_a_complete_upload_is_only_read),
        TEST(test_bytes_that_are_stored_are_not_asked_for),
        TEST(test_who_waits_learns_that_the_upload_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
