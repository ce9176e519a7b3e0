/* SPDX-License-Identifier: MIT */
/*
 * The bounds of what a sender may append: declared size, allowed size, quota and disk.
 */
#include "fcgi/intake/intake.h"

#include "base/error.h"
#include "fcgi/intake/free_space.h"
#include "fcgi/intake/quota.h"
#include "tests/unit/support/intake_host.h"

#include <fcntl.h>
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
#define CONFIG (&intake_host.app.config)
#define ANN ((struct quota_client){.owner = HOST_OWNER})

static int append(struct intake *in, const char *text)
{
    return intake_append(in, text, strlen(text));
}

/* Leaves the upload and checks its bytes. */
static void leave_with(struct intake **in, const char *text)
{
    char id[ID_SIZE];

    assert_int_equal(intake_upload(*in)->received, strlen(text));
    memcpy(id, intake_upload(*in)->id, ID_SIZE);
    intake_leave(in);
    assert_true(intake_host_holds(id, text));
}

static void test_bytes_follow_each_other(void **state)
{
    struct intake *in = intake_host_open(6);

    (void)state;
    assert_int_equal(append(in, "abc"), 0);
    assert_false(intake_is_full(in));
    assert_int_equal(append(in, "de"), 0);
    assert_int_equal(append(in, "f"), 0);
    assert_true(intake_is_full(in));
    assert_int_equal(intake_host.added, 6);
    assert_true(intake_host.away_ms >= 0 && intake_host.away_ms < 600000);
    assert_true(intake_host_told("begin uploading 0;"));
    leave_with(&in, "abcdef");
    assert_true(intake_host_told("end uploading 6;"));
}

/* A form's bytes begin behind its head, and a PATCH's in the middle of the file. */
static void test_the_request_learns_where_its_bytes_go(void **state)
{
    struct intake *in = intake_host_open(6);

    (void)state;
    assert_int_equal(append(in, "abc"), 0);
    assert_int_equal(intake_host.request.file_offset, 3);
    assert_int_equal(append(in, "de"), 0);
    assert_int_equal(intake_host.request.file_offset, 5);
    leave_with(&in, "abcde");
}

static void test_the_next_sender_continues(void **state)
{
    struct intake *in = NULL;
    char id[ID_SIZE];

    (void)state;
    intake_host_create(-1, id);
    intake_host_write(id, "abc");
    assert_int_equal(intake_open(APP, id, LOCK_PATCH, &intake_host.request, &in), 0);
    assert_int_equal(append(in, "de"), 0);
    assert_false(intake_is_full(in)); /* its size is unknown */
    leave_with(&in, "abcde");
    assert_true(intake_host_told("begin uploading 3;end uploading 5;"));
}

static void test_nothing_beyond_the_declared_size(void **state)
{
    struct intake *in = intake_host_open(3);

    (void)state;
    assert_int_equal(append(in, "abcd"), ERR_TOO_LARGE);
    assert_int_equal(append(in, "abc"), 0);
    assert_int_equal(append(in, "d"), ERR_TOO_LARGE);
    leave_with(&in, "abc");
    in = intake_host_open(0);
    assert_int_equal(append(in, "d"), ERR_TOO_LARGE);
    assert_true(intake_is_full(in));
    leave_with(&in, "");
}

static void test_nothing_beyond_the_allowed_size(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    CONFIG->max_size = 3;
    assert_int_equal(append(in, "abcd"), ERR_TOO_LARGE);
    assert_int_equal(append(in, "abc"), 0);
    leave_with(&in, "abc");
    intake_host.principal.max_size = 2;
    in = intake_host_open(-1);
    assert_int_equal(append(in, "abc"), ERR_TOO_LARGE);
    assert_int_equal(append(in, "ab"), 0);
    leave_with(&in, "ab");
    CONFIG->max_size = 1;
    in = intake_host_open(-1);
    assert_int_equal(append(in, "ab"), ERR_TOO_LARGE);
    CONFIG->max_size = 0;
    assert_int_equal(append(in, "ab"), 0);
    leave_with(&in, "ab");
    intake_host.principal.max_size = 1;
    CONFIG->max_size = 3;
    in = intake_host_open(-1);
    assert_int_equal(append(in, "ab"), ERR_TOO_LARGE);
    assert_int_equal(append(in, "a"), 0);
    leave_with(&in, "a");
}

static void test_a_complete_upload_takes_nothing(void **state)
{
    struct intake *in = NULL;
    struct upload u;

    (void)state;
    assert_int_equal(intake_create(APP, &(struct intake_offer){.size = 0}, &u), 0);
    assert_int_equal(intake_open(APP, u.id, LOCK_PATCH, &intake_host.request, &in), 0);
    assert_int_equal(append(in, ""), ERR_TOO_LARGE);
    intake_leave(&in);
    upload_free(&u);
}

/* An upload of unknown size grows up to its client's quota, and counts when it is left. */
static void test_nothing_beyond_the_quota(void **state)
{
    char id[ID_SIZE];
    struct intake *in = NULL;

    (void)state;
    CONFIG->quota_bytes = 10;
    intake_host_renew_limits();
    intake_host_create(4, id);
    intake_host_create(-1, id);
    intake_host_write(id, "ab");
    intake_host_renew_limits();
    assert_int_equal(intake_open(APP, id, LOCK_PATCH, &intake_host.request, &in), 0);
    assert_int_equal(append(in, "12345"), ERR_QUOTA); /* 4 + 2 are held */
    assert_int_equal(append(in, "123"), 0);
    assert_int_equal(quota_left(APP->quota, ANN), 4);
    leave_with(&in, "ab123");
    assert_int_equal(quota_left(APP->quota, ANN), 1);
    assert_int_equal(intake_open(APP, id, LOCK_PATCH, &intake_host.request, &in), 0);
    assert_int_equal(append(in, "4"), 0);
    assert_int_equal(append(in, "5"), ERR_QUOTA);
    leave_with(&in, "ab1234");
    assert_int_equal(quota_left(APP->quota, ANN), 0);
}

/* A declared size was counted when the upload was created. */
static void test_a_declared_size_counts_once(void **state)
{
    struct intake *in;

    (void)state;
    CONFIG->quota_bytes = 10;
    intake_host_renew_limits();
    in = intake_host_open(10);
    assert_int_equal(append(in, "0123456789"), 0);
    leave_with(&in, "0123456789");
    assert_int_equal(quota_left(APP->quota, ANN), 0);
}

static void test_a_first_byte_ends_emptiness(void **state)
{
    struct intake_offer offer = {.size = 9, .exchange = &intake_host.exchange};
    struct intake *in = NULL;
    struct upload u;

    (void)state;
    CONFIG->empty_uploads_per_client = 1;
    intake_host_renew_limits();
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    assert_int_equal(intake_open(APP, u.id, LOCK_PATCH, &intake_host.request, &in), 0);
    upload_free(&u);
    assert_int_equal(intake_create(APP, &offer, &u), ERR_CREATIONS);
    assert_int_equal(append(in, "a"), 0);
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    upload_free(&u);
    intake_leave(&in);
}

static void test_a_transfer_pushes_the_expiry(void **state)
{
    struct intake *in;

    (void)state;
    CONFIG->expire_after_ms = 60000;
    CONFIG->expire_empty_after_ms = 1000;
    in = intake_host_open(9);
    int64_t before = intake_upload(in)->expires_at;
    assert_int_equal(append(in, "a"), 0);
    assert_true(intake_upload(in)->expires_at >= before + 59000);
    intake_leave(&in);
    CONFIG->expire_after_ms = 0;
    CONFIG->expire_empty_after_ms = 60000;
    in = intake_host_open(9);
    assert_true(intake_upload(in)->expires_at > 0);
    assert_int_equal(append(in, "a"), 0);
    assert_int_equal(intake_upload(in)->expires_at, 0);
    intake_leave(&in);
}

/* --- the disk --- */

static void test_the_disk_is_asked_at_intervals(void **state)
{
    struct intake *in = intake_host_open(-1);
    char *bytes = calloc(1, FREE_SPACE_INTERVAL_BYTES);

    (void)state;
    intake_host.disk_asked = 0;
    assert_int_equal(append(in, "a"), 0);
    assert_int_equal(intake_host.disk_asked, 1);
    intake_host.free_bytes = 0;
    assert_int_equal(intake_append(in, bytes, FREE_SPACE_INTERVAL_BYTES), 0);
    assert_int_equal(intake_host.disk_asked, 1);
    assert_int_equal(append(in, "b"), ERR_NO_SPACE);
    assert_int_equal(intake_upload(in)->received, FREE_SPACE_INTERVAL_BYTES + 1);
    assert_int_equal(append(in, "b"), ERR_NO_SPACE);
    intake_host.free_bytes = 1;
    assert_int_equal(append(in, "b"), 0);
    intake_leave(&in);
    free(bytes);
}

static void test_a_full_disk_starts_no_transfer(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    intake_host.free_bytes = 2;
    assert_int_equal(append(in, "abc"), ERR_NO_SPACE);
    assert_true(intake_host_told(""));
    leave_with(&in, "");
    assert_true(intake_host_told(""));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_bytes_follow_each_other),
        TEST(test_the_next_sender_continues),
        TEST(test_nothing_beyond_the_declared_size),
        TEST(test_nothing_beyond_the_allowed_size),
        TEST(test_a_complete_upload_takes_nothing),
        TEST(test_nothing_beyond_the_quota),
        TEST(test_a_declared_size_counts_once),
        TEST(test_a_first_byte_ends_emptiness),
        TEST(test_a_transfer_pushes_the_expiry),
        TEST(test_the_disk_is_asked_at_intervals),
        TEST(test_a_full_disk_starts_no_transfer),
        TEST(test_the_request_learns_where_its_bytes_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
