/* SPDX-License-Identifier: MIT */
/*
 * The size of an upload that was created without one.
 */
#include "fcgi/intake/intake.h"

#include "base/error.h"
#include "fcgi/intake/quota.h"
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

#define CONFIG (&intake_host.app.config)
#define ANN ((struct quota_client){.owner = HOST_OWNER})

static int64_t size_on_disk(const struct intake *in)
{
    struct upload u = intake_host_load(intake_upload(in)->id);
    int64_t size = u.size;

    upload_free(&u);
    return size;
}

static void test_the_size_is_recorded_once(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    assert_int_equal(intake_append(in, "abc", 3), 0);
    assert_int_equal(intake_set_size(in, -1), 0); /* still unknown */
    assert_int_equal(intake_set_size(in, 2), ERR_LENGTHS);
    assert_int_equal(size_on_disk(in), -1);
    assert_int_equal(intake_set_size(in, 5), 0);
    assert_int_equal(size_on_disk(in), 5);
    assert_int_equal(intake_set_size(in, 5), 0);
    assert_int_equal(intake_set_size(in, 6), ERR_LENGTHS);
    assert_int_equal(intake_upload(in)->size, 5);
    assert_int_equal(intake_append(in, "def", 3), ERR_TOO_LARGE);
    assert_int_equal(intake_append(in, "de", 2), 0);
    assert_true(intake_is_full(in));
    intake_leave(&in);
}

static void test_the_size_may_be_what_is_stored(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    assert_int_equal(intake_set_size(in, 0), 0);
    assert_true(intake_is_full(in));
    intake_leave(&in);
    in = intake_host_open(-1);
    assert_int_equal(intake_append(in, "abc", 3), 0);
    assert_int_equal(intake_set_size(in, 3), 0);
    assert_true(intake_is_full(in));
    intake_leave(&in);
}

static void test_a_size_above_the_limit(void **state)
{
    struct intake *in;

    (void)state;
    CONFIG->max_size = 10;
    in = intake_host_open(-1);
    assert_int_equal(intake_set_size(in, 11), ERR_TOO_LARGE);
    assert_int_equal(intake_upload(in)->size, -1);
    assert_int_equal(intake_set_size(in, 10), 0);
    intake_leave(&in);
    intake_host.principal.max_size = 5;
    in = intake_host_open(-1);
    assert_int_equal(intake_set_size(in, 6), ERR_TOO_LARGE);
    assert_int_equal(intake_set_size(in, 5), 0);
    intake_leave(&in);
}

static void test_a_size_above_the_free_space(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    assert_int_equal(intake_append(in, "abc", 3), 0);
    intake_host.free_bytes = 7; /* without the stored bytes */
    assert_int_equal(intake_set_size(in, 11), ERR_NO_SPACE);
    assert_int_equal(intake_set_size(in, 10), 0);
    intake_leave(&in);
}

static void test_a_size_above_the_quota(void **state)
{
    struct intake *in;

    (void)state;
    CONFIG->quota_bytes = 20;
    intake_host_renew_limits();
    in = intake_host_open(-1);
    assert_int_equal(intake_append(in, "abc", 3), 0);
    assert_int_equal(intake_set_size(in, 24), ERR_QUOTA);
    assert_int_equal(intake_upload(in)->size, -1);
    assert_int_equal(intake_set_size(in, 10), 0);
    assert_int_equal(quota_left(intake_host.app.quota, ANN), 10);
    assert_int_equal(intake_append(in, "1234567", 7), 0);
    intake_leave(&in);
    assert_int_equal(quota_left(intake_host.app.quota, ANN), 10); /* counted once */
}

/* With a size, only the size bounds the upload: its bytes are reserved. */
static void test_a_reserved_size_is_not_bounded_again(void **state)
{
    struct intake *in;

    (void)state;
    CONFIG->quota_bytes = 10;
    intake_host_renew_limits();
    in = intake_host_open(-1);
    assert_int_equal(intake_set_size(in, 10), 0);
    assert_int_equal(quota_left(intake_host.app.quota, ANN), 0);
    assert_int_equal(intake_append(in, "0123456789", 10), 0);
    intake_leave(&in);
}

static void test_a_size_that_is_not_recorded_stays_unknown(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    intake_host_break(intake_upload(in)->id);
    assert_int_equal(intake_set_size(in, 5), ERR_IO);
    assert_int_equal(intake_upload(in)->size, -1);
    intake_host_mend(intake_upload(in)->id);
    assert_int_equal(intake_set_size(in, 6), 0);
    intake_leave(&in);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_the_size_is_recorded_once),
        TEST(test_the_size_may_be_what_is_stored),
        TEST(test_a_size_above_the_limit),
        TEST(test_a_size_above_the_free_space),
        TEST(test_a_size_above_the_quota),
        TEST(test_a_reserved_size_is_not_bounded_again),
        TEST(test_a_size_that_is_not_recorded_stays_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
