/* SPDX-License-Identifier: MIT */
/*
 * Tests that the same file gets the same id, and everything that differs another one.
 */
#include "fcgi/uploaders/derived_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static const struct secret secret = {.bytes = "0123456789abcdef", .len = 16};

static void test_the_same_file_has_the_same_id(void **state)
{
    const struct derived_from a = {"Dropzone", "ann", "1b-2", 9};
    char first[ID_SIZE], second[ID_SIZE];

    (void)state;
    assert_int_equal(derived_id_make(&secret, &a, 0, first), 0);
    assert_int_equal(derived_id_make(&secret, &a, 0, second), 0);
    assert_string_equal(first, second);
    assert_true(id_valid(first));
}

static void test_whatever_differs_has_another_id(void **state)
{
    static const struct {
        struct derived_from from;
        unsigned generation;
    } rows[] = {
        {{"Dropzone", "ann", "a", 9}, 0},    {{"Dropzone", "ann", "a", 9}, 1},
        {{"Dropzone", "ann", "a", -1}, 0},   {{"Dropzone", "ann", "b", 9}, 0},
        {{"Dropzone", "bob", "a", 9}, 0},    {{"Flow.js", "ann", "a", 9}, 0},
        {{"Dropzone", "an", "na", 9}, 0},    {{"Dropzone", "ann,1:a", "", 9}, 0},
        {{"Dropzone", "", "ann,1:a", 9}, 0},
    };
    enum { ROWS = sizeof rows / sizeof *rows };
    char ids[ROWS][ID_SIZE];

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(derived_id_make(&secret, &rows[i].from, rows[i].generation, ids[i]), 0);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(ids[i], ids[k]);
    }
}

static void test_another_secret_makes_other_ids(void **state)
{
    static const struct secret other = {.bytes = "fedcba9876543210", .len = 16};
    const struct derived_from a = {"Dropzone", "ann", "a", 9};
    char first[ID_SIZE], second[ID_SIZE];

    (void)state;
    assert_int_equal(derived_id_make(&secret, &a, 0, first), 0);
    assert_int_equal(derived_id_make(&other, &a, 0, second), 0);
    assert_string_not_equal(first, second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_file_has_the_same_id),
        cmocka_unit_test(test_whatever_differs_has_another_id),
        cmocka_unit_test(test_another_secret_makes_other_ids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
