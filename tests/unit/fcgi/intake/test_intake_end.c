/* SPDX-License-Identifier: MIT */
/*
 * The ends of an upload: complete, refused, failed or removed, and what watchers and webhooks learn
 * of each.
 */
#include "fcgi/intake/intake_internal.h"

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

static char last_id[ID_SIZE];

/* An upload of 3 bytes, all of them stored. */
static struct intake *open_full(void)
{
    struct intake *in = intake_host_open(3);

    memcpy(last_id, intake_upload(in)->id, ID_SIZE);
    assert_int_equal(intake_append(in, "abc", 3), 0);
    assert_true(intake_host_told("begin uploading 0;"));
    return in;
}

static void expect_record(enum state state, bool complete)
{
    struct upload u = intake_host_load(last_id);

    assert_int_equal(u.state, state);
    assert_int_equal(u.complete, complete);
    assert_int_equal(u.received, 3);
    assert_false(lock_held(APP->store, last_id));
    upload_free(&u);
}

static void test_finished_without_stages(void **state)
{
    struct intake *in = open_full();

    (void)state;
    assert_int_equal(intake_finish(&in), 0);
    assert_null(in);
    assert_true(intake_host_told("end done 3;"));
    expect_record(STATE_DONE, true);
    assert_true(intake_host_holds(last_id, "abc"));
}

static void test_finished_with_stages(void **state)
{
    struct intake *in;

    (void)state;
    intake_host_add_stage();
    in = open_full();
    assert_int_equal(intake_finish(&in), 0);
    assert_true(intake_host_told("end queued 3;"));
    expect_record(STATE_QUEUED, true);
    assert_string_equal(intake_host_events(), "created;");
}

/* The last byte came with another request, whose program did not finish. */
static void test_finished_without_a_byte(void **state)
{
    struct intake *in = NULL;

    (void)state;
    intake_host_create(3, last_id);
    intake_host_write(last_id, "abc");
    assert_int_equal(intake_open(APP, last_id, LOCK_HEAD, NULL, &in), 0);
    assert_int_equal(intake_finish(&in), 0);
    assert_true(intake_host_told("post! done 3;"));
}

static void test_a_finish_that_is_not_recorded(void **state)
{
    struct intake *in = open_full();

    (void)state;
    intake_host_break(last_id);
    assert_int_equal(intake_finish(&in), ERR_IO);
    assert_null(in);
    assert_true(intake_host_told("end uploading 3;"));
    intake_host_mend(last_id);
    expect_record(STATE_UPLOADING, false);
}

static void test_refused_bytes(void **state)
{
    struct intake *in;

    (void)state;
    intake_host_add_stage();
    in = open_full();
    assert_int_equal(intake_refuse(&in, ERR_DIGEST), 0);
    assert_null(in);
    assert_true(intake_host_told("end failed 3;"));
    expect_record(STATE_FAILED, true);
    struct upload u = intake_host_load(last_id);
    assert_string_equal(u.failure.code, error_code(ERR_DIGEST));
    assert_string_equal(u.failure.message, error_text(ERR_DIGEST));
    assert_int_equal(u.failure.status, error_status(ERR_DIGEST));
    assert_false(u.failure.retryable);
    upload_free(&u);
    assert_string_equal(intake_host_events(), "created;failed;");
}

static void test_a_refusal_that_is_not_recorded(void **state)
{
    struct intake *in;

    (void)state;
    intake_host_add_stage();
    in = open_full();
    intake_host_break(last_id);
    assert_int_equal(intake_refuse(&in, ERR_DIGEST), ERR_IO);
    assert_string_equal(intake_host_events(), "created;");
    intake_host_mend(last_id);
    expect_record(STATE_UPLOADING, false);
}

static void test_a_failure_keeps_the_bytes(void **state)
{
    int64_t before = clock_wall_ms();
    struct intake *in;

    (void)state;
    intake_host_add_stage();
    in = open_full();
    intake_fail(&in, ERR_BAD_FORM);
    assert_null(in);
    assert_true(intake_host_told("end failed 3;"));
    expect_record(STATE_FAILED, false);
    struct upload u = intake_host_load(last_id);
    assert_string_equal(u.failure.code, error_code(ERR_BAD_FORM));
    assert_int_equal(u.failure.status, error_status(ERR_BAD_FORM));
    assert_false(u.failure.retryable);
    assert_true(u.updated_at >= before);
    upload_free(&u);
    assert_string_equal(intake_host_events(), "created;failed;");
}

static void *remove_last(void *arg)
{
    *(int *)arg = intake_remove(APP, last_id);
    return NULL;
}

static void test_a_delete_that_waits_gets_the_upload_as_it_is(void **state)
{
    struct intake *in;
    pthread_t deleter;
    enum lock_verb verb = LOCK_HEAD;
    int removed = -1;

    (void)state;
    intake_host_add_stage();
    in = open_full();
    APP->config.lock_wait_ms = 10000;
    assert_int_equal(pthread_create(&deleter, NULL, remove_last, &removed), 0);
    while (!lock_wanted(in->lock, &verb))
        clock_pause_ms(1);
    assert_int_equal(verb, LOCK_DELETE);
    intake_fail(&in, ERR_GONE);
    assert_null(in);
    assert_int_equal(pthread_join(deleter, NULL), 0);
    assert_int_equal(removed, 0);
    assert_string_equal(intake_host_events(), "created;cancelled;");
}

/* No client can go on with it. */
static void test_a_displaced_sender_fails_the_upload(void **state)
{
    struct intake *in;

    (void)state;
    in = open_full();
    intake_fail(&in, ERR_SUPERSEDED);
    expect_record(STATE_FAILED, false);
}

static void test_a_failure_that_is_not_recorded(void **state)
{
    struct intake *in;

    (void)state;
    intake_host_add_stage();
    in = open_full();
    intake_host_break(last_id);
    intake_fail(&in, ERR_BAD_FORM);
    assert_string_equal(intake_host_events(), "created;");
    intake_host_mend(last_id);
    expect_record(STATE_UPLOADING, false);
}

/* An upload that failed before its first byte no longer counts as empty. */
static void test_an_empty_failure_frees_its_place(void **state)
{
    struct intake_offer offer = {.size = 9, .exchange = &intake_host.exchange};
    struct intake *in = NULL;
    struct upload u;

    (void)state;
    APP->config.empty_uploads_per_client = 1;
    intake_host_renew_limits();
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    memcpy(last_id, u.id, ID_SIZE);
    upload_free(&u);
    assert_int_equal(intake_open(APP, last_id, LOCK_POST, NULL, &in), 0);
    intake_leave(&in); /* as it is: still empty */
    assert_int_equal(intake_create(APP, &offer, &u), ERR_CREATIONS);
    assert_int_equal(intake_open(APP, last_id, LOCK_POST, NULL, &in), 0);
    intake_fail(&in, ERR_BAD_FORM);
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    upload_free(&u);
}

/* --- form fields --- */

static void test_form_fields_are_saved_masked(void **state)
{
    struct intake *in = open_full();
    char key[KEY_SIZE], fields[128];

    (void)state;
    assert_int_equal(key_make(&APP->secret, last_id, key), 0);
    (void)snprintf(fields, sizeof fields, "{\"a\":\"%s.%s\"}", last_id, key);
    assert_int_equal(intake_set_fields(in, NULL), 0);
    assert_null(intake_upload(in)->fields);
    assert_int_equal(intake_set_fields(in, fields), 0);
    assert_int_equal(intake_finish(&in), 0);
    struct upload u = intake_host_load(last_id);
    assert_non_null(strstr(u.fields, last_id));
    assert_null(strstr(u.fields, key));
    upload_free(&u);
}

/* --- removed --- */

static void test_an_unfinished_upload_is_cancelled(void **state)
{
    struct upload u;

    (void)state;
    intake_host_add_stage();
    intake_host_create(3, last_id);
    assert_int_equal(intake_remove(APP, last_id), 0);
    assert_true(intake_host_told("post! cancelled 0;"));
    assert_string_equal(intake_host_events(), "created;cancelled;");
    assert_int_equal(store_load(APP->store, last_id, &u), ERR_NOT_FOUND);
    assert_int_equal(intake_remove(APP, last_id), ERR_NOT_FOUND);
}

static void test_a_finished_upload_is_deleted(void **state)
{
    struct intake *in;
    struct upload u;

    (void)state;
    in = open_full();
    intake_host_add_stage();
    assert_int_equal(intake_finish(&in), 0);
    buffer_reset(&intake_host.told);
    assert_int_equal(intake_remove(APP, last_id), 0);
    assert_true(intake_host_told("post! deleted 3;"));
    assert_string_equal(intake_host_events(), "");
    assert_int_equal(store_load(APP->store, last_id, &u), ERR_NOT_FOUND);
}

static void test_a_held_upload_is_not_removed(void **state)
{
    struct intake *in = open_full();

    (void)state;
    APP->config.lock_wait_ms = 1;
    assert_int_equal(intake_remove(APP, last_id), ERR_LOCKED);
    intake_leave(&in);
    expect_record(STATE_UPLOADING, false);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_finished_without_stages),
        TEST(test_finished_with_stages),
        TEST(test_finished_without_a_byte),
        TEST(test_a_finish_that_is_not_recorded),
        TEST(test_refused_bytes),
        TEST(test_a_refusal_that_is_not_recorded),
        TEST(test_a_failure_keeps_the_bytes),
        TEST(test_a_delete_that_waits_gets_the_upload_as_it_is),
        TEST(test_a_displaced_sender_fails_the_upload),
        TEST(test_a_failure_that_is_not_recorded),
        TEST(test_an_empty_failure_frees_its_place),
        TEST(test_form_fields_are_saved_masked),
        TEST(test_an_unfinished_upload_is_cancelled),
        TEST(test_a_finished_upload_is_deleted),
        TEST(test_a_held_upload_is_not_removed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
