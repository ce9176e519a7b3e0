/* SPDX-License-Identifier: MIT */
/*
 * The body of a request: received to its end, and under a checksum only if it matches.
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
#define HELLO "hello world"
#define RIGHT "crc32 DUoRhQ==" /* of HELLO */
#define WRONG "crc32 DUoRhA=="

static int receive(struct intake *in, const char *body, int end)
{
    intake_host.request.body = body;
    intake_host.request.end = end;
    return intake_receive(in, &intake_host.request);
}

/* Receives under a checksum. */
static int receive_checked(struct intake *in, const char *field, const char *body, int end)
{
    struct checksum *c = NULL;

    assert_int_equal(checksum_parse(field, &c), 0);
    int rc = intake_expect(in, c);
    if (rc == 0)
        rc = receive(in, body, end);
    checksum_free(&c);
    return rc;
}

static struct upload leave(struct intake **in)
{
    char id[ID_SIZE];

    memcpy(id, intake_upload(*in)->id, ID_SIZE);
    intake_leave(in);
    return intake_host_load(id);
}

static void note(void *arg, const char *bytes, size_t len)
{
    buffer_addf(arg, "%.*s|", (int)len, bytes);
}

static void test_a_body_in_pieces(void **state)
{
    struct intake *in = intake_host_open(-1);
    struct buffer seen;

    (void)state;
    buffer_init(&seen, 64);
    intake_follow(in, note, &seen);
    assert_int_equal(receive(in, "0123456789", 0), 0);
    assert_string_equal(buffer_text(&seen), "0123|4567|89|");
    struct upload u = leave(&in);
    assert_true(intake_host_holds(u.id, "0123456789"));
    assert_true(intake_host_told("begin uploading 0;pause uploading 10;"));
    upload_free(&u);
    buffer_free(&seen);
}

/* The sender of a broken request is not expected back at once. */
static void test_a_broken_body_keeps_its_bytes(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    assert_int_equal(receive(in, "012345", ERR_INTERRUPTED), ERR_INTERRUPTED);
    struct upload u = leave(&in);
    assert_true(intake_host_holds(u.id, "012345"));
    assert_true(intake_host_told("begin uploading 0;end uploading 6;"));
    upload_free(&u);
}

static void test_a_body_beyond_the_size(void **state)
{
    struct intake *in = intake_host_open(6);
    struct buffer seen;

    (void)state;
    buffer_init(&seen, 64);
    intake_follow(in, note, &seen);
    assert_int_equal(receive(in, "01234567", 0), ERR_TOO_LARGE);
    assert_string_equal(buffer_text(&seen), "0123|");
    struct upload u = leave(&in);
    assert_true(intake_host_holds(u.id, "0123"));
    upload_free(&u);
    buffer_free(&seen);
}

static void test_a_body_that_cannot_fit_is_not_read(void **state)
{
    struct intake *in = intake_host_open(-1);
    const char *body = "0123";

    (void)state;
    intake_host.free_bytes = 100;
    intake_host.request.length = 101;
    assert_int_equal(receive(in, body, 0), ERR_NO_SPACE);
    assert_ptr_equal(intake_host.request.body, body);
    intake_host.request.length = 100;
    assert_int_equal(receive(in, body, 0), 0);
    intake_leave(&in);
}

static void test_a_body_renews_the_expiry(void **state)
{
    struct intake *in;

    (void)state;
    APP->config.expire_after_ms = 60000;
    APP->config.expire_empty_after_ms = 1000;
    in = intake_host_open(9);
    int64_t before = clock_wall_ms();
    assert_int_equal(receive(in, "", 0), 0);
    assert_true(intake_upload(in)->expires_at < before + 50000);
    assert_int_equal(receive(in, "a", 0), 0);
    assert_true(intake_upload(in)->expires_at >= before + 60000);
    assert_true(intake_upload(in)->expires_at <= clock_wall_ms() + 60000);
    intake_leave(&in);
}

static void test_every_body_can_be_synced(void **state)
{
    static char chunk[] = "chunk";
    struct intake *in = intake_host_open(9);

    (void)state;
    APP->config.durability = chunk;
    assert_int_equal(receive(in, "abc", 0), 0);
    assert_int_equal(receive(in, "d", ERR_INTERRUPTED), ERR_INTERRUPTED);
    assert_int_equal(receive(in, "efghi", 0), 0);
    assert_true(intake_is_full(in));
    intake_leave(&in);
}

/* --- under a checksum --- */

static void test_bytes_count_once_they_match(void **state)
{
    struct intake *in = intake_host_open(11);
    struct checksum *c = NULL;

    (void)state;
    assert_int_equal(checksum_parse(RIGHT, &c), 0);
    assert_int_equal(intake_expect(in, c), 0);
    assert_int_equal(intake_append(in, HELLO, 5), 0);
    assert_int_equal(intake_upload(in)->received, 0);
    assert_int_equal(intake_append(in, HELLO HELLO, 12), ERR_TOO_LARGE);
    assert_int_equal(intake_host.added, 0);
    assert_int_equal(receive(in, &HELLO[5], 0), 0);
    checksum_free(&c);
    assert_int_equal(intake_upload(in)->received, 11);
    assert_int_equal(intake_host.added, 11);
    assert_int_equal(intake_upload(in)->pending_from, -1);
    struct upload u = leave(&in);
    assert_int_equal(u.received, 11);
    assert_int_equal(u.pending_from, -1);
    assert_true(intake_host_holds(u.id, HELLO));
    upload_free(&u);
}

static void test_wrong_bytes_are_cut_off(void **state)
{
    struct intake *in = intake_host_open(-1);

    (void)state;
    assert_int_equal(receive(in, "abc", 0), 0);
    assert_int_equal(receive_checked(in, WRONG, HELLO, 0), ERR_CHECKSUM);
    assert_int_equal(intake_upload(in)->received, 3);
    assert_int_equal(intake_upload(in)->pending_from, -1);
    assert_int_equal(receive_checked(in, RIGHT, HELLO, 0), 0);
    assert_int_equal(receive(in, "x", 0), 0); /* without a checksum */
    struct upload u = leave(&in);
    assert_int_equal(u.received, 15);
    assert_true(intake_host_holds(u.id, "abc" HELLO "x"));
    upload_free(&u);
}

static void test_a_part_of_the_bytes_does_not_count(void **state)
{
    struct intake *in = intake_host_open(11);

    (void)state;
    assert_int_equal(receive_checked(in, RIGHT, "hello", ERR_INTERRUPTED), ERR_INTERRUPTED);
    assert_int_equal(intake_upload(in)->received, 0);
    assert_int_equal(receive_checked(in, RIGHT, "", 0), ERR_CHECKSUM);
    struct upload u = leave(&in);
    assert_true(intake_host_holds(u.id, ""));
    upload_free(&u);
}

/* A size that came with wrong bytes is as wrong as they are. */
static void test_a_size_that_came_with_wrong_bytes(void **state)
{
    struct intake *in = intake_host_open(-1);
    struct checksum *c = NULL;

    (void)state;
    assert_int_equal(checksum_parse(WRONG, &c), 0);
    assert_int_equal(intake_expect(in, c), 0);
    assert_int_equal(intake_set_size(in, 11), 0);
    assert_int_equal(receive(in, HELLO, 0), ERR_CHECKSUM);
    checksum_free(&c);
    struct upload u = leave(&in);
    assert_int_equal(u.size, -1);
    upload_free(&u);
}

/* A process that dies under a checksum leaves bytes that were never verified. */
static void test_unverified_bytes_of_a_crash_are_cut(void **state)
{
    struct intake *in = NULL;
    char id[ID_SIZE];

    (void)state;
    intake_host_create(-1, id);
    intake_host_write(id, "abc");
    struct upload u = intake_host_load(id);
    u.pending_from = 3;
    assert_int_equal(store_save(APP->store, &u), 0);
    upload_free(&u);
    intake_host_write(id, "12345");
    u = intake_host_load(id);
    assert_int_equal(u.received, 3);
    upload_free(&u);
    assert_int_equal(intake_open(APP, id, LOCK_DELETE, NULL, &in), 0); /* a removal cuts nothing */
    intake_leave(&in);
    assert_true(intake_host_holds(id, "abc12345"));
    assert_int_equal(intake_open(APP, id, LOCK_HEAD, NULL, &in), 0);
    assert_int_equal(intake_upload(in)->received, 3);
    u = leave(&in);
    assert_int_equal(u.pending_from, -1);
    assert_true(intake_host_holds(id, "abc"));
    upload_free(&u);
}

static void test_a_crash_before_the_first_byte(void **state)
{
    struct intake *in = NULL;
    char id[ID_SIZE];

    (void)state;
    intake_host_create(-1, id);
    struct upload u = intake_host_load(id);
    u.pending_from = 0;
    assert_int_equal(store_save(APP->store, &u), 0);
    upload_free(&u);
    intake_host_write(id, "12345");
    assert_int_equal(intake_open(APP, id, LOCK_PATCH, NULL, &in), 0);
    assert_int_equal(intake_upload(in)->received, 0);
    intake_leave(&in);
    assert_true(intake_host_holds(id, ""));
}

/* --- a record that cannot be written --- */

static void test_without_the_mark_nothing_is_received(void **state)
{
    struct intake *in = intake_host_open(-1);
    char id[ID_SIZE];

    (void)state;
    memcpy(id, intake_upload(in)->id, ID_SIZE);
    intake_host_break(id);
    assert_int_equal(receive_checked(in, RIGHT, HELLO, 0), ERR_IO);
    assert_int_equal(intake_upload(in)->pending_from, -1);
    assert_int_equal(intake_upload(in)->received, 0);
    intake_host_mend(id);
    assert_int_equal(receive(in, "abc", 0), 0); /* no checksum is left */
    struct upload u = leave(&in);
    assert_int_equal(u.received, 3);
    upload_free(&u);
}

/* The record on disk still calls the bytes unverified: the next sender cuts them off. */
static void test_bytes_whose_match_is_not_recorded(void **state)
{
    struct intake *in = intake_host_open(-1);
    struct checksum *c = NULL;
    char id[ID_SIZE];

    (void)state;
    memcpy(id, intake_upload(in)->id, ID_SIZE);
    assert_int_equal(receive(in, "abc", 0), 0);
    assert_int_equal(checksum_parse(RIGHT, &c), 0);
    assert_int_equal(intake_expect(in, c), 0);
    intake_host_break(id);
    assert_int_equal(receive(in, HELLO, 0), ERR_IO);
    checksum_free(&c);
    assert_int_equal(intake_upload(in)->received, 3);
    assert_int_equal(intake_upload(in)->pending_from, 3);
    intake_leave(&in);
    assert_int_equal(intake_open(APP, id, LOCK_PATCH, NULL, &in), ERR_IO); /* it cannot cut */
    intake_host_mend(id);
    assert_int_equal(intake_open(APP, id, LOCK_PATCH, NULL, &in), 0);
    intake_leave(&in);
    assert_true(intake_host_holds(id, "abc"));
}

static void test_a_cut_that_is_not_recorded(void **state)
{
    struct intake *in = intake_host_open(-1);
    struct checksum *c = NULL;

    (void)state;
    assert_int_equal(checksum_parse(WRONG, &c), 0);
    assert_int_equal(intake_expect(in, c), 0);
    intake_host_break(intake_upload(in)->id);
    assert_int_equal(receive(in, HELLO, 0), ERR_IO);
    checksum_free(&c);
    intake_host_mend(intake_upload(in)->id);
    intake_leave(&in);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_a_body_in_pieces),
        TEST(test_a_broken_body_keeps_its_bytes),
        TEST(test_a_body_beyond_the_size),
        TEST(test_a_body_that_cannot_fit_is_not_read),
        TEST(test_a_body_renews_the_expiry),
        TEST(test_every_body_can_be_synced),
        TEST(test_bytes_count_once_they_match),
        TEST(test_wrong_bytes_are_cut_off),
        TEST(test_a_part_of_the_bytes_does_not_count),
        TEST(test_a_size_that_came_with_wrong_bytes),
        TEST(test_unverified_bytes_of_a_crash_are_cut),
        TEST(test_a_crash_before_the_first_byte),
        TEST(test_without_the_mark_nothing_is_received),
        TEST(test_bytes_whose_match_is_not_recorded),
        TEST(test_a_cut_that_is_not_recorded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
