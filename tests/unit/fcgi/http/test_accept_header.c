/* SPDX-License-Identifier: MIT */
/*
 * Tests Accept fields as programs and browsers send them, and percent-decoding.
 */
#include "fcgi/http/accept_header.h"

#include "base/error.h"
#include "fcgi/http/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void test_quality(void **state)
{
    static const struct {
        const char *field;
        int html, json;
    } rows[] = {
        {NULL, 1000, 1000},
        {"", 1000, 1000},
        {"*/*", 1000, 1000},
        {"application/json", 0, 1000},
        {"text/html", 1000, 0},
        {"TEXT/HTML;q=0.5", 500, 0},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 1000, 800},
        {"text/*;q=0.3, application/json ; q=0.25", 300, 250},
        {"*/*;q=0.1,text/*;q=0.2,text/html;level=1;q=0.7", 700, 100},
        {"text/html;q=0", 0, 0},
        {"text/html;q=1.000, application/json;q=0.999", 1000, 999},
        {"text/html;q=7", 1000, 0},
        {"text/htmlx, tex/html", 0, 0},
        {",, text/html ,,", 1000, 0},
        {";;;,text/html;q", 1000, 0},
        {"text/html;q=", 1000, 0},
        {"text/html;q=0.", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(accept_header_quality(rows[i].field, "text/html"), rows[i].html);
        assert_int_equal(accept_header_quality(rows[i].field, "application/json"), rows[i].json);
        assert_int_equal(accept_header_wants_page(rows[i].field), rows[i].html > rows[i].json);
    }
}

static void test_parameters_one_after_another(void **state)
{
    const char *at = "a=1&b&&c=x%20y+z=&=d";
    static const char *const expected[][2] = {
        {"a", "1"}, {"b", ""}, {"", ""}, {"c", "x y z="}, {"", "d"}};
    struct query_parameter p;
    char text[16];

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_true(query_next(&at, &p));
        assert_int_equal(query_decode_text(p.name, p.name_len, text, sizeof text), 0);
        assert_string_equal(text, expected[i][0]);
        assert_int_equal(query_decode_text(p.value, p.value_len, text, sizeof text), 0);
        assert_string_equal(text, expected[i][1]);
    }
    assert_false(query_next(&at, &p));
    at = NULL;
    assert_false(query_next(&at, &p));
    assert_int_equal(query_decode_text("a%00", 4, text, sizeof text), ERR_BOUND);
    assert_int_equal(query_decode_text("abc", 3, text, 3), ERR_BOUND);
}

static void test_query(void **state)
{
    char value[8];

    (void)state;
    assert_int_equal(query_value("a=1&bc=x%20y+z&d", "bc", value, sizeof value), 0);
    assert_string_equal(value, "x y z");
    assert_int_equal(query_value("abc=1&c=2", "c", value, sizeof value), 0);
    assert_string_equal(value, "2");
    assert_int_equal(query_value("a=&b=%zz%4", "b", value, sizeof value), 0);
    assert_string_equal(value, "%zz%4");
    assert_int_equal(query_value("a=", "a", value, sizeof value), 0);
    assert_string_equal(value, "");
    assert_int_equal(query_value("a=1&d", "d", value, sizeof value), ERR_NOT_FOUND);
    assert_int_equal(query_value("", "d", value, sizeof value), ERR_NOT_FOUND);
    assert_int_equal(query_value("a=12345678", "a", value, sizeof value), ERR_BOUND);
    assert_int_equal(query_value("a=%00", "a", value, sizeof value), ERR_BOUND);
    assert_int_equal(query_value("a=%4&b=1", "a", value, sizeof value), 0);
    assert_string_equal(value, "%4");
    assert_int_equal(query_decode_path("a+b%2Fc", value, sizeof value), 0);
    assert_string_equal(value, "a+b/c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quality),
        cmocka_unit_test(test_query),
        cmocka_unit_test(test_parameters_one_after_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
