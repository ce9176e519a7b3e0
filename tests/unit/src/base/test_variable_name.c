/* SPDX-License-Identifier: MIT */
/* Names of variables that are made from other names. */
#include "base/variable_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void check(const char *name, const char *expected)
{
    char variable[64];

    variable_name_make("P_", name, variable, sizeof variable);
    assert_string_equal(variable, expected);
}

static void test_letters_and_digits_stay(void **state)
{
    (void)state;
    check("project", "P_PROJECT");
    check("AZaz09", "P_AZAZ09");
    check("", "P_");
}

static void test_all_else_is_an_underscore(void **state)
{
    (void)state;
    check("a-b.c[]", "P_A_B_C__");
    check("@`{/:", "P______");
    check("\xc3\xa9", "P___");
}

static void test_it_is_cut_to_the_room(void **state)
{
    char variable[6];

    (void)state;
    variable_name_make("p_", "abcdef", variable, sizeof variable);
    assert_string_equal(variable, "p_ABC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters_and_digits_stay),
        cmocka_unit_test(test_all_else_is_an_underscore),
        cmocka_unit_test(test_it_is_cut_to_the_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
