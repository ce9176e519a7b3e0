/* SPDX-License-Identifier: MIT */
/*
 * What counts towards a quota, and when the spool is counted again, with a clock that the test
 * sets.
 */
#include "fcgi/intake/quota.h"

#include "base/error.h"
#include "tests/unit/support/spool.h"

#include <sys/syscall.h>
#include <time.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define START_MS 5000000
#define ANN ((struct quota_client){.owner = "ann"})

static int64_t now_ms;

int clock_gettime(clockid_t which, struct timespec *out)
{
    if (which != CLOCK_MONOTONIC)
        return (int)syscall(SYS_clock_gettime, which, out);
    *out = (struct timespec){.tv_sec = now_ms / 1000, .tv_nsec = now_ms % 1000 * 1000000};
    return 0;
}

/* An upload of ann's. */
static struct upload put(struct store *s, int64_t size)
{
    struct upload u;

    spool_upload(NULL, size, &u);
    assert_int_equal(upload_set(&u.owner, "ann"), 0);
    assert_int_equal(store_create(s, &u), 0);
    return u;
}

static void put_more(struct store *s, int64_t size)
{
    struct upload u = put(s, size);

    upload_free(&u);
}

struct fixture {
    struct store *store;
    struct quota *quota;
};

static int begin(void **state)
{
    static struct fixture f;

    now_ms = START_MS;
    f.store = spool_begin();
    f.quota = quota_new(f.store, 1000, 0);
    *state = &f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    quota_free(&f->quota);
    assert_null(f->quota);
    quota_free(&f->quota);
    spool_end(&f->store);
    return 0;
}

/* Other processes add uploads too. */
static void test_an_old_count_is_renewed(void **state)
{
    struct fixture *f = *state;

    put_more(f->store, 100);
    assert_int_equal(quota_left(f->quota, ANN), 900);
    put_more(f->store, 200);
    now_ms = START_MS + QUOTA_COUNT_MS - 1;
    assert_int_equal(quota_left(f->quota, ANN), 900);
    assert_int_equal(quota_take(f->quota, ANN, 800, 1), 0); /* of the old count */
    now_ms++;
    assert_int_equal(quota_left(f->quota, ANN), 700); /* nothing was created, and nothing twice */
    put_more(f->store, 50);
    now_ms += QUOTA_COUNT_MS - 1;
    assert_int_equal(quota_left(f->quota, ANN), 700);
    now_ms++;
    assert_int_equal(quota_take(f->quota, ANN, 651, 1), ERR_QUOTA);
}

static void test_a_refusal_counts_again(void **state)
{
    struct fixture *f = *state;
    struct upload u = put(f->store, 900);

    assert_int_equal(quota_take(f->quota, ANN, 200, 1), ERR_QUOTA);
    assert_int_equal(store_remove(f->store, u.id), 0);
    now_ms = START_MS + QUOTA_DOUBT_MS - 1;
    assert_int_equal(quota_take(f->quota, ANN, 200, 1), ERR_QUOTA);
    now_ms++;
    assert_int_equal(quota_take(f->quota, ANN, 200, 1), 0);
    assert_int_equal(quota_left(f->quota, ANN), 800);
    upload_free(&u);
}

static void expect_counted(struct fixture *f, const struct upload *u, int64_t bytes)
{
    assert_int_equal(store_save(f->store, u), 0);
    now_ms += QUOTA_COUNT_MS;
    assert_int_equal(quota_left(f->quota, ANN), 1000 - bytes);
}

static void test_the_bytes_of_an_upload(void **state)
{
    struct fixture *f = *state;
    struct upload u = put(f->store, 300);

    expect_counted(f, &u, 300); /* it will occupy them */
    u.complete = true;
    u.received = 40;
    expect_counted(f, &u, 300);
    u.state = STATE_FAILED; /* no more will come */
    expect_counted(f, &u, 40);
    u.state = STATE_UPLOADING;
    u.size = -1;
    expect_counted(f, &u, 40);
    u.size = 40;
    u.state = STATE_DONE;
    assert_int_equal(upload_set(&u.location, "data"), 0);
    expect_counted(f, &u, 40);
    assert_int_equal(upload_set(&u.location, "delivered"), 0);
    expect_counted(f, &u, 0);
    upload_free(&u);
}

static void test_a_damaged_record_is_skipped(void **state)
{
    struct fixture *f = *state;
    struct upload u = put(f->store, 300);
    char path[256];

    put_more(f->store, 100);
    (void)snprintf(path, sizeof path, "%s/%.2s/%s/info.json", store_path(f->store), u.id, u.id);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(quota_left(f->quota, ANN), 900);
    upload_free(&u);
}

static void test_a_full_quota_has_nothing_left(void **state)
{
    struct fixture *f = *state;

    put_more(f->store, 1000);
    assert_int_equal(quota_left(f->quota, ANN), 0);
    put_more(f->store, 500);
    now_ms += QUOTA_COUNT_MS;
    assert_int_equal(quota_left(f->quota, ANN), 0);
    assert_int_equal(quota_take(f->quota, ANN, 0, 0), ERR_QUOTA);
}

static void test_bytes_without_a_reservation(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(quota_left(f->quota, ANN), 1000);
    quota_add(f->quota, ANN, 300);
    quota_add(f->quota, ANN, 0);
    quota_add(f->quota, (struct quota_client){.owner = NULL}, 5);
    assert_int_equal(quota_left(f->quota, ANN), 700);
    quota_add(f->quota, ANN, -100);
    assert_int_equal(quota_left(f->quota, ANN), 800);
    assert_true(quota_left(f->quota, (struct quota_client){.owner = NULL}) == INT64_MAX);
}

static void test_a_quota_of_uploads_counts_uploads(void **state)
{
    struct fixture *f = *state;
    struct quota *q = quota_new(f->store, 0, 2);

    put_more(f->store, 5000);
    quota_add(q, ANN, 300);
    assert_int_equal(quota_take(q, ANN, 5000, 1), 0);
    assert_int_equal(quota_take(q, ANN, 0, 1), ERR_QUOTA);
    now_ms += QUOTA_DOUBT_MS; /* the one that was admitted was not created */
    assert_int_equal(quota_take(q, ANN, 0, 2), ERR_QUOTA);
    assert_int_equal(quota_take(q, ANN, 0, 1), 0);
    quota_free(&q);
}

static void test_a_new_client_has_its_whole_quota(void **state)
{
    struct fixture *f = *state;
    struct quota *q = quota_new(f->store, 1000, 2);

    assert_int_equal(quota_left(q, ANN), 1000);
    assert_int_equal(quota_take(q, ANN, 1000, 2), 0);
    assert_int_equal(quota_left(q, ANN), 0);
    quota_free(&q);
}

/* A final upload takes the place of its parts, also where these fill the quota. */
static void test_what_takes_the_place_of_something_counts_once(void **state)
{
    struct fixture *f = *state;
    struct quota *q = quota_new(f->store, 1000, 3);
    const struct quota_amount one = {.bytes = 1000, .uploads = 1}, two = {1000, 2},
                              more = {1001, 1}, many = {0, 4}, few = {999, 2};

    assert_int_equal(quota_take(q, ANN, 1000, 2), 0);
    assert_int_equal(quota_replace(q, ANN, more, two), ERR_QUOTA);
    assert_int_equal(quota_replace(q, ANN, one, few), ERR_QUOTA);
    assert_int_equal(quota_replace(q, ANN, many, two), ERR_QUOTA);
    assert_int_equal(quota_replace(q, ANN, one, two), 0);
    assert_int_equal(quota_left(q, ANN), 0);
    assert_int_equal(quota_replace(q, ANN, two, one), 0);
    assert_int_equal(quota_replace(q, ANN, (struct quota_amount){0, 3}, two), 0);
    assert_int_equal(quota_left(q, ANN), 1000);
    quota_free(&q);
}

static void test_the_room_that_a_client_has(void **state)
{
    struct fixture *f = *state;
    struct quota *q = quota_new(f->store, 0, 2);
    const struct quota_client ben = {.owner = "ben"}, nobody = {0};
    struct quota_amount left;

    put_more(f->store, 700);
    assert_int_equal(quota_room(q, ANN, &left), 0);
    assert_true(left.uploads == 1 && left.bytes == INT64_MAX);
    assert_int_equal(quota_room(q, ben, &left), 0);
    assert_int_equal(left.uploads, 2);
    assert_int_equal(quota_room(q, nobody, &left), 0);
    assert_int_equal(left.uploads, INT64_MAX);
    assert_int_equal(quota_take(q, ANN, 0, 1), 0);
    assert_int_equal(quota_room(q, ANN, &left), 0);
    assert_int_equal(left.uploads, 0);
    quota_free(&q);
    assert_int_equal(quota_room(f->quota, ANN, &left), 0);
    assert_true(left.bytes == 300 && left.uploads == INT64_MAX);
}

static void test_the_room_is_counted_soon_after_a_removal(void **state)
{
    struct fixture *f = *state;
    struct upload u = put(f->store, 300);
    struct quota_amount left;

    assert_int_equal(quota_room(f->quota, ANN, &left), 0);
    assert_int_equal(left.bytes, 700);
    assert_int_equal(store_remove(f->store, u.id), 0);
    now_ms += QUOTA_DOUBT_MS;
    assert_int_equal(quota_room(f->quota, ANN, &left), 0);
    assert_int_equal(left.bytes, 700); /* not without being told */
    quota_note_removed(f->quota);
    assert_int_equal(quota_room(f->quota, ANN, &left), 0);
    assert_int_equal(left.bytes, 1000);
    upload_free(&u);
}

static void test_no_quota(void **state)
{
    struct fixture *f = *state;
    struct quota *q = quota_new(f->store, 0, 0);

    assert_int_equal(quota_take(q, ANN, INT64_MAX, 1000), 0);
    assert_int_equal(quota_take(q, ANN, INT64_MAX, 1000), 0);
    quota_free(&q);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_an_old_count_is_renewed),
        TEST(test_a_refusal_counts_again),
        TEST(test_the_bytes_of_an_upload),
        TEST(test_a_damaged_record_is_skipped),
        TEST(test_a_full_quota_has_nothing_left),
        TEST(test_bytes_without_a_reservation),
        TEST(test_a_quota_of_uploads_counts_uploads),
        TEST(test_a_new_client_has_its_whole_quota),
        TEST(test_what_takes_the_place_of_something_counts_once),
        TEST(test_the_room_that_a_client_has),
        TEST(test_the_room_is_counted_soon_after_a_removal),
        TEST(test_no_quota),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
