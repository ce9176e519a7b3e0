/* SPDX-License-Identifier: MIT */
/*
 * What requests for parts do to the final uploads that the parts list, and what the final uploads
 * answer.
 */
#include "fcgi/intake/intake_finals.h"

#include "base/error.h"
#include "fcgi/intake/intake.h"
#include "fcgi/intake/quota.h"
#include "tests/unit/support/intake_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define APP (&intake_host.app)
#define STORE intake_host.app.store
#define CONFIG (&intake_host.app.config)

/* Two parts, and the final upload of both. */
static char parts[2][ID_SIZE], whole[ID_SIZE];

static void create(const struct intake_offer *offer, char id_out[ID_SIZE])
{
    struct upload u;

    assert_int_equal(intake_create(APP, offer, &u), 0);
    memcpy(id_out, u.id, ID_SIZE);
    upload_free(&u);
}

static void create_all(int64_t one, int64_t two)
{
    char concat[100];

    create(&(struct intake_offer){.size = one, .kind = KIND_PARTIAL, .concat = "partial"},
           parts[0]);
    create(&(struct intake_offer){.size = two, .kind = KIND_PARTIAL, .concat = "partial"},
           parts[1]);
    (void)snprintf(concat, sizeof concat, "final;%s %s", parts[0], parts[1]);
    create(&(struct intake_offer){.size = one < 0 || two < 0 ? -1 : one + two,
                                  .concat = concat,
                                  .open_end = true,
                                  .by = &intake_host.principal},
           whole);
    for (int i = 0; i < 2; i++) {
        struct finals *list;
        assert_int_equal(finals_open(STORE, parts[i], 0, &list), 0);
        assert_int_equal(finals_add(list, whole), 0);
        finals_close(&list);
    }
    buffer_reset(&intake_host.told);
}

/* Sends to a part, as a PATCH does. */
static void send(int part, const char *text)
{
    struct intake *in = NULL;

    assert_int_equal(intake_open(APP, parts[part], LOCK_PATCH, &intake_host.request, &in), 0);
    assert_int_equal(intake_append(in, text, strlen(text)), 0);
    if (intake_is_full(in))
        assert_int_equal(intake_finish(&in), 0);
    intake_leave(&in);
}

static void check_offset(int64_t offset, int64_t size)
{
    struct upload u;

    assert_int_equal(intake_finals_load(APP, whole, &u), 0);
    assert_int_equal(u.received, offset);
    assert_int_equal(u.size, size);
    upload_free(&u);
}

static void check_failure(const char *code)
{
    struct upload u = intake_host_load(whole);

    assert_int_equal(u.state, STATE_FAILED);
    assert_string_equal(u.failure.code, code);
    upload_free(&u);
    assert_int_equal(intake_finals_load(APP, whole, &u), ERR_GONE);
}

static void test_each_end_of_a_request_tells_it(void **state)
{
    (void)state;
    create_all(5, 6);
    check_offset(0, 11);
    send(1, " wor");
    assert_true(intake_host_told("begin uploading 0;end uploading 4;"
                                 "begin uploading 4;pause uploading 4;"));
    check_offset(0, 11);
    send(0, "hel");
    assert_true(intake_host_told("begin uploading 0;end uploading 3;"
                                 "begin uploading 7;pause uploading 7;"));
    check_offset(3, 11);
}

static void test_the_last_part_joins_it(void **state)
{
    (void)state;
    create_all(5, 6);
    send(1, " world");
    buffer_reset(&intake_host.told);
    send(0, "hello");
    assert_true(intake_host_told("begin uploading 0;end done 5;post! done 11;"));
    assert_true(intake_host_holds(whole, "hello world"));
    check_offset(11, 11);
}

static void test_a_late_length_is_told(void **state)
{
    struct intake *in = NULL;

    (void)state;
    create_all(5, -1);
    check_offset(0, -1);
    assert_int_equal(intake_open(APP, parts[1], LOCK_PATCH, &intake_host.request, &in), 0);
    assert_int_equal(intake_set_size(in, 6), 0);
    intake_leave(&in);
    assert_int_equal(intake_host.size, 11);
    assert_true(intake_host_told("post! created 0;"));
    check_offset(0, 11);
}

static void test_a_late_length_is_reserved_once(void **state)
{
    struct intake *in = NULL;

    (void)state;
    CONFIG->quota_bytes = 25;
    intake_host_renew_limits();
    create_all(5, -1);
    assert_int_equal(intake_open(APP, parts[1], LOCK_PATCH, &intake_host.request, &in), 0);
    assert_int_equal(intake_set_size(in, 6), 0);
    intake_leave(&in);
    send(0, "hello");
    send(1, " world");
    assert_true(intake_host_holds(whole, "hello world"));
    assert_int_equal(quota_left(APP->quota, (struct quota_client){.owner = HOST_OWNER}), 14);
}

static void test_above_the_quota_it_fails(void **state)
{
    struct intake *in = NULL;

    (void)state;
    CONFIG->quota_bytes = 10;
    intake_host_renew_limits();
    create_all(5, -1);
    assert_int_equal(intake_open(APP, parts[1], LOCK_PATCH, &intake_host.request, &in), 0);
    assert_int_equal(intake_set_size(in, 6), 0);
    intake_leave(&in);
    assert_true(intake_host_told("post! failed 0;"));
    check_failure("quota_exceeded");
}

static void test_a_part_that_is_removed_fails_it(void **state)
{
    (void)state;
    create_all(5, 6);
    send(1, " world");
    buffer_reset(&intake_host.told);
    assert_int_equal(intake_remove(APP, parts[1]), 0);
    assert_true(intake_host_told("post! deleted 6;post! failed 0;"));
    check_failure("bad_concat");
    send(0, "hello"); /* the other one lives on */
}

static void test_a_part_that_fails_fails_it(void **state)
{
    struct intake *in = NULL;

    (void)state;
    create_all(5, 6);
    assert_int_equal(intake_open(APP, parts[0], LOCK_PATCH, &intake_host.request, &in), 0);
    intake_fail(&in, ERR_DIGEST);
    check_failure("bad_concat");
}

static void test_it_takes_no_bytes_itself(void **state)
{
    struct intake *in = NULL;

    (void)state;
    create_all(5, 6);
    assert_int_equal(intake_open(APP, whole, LOCK_PATCH, &intake_host.request, &in), ERR_FORBIDDEN);
    assert_null(in);
    send(0, "hello");
    send(1, " world");
    assert_true(intake_host_holds(whole, "hello world"));
}

/* What watchers have seen last. */
static void test_one_that_is_removed_keeps_its_sum(void **state)
{
    (void)state;
    create_all(5, 6);
    send(1, " wor");
    buffer_reset(&intake_host.told);
    assert_int_equal(intake_remove(APP, whole), 0);
    assert_true(intake_host_told("post! cancelled 4;"));
    send(1, "ld");
    assert_true(intake_host_told("begin uploading 4;end done 6;"));
}

/* If the sender of the last part could not join it. */
static void test_a_question_joins_it(void **state)
{
    struct lock *lock; /* of the final upload, when its last part ends */

    (void)state;
    create_all(5, 6);
    send(0, "hello");
    CONFIG->lock_wait_ms = 20;
    assert_int_equal(lock_try(STORE, whole, &lock), 0);
    send(1, " world");
    check_offset(-1, 11);
    lock_release(&lock);
    check_offset(11, 11);
    assert_true(intake_host_holds(whole, "hello world"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_each_end_of_a_request_tells_it),
        TEST(test_the_last_part_joins_it),
        TEST(test_a_late_length_is_told),
        TEST(test_a_late_length_is_reserved_once),
        TEST(test_above_the_quota_it_fails),
        TEST(test_a_part_that_is_removed_fails_it),
        TEST(test_a_part_that_fails_fails_it),
        TEST(test_it_takes_no_bytes_itself),
        TEST(test_one_that_is_removed_keeps_its_sum),
        TEST(test_a_question_joins_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
