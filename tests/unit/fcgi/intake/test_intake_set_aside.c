/* SPDX-License-Identifier: MIT */
/*
 * Uploads that another request continues.
 */
#include "fcgi/intake/intake.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/intake_host.h"
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
#define DAY_MS (24 * 60 * 60 * INT64_C(1000))

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

static void test_set_aside_and_finished_later(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    memcpy(last_id, intake_upload(in)->id, ID_SIZE);
    assert_int_equal(intake_append(in, "abc", 3), 0);
    assert_int_equal(intake_set_aside(&in), 0);
    assert_null(in);
    assert_true(intake_host_told("begin uploading 0;pause uploading 3;"));
    assert_int_equal(intake_host.size, 3);
    struct upload u = intake_host_load(last_id);
    assert_int_equal(u.size, -1); /* else the next HEAD would finish it */
    assert_int_equal(u.expires_at, 0);
    upload_free(&u);
    assert_int_equal(intake_open(APP, last_id, LOCK_POST, NULL, &in), 0);
    assert_int_equal(intake_finish(&in), 0);
    assert_true(intake_host_told("post! done 3;"));
}

static void test_what_is_set_aside_outlives_its_request(void **state)
{
    struct intake *in;
    int64_t before = clock_wall_ms();

    (void)state;
    APP->config.expire_after_ms = 60000;
    APP->config.expire_empty_after_ms = 1000;
    in = intake_host_open(-1);
    memcpy(last_id, intake_upload(in)->id, ID_SIZE);
    assert_int_equal(intake_set_aside(&in), 0);
    struct upload u = intake_host_load(last_id);
    assert_true(u.expires_at >= before + 7 * DAY_MS - 1000);
    assert_true(u.expires_at <= clock_wall_ms() + 7 * DAY_MS);
    assert_int_equal(u.expire_empty_after_ms, 0);
    upload_free(&u);
    APP->config.expire_after_ms = 8 * DAY_MS;
    in = intake_host_open(-1);
    memcpy(last_id, intake_upload(in)->id, ID_SIZE);
    assert_int_equal(intake_set_aside(&in), 0);
    u = intake_host_load(last_id);
    assert_int_equal(u.expire_after_ms, 8 * DAY_MS);
    upload_free(&u);
}

static void test_set_aside_leaves_the_sender_attached_on_failure(void **state)
{
    struct intake *in = open_full();

    (void)state;
    intake_host_break(last_id);
    assert_int_equal(intake_set_aside(&in), ERR_IO);
    assert_non_null(in);
    assert_true(lock_held(APP->store, last_id));
    intake_host_mend(last_id);
    intake_leave(&in);
}

static void test_an_empty_file_set_aside_frees_its_place(void **state)
{
    struct intake_offer offer = {.size = -1, .exchange = &intake_host.exchange};
    struct intake *in = NULL;
    struct upload u;

    (void)state;
    APP->config.empty_uploads_per_client = 1;
    intake_host_renew_limits();
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    assert_int_equal(intake_open(APP, u.id, LOCK_POST, NULL, &in), 0);
    upload_free(&u);
    assert_int_equal(intake_set_aside(&in), 0);
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    upload_free(&u);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_set_aside_and_finished_later),
        TEST(test_what_is_set_aside_outlives_its_request),
        TEST(test_set_aside_leaves_the_sender_attached_on_failure),
        TEST(test_an_empty_file_set_aside_frees_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
