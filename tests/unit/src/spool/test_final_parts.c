/* SPDX-License-Identifier: MIT */
/*
 * The sums over the parts of an open final upload, as the parts grow and end.
 */
#include "spool/final_parts.h"

#include "base/error.h"
#include "tests/unit/support/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define PARTS 3

struct fixture {
    struct store *store;
    struct upload parts[PARTS], whole;
};

static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->store = spool_begin();
    *state = f;
    return 0;
}

static void free_uploads(struct fixture *f)
{
    for (int i = 0; i < PARTS; i++)
        upload_free(&f->parts[i]);
    upload_free(&f->whole);
}

static int end(void **state)
{
    struct fixture *f = *state;

    free_uploads(f);
    spool_end(&f->store);
    free(f);
    return 0;
}

/* Makes parts of these sizes (-1: unknown), and the final upload of the parts in this order. */
static void make(struct fixture *f, const int64_t sizes[PARTS], const char *order)
{
    char concat[200] = "final;";

    for (int i = 0; i < PARTS; i++) {
        spool_upload(NULL, sizes[i], &f->parts[i]);
        upload_drop_stages(&f->parts[i], 0);
        f->parts[i].kind = KIND_PARTIAL;
        assert_int_equal(store_create(f->store, &f->parts[i]), 0);
    }
    for (; *order != '\0'; order++)
        (void)snprintf(concat + strlen(concat), sizeof concat - strlen(concat), "%s%s",
                       concat[6] != '\0' ? " " : "", f->parts[*order - '0'].id);
    spool_upload(NULL, -1, &f->whole);
    assert_int_equal(upload_set_concat(&f->whole, concat), 0);
    assert_int_equal(store_create(f->store, &f->whole), 0);
}

static void check(struct fixture *f, int64_t in_row, int64_t stored, int64_t size)
{
    struct final_sum sum;
    struct upload u;

    assert_int_equal(final_parts_add_up(f->store, &f->whole, &sum), 0);
    assert_int_equal(sum.in_row, in_row);
    assert_int_equal(sum.stored, stored);
    assert_int_equal(sum.size, size);
    assert_int_equal(final_parts_load(f->store, f->whole.id, &u), 0);
    assert_int_equal(u.received, stored);
    assert_int_equal(u.size, size);
    assert_int_equal(u.state, stored > 0 ? STATE_UPLOADING : STATE_CREATED);
    upload_free(&u);
}

static void test_they_follow_the_parts(void **state)
{
    struct fixture *f = *state;

    make(f, (const int64_t[]){5, -1, 6}, "012");
    check(f, 0, 0, -1);
    spool_append(f->store, &f->parts[2], " wor");
    check(f, 0, 4, -1);
    spool_append(f->store, &f->parts[0], "hel");
    check(f, 3, 7, -1);
    spool_append(f->store, &f->parts[1], ",");
    spool_append(f->store, &f->parts[0], "lo");
    check(f, 5, 10, -1); /* all bytes of a part, which is not complete */
    spool_finish(f->store, &f->parts[0]);
    check(f, 6, 10, -1);
    spool_finish(f->store, &f->parts[1]);
    check(f, 10, 10, 12);
}

static void test_a_repeated_part_counts_as_often(void **state)
{
    struct fixture *f = *state;

    make(f, (const int64_t[]){2, 3, 0}, "0010");
    spool_append(f->store, &f->parts[0], "a");
    check(f, 1, 3, 9);
    spool_append(f->store, &f->parts[0], "b");
    spool_finish(f->store, &f->parts[0]);
    check(f, 4, 6, 9);
    spool_append(f->store, &f->parts[1], "c");
    check(f, 5, 7, 9);
}

static void test_the_first_broken_part_is_named(void **state)
{
    struct fixture *f = *state;
    struct final_sum sum;

    make(f, (const int64_t[]){2, 3, 4}, "0122");
    assert_int_equal(final_parts_add_up(f->store, &f->whole, &sum), 0);
    assert_int_equal(sum.count, 4);
    assert_int_equal(sum.broken, 0);
    f->parts[2].state = STATE_FAILED;
    assert_int_equal(store_save(f->store, &f->parts[2]), 0);
    assert_int_equal(final_parts_add_up(f->store, &f->whole, &sum), 0);
    assert_int_equal(sum.broken, 3);
    assert_int_equal(sum.size, -1);
    assert_int_equal(store_remove(f->store, f->parts[1].id), 0);
    assert_int_equal(final_parts_add_up(f->store, &f->whole, &sum), 0);
    assert_int_equal(sum.broken, 2);
    assert_false(sum.is_whole);
}

static void test_too_many_bytes(void **state)
{
    struct fixture *f = *state;
    struct final_sum sum;

    make(f, (const int64_t[]){INT64_MAX - 1, 1, 1}, "01");
    assert_int_equal(final_parts_add_up(f->store, &f->whole, &sum), 0);
    assert_int_equal(sum.size, INT64_MAX);
    assert_int_equal(upload_set_concat(&f->whole, NULL), 0);
    assert_int_equal(final_parts_add_up(f->store, &f->whole, &sum), 0);
    assert_false(sum.is_whole); /* of nothing */
    free_uploads(f);
    make(f, (const int64_t[]){INT64_MAX - 1, 1, 1}, "012");
    assert_int_equal(final_parts_add_up(f->store, &f->whole, &sum), ERR_TOO_LARGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_they_follow_the_parts),
        TEST(test_a_repeated_part_counts_as_often),
        TEST(test_the_first_broken_part_is_named),
        TEST(test_too_many_bytes),
    };

    return cmocka_run_group_tests_name("final_parts", tests, NULL, NULL);
}
