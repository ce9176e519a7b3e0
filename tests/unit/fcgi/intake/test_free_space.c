/* SPDX-License-Identifier: MIT */
/*
 * The free space of a disk, as far as min_free does not reserve it.
 */
#include "fcgi/intake/free_space.h"

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
#define RESERVED_FILES 2
#define BYTES_PER_FILE 16384 /* see store.c */

static void test_the_reserve_stays_free(void **state)
{
    (void)state;
    intake_host.free_bytes = 1000;
    intake_host.whole_bytes = 5000;
    APP->config.min_free_bytes = 400;
    assert_int_equal(free_space_check(APP, 600), 0);
    assert_int_equal(free_space_check(APP, 601), ERR_NO_SPACE);
    assert_int_equal(free_space_check(APP, 0), 0);
    intake_host.free_bytes = 399;
    assert_int_equal(free_space_check(APP, 0), ERR_NO_SPACE);
}

static void test_an_unknown_size_takes_a_byte(void **state)
{
    (void)state;
    intake_host.free_bytes = 1;
    assert_int_equal(free_space_check(APP, -1), 0);
    intake_host.free_bytes = 0;
    assert_int_equal(free_space_check(APP, -1), ERR_NO_SPACE);
    assert_int_equal(free_space_check(APP, 0), 0);
}

/* A client must not wait and retry for what no deletion can make room for. */
static void test_larger_than_the_disk(void **state)
{
    (void)state;
    intake_host.free_bytes = 1000;
    intake_host.whole_bytes = 5000;
    assert_int_equal(free_space_check(APP, 5000), ERR_NO_SPACE);
    assert_int_equal(free_space_check(APP, 5001), ERR_TOO_LARGE);
}

static void test_the_files_of_an_upload(void **state)
{
    (void)state;
    intake_host.free_files = STORE_UPLOAD_FILES;
    assert_int_equal(free_space_check_files(APP), 0);
    intake_host.free_files--;
    assert_int_equal(free_space_check_files(APP), ERR_NO_SPACE);
    APP->config.min_free_bytes = RESERVED_FILES * BYTES_PER_FILE;
    intake_host.free_files = STORE_UPLOAD_FILES + RESERVED_FILES;
    assert_int_equal(free_space_check_files(APP), 0);
    intake_host.free_files--;
    assert_int_equal(free_space_check_files(APP), ERR_NO_SPACE);
    intake_host.all_files = 0; /* the file system does not count files */
    assert_int_equal(free_space_check_files(APP), 0);
}

/* The check is a forecast: where none is possible, the write itself reports. */
static void test_a_disk_that_does_not_answer(void **state)
{
    (void)state;
    intake_host.free_bytes = intake_host.free_files = 0;
    intake_host.disk_is_mute = true;
    assert_int_equal(free_space_check(APP, 1), 0);
    assert_int_equal(free_space_check_files(APP), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, intake_host_setup, intake_host_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_the_reserve_stays_free),      TEST(test_an_unknown_size_takes_a_byte),
        TEST(test_larger_than_the_disk),        TEST(test_the_files_of_an_upload),
        TEST(test_a_disk_that_does_not_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
