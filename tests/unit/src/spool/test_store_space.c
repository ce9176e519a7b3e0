/* SPDX-License-Identifier: MIT */
/*
 * The room that is left in the spool's file system: bytes and files.
 */
#include "base/error.h"
#include "spool/store.h"
#include "tests/unit/support/faulty_disk.h"
#include "tests/unit/support/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static int space_begin(void **state)
{
    *state = spool_begin();
    return 0;
}

static int space_end(void **state)
{
    struct store *s = *state;

    faulty_disk_reset();
    spool_end(&s);
    return 0;
}

/* f_bfree and f_ffree are for root only. */
static void test_bytes_are_counted_in_fragments_for_our_user(void **state)
{
    const struct statvfs v = {
        .f_frsize = 512, .f_bsize = 4096, .f_blocks = 1000, .f_bfree = 300, .f_bavail = 200};
    int64_t bytes = 0;

    faulty_disk_set_space(&v);
    assert_int_equal(store_free_bytes(*state, &bytes), 0);
    assert_int_equal(bytes, 200 * 512);
    assert_int_equal(store_whole_bytes(*state, &bytes), 0);
    assert_int_equal(bytes, 1000 * 512);
}

static void test_files_are_kept_free_as_bytes_are(void **state)
{
    static const struct {
        fsfilcnt_t all, free;
        int64_t min_free_bytes, left;
    } rows[] = {
        {1000, 100, 0, 100},
        {1000, 100, 30 * 16384, 70},
        {1000, 100, 30 * 16384 - 1, 71},
        {1000, 100, 51 * 16384, 50}, /* no more than a 20th of all files are kept free */
        {1000, 10, 51 * 16384, -40},
        {1, 1, 16384, 1},
        {0, 0, 16384, INT64_MAX}, /* not counted, as in btrfs */
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct statvfs v = {.f_files = rows[i].all, .f_favail = rows[i].free, .f_ffree = 999};
        int64_t left = 0;
        faulty_disk_set_space(&v);
        assert_int_equal(store_files_left(*state, rows[i].min_free_bytes, &left), 0);
        assert_true(left == rows[i].left);
    }
}

static void test_a_file_system_that_does_not_answer(void **state)
{
    int64_t value = 0;

    faulty_disk_set_space(NULL);
    assert_int_equal(store_free_bytes(*state, &value), ERR_IO);
    assert_int_equal(store_whole_bytes(*state, &value), ERR_IO);
    assert_int_equal(store_files_left(*state, 0, &value), ERR_IO);
    assert_true(value == INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bytes_are_counted_in_fragments_for_our_user,
                                        space_begin, space_end),
        cmocka_unit_test_setup_teardown(test_files_are_kept_free_as_bytes_are, space_begin,
                                        space_end),
        cmocka_unit_test_setup_teardown(test_a_file_system_that_does_not_answer, space_begin,
                                        space_end),
    };
    return cmocka_run_group_tests_name("store_space", tests, NULL, NULL);
}
