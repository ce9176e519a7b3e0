/* SPDX-License-Identifier: MIT */
/*
 * Comparing bytes with those of a file, at and across the steps in which it is read.
 */
#include "base/file_compare.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define LEN 50000 /* more than three steps */

static char bytes[LEN];

static int make_file(void)
{
    char path[] = "/tmp/loadline-compare-XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(unlink(path), 0);
    for (size_t i = 0; i < LEN; i++)
        bytes[i] = (char)(i * 7 + i / 256);
    assert_int_equal(write(fd, bytes, LEN), LEN);
    return fd;
}

static void test_the_first_difference_is_found(void **state)
{
    static const size_t places[] = {0, 1, 16383, 16384, 16385, 32768, LEN - 1};
    int fd = make_file();
    size_t same;

    (void)state;
    assert_int_equal(file_compare_bytes(fd, 0, bytes, LEN, &same), 0);
    assert_int_equal(same, LEN);
    assert_int_equal(file_compare_bytes(fd, 100, bytes + 100, 20000, &same), 0);
    assert_int_equal(file_compare_bytes(fd, 100, bytes, 0, &same), 0);
    assert_int_equal(same, 0);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bytes[places[i]] ^= 1;
        assert_int_equal(file_compare_bytes(fd, 0, bytes, LEN, &same), ERR_DIFFERS);
        assert_int_equal(same, places[i]);
        bytes[places[i]] ^= 1;
    }
    close(fd);
}

static void test_a_file_that_is_too_short_is_an_error(void **state)
{
    int fd = make_file();
    size_t same;

    (void)state;
    assert_int_equal(file_compare_bytes(fd, 1, bytes + 1, LEN, &same), ERR_IO);
    assert_int_equal(file_compare_bytes(-1, 0, bytes, 1, &same), ERR_IO);
    assert_int_equal(file_compare_range(fd, 1, fd, 1, LEN), ERR_IO);
    assert_int_equal(file_compare_range(fd, 0, fd, LEN, 1), ERR_IO);
    close(fd);
}

static void test_ranges_of_two_files(void **state)
{
    int one = make_file(), two = make_file();

    (void)state;
    assert_int_equal(file_compare_range(one, 0, two, 0, LEN), 0);
    assert_int_equal(file_compare_range(one, 17, two, 17, LEN - 17), 0);
    assert_int_equal(file_compare_range(one, 0, two, 0, 0), 0);
    assert_int_equal(file_compare_range(one, 0, two, 1, 100), ERR_DIFFERS);
    assert_int_equal(pwrite(two, "x", 1, 40000), 1);
    assert_int_equal(file_compare_range(one, 0, two, 0, 40000), 0);
    assert_int_equal(file_compare_range(one, 0, two, 0, 40001), ERR_DIFFERS);
    close(one);
    close(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_difference_is_found),
        cmocka_unit_test(test_a_file_that_is_too_short_is_an_error),
        cmocka_unit_test(test_ranges_of_two_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
