/* SPDX-License-Identifier: MIT */
/*
 * Tests parameters of header fields as browsers, standards and broken programs write them.
 */
#include "fcgi/http/field_parameters.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

typedef int decode(const char *value, size_t len, struct buffer *out);

struct row {
    const char *value;
    const char *text; /* NULL: an error */
    int err;
};

static void check(decode *fn, const struct row *row)
{
    struct buffer out;
    size_t len = strlen(row->value);
    char *exact = malloc(len + 1); /* lets a sanitizer see a read past the end */

    memcpy(exact, row->value, len);
    exact = realloc(exact, len > 0 ? len : 1);
    buffer_init(&out, 4096);
    assert_int_equal(fn(exact, len, &out), row->err);
    if (row->text != NULL)
        assert_string_equal(buffer_text(&out), row->text);
    buffer_free(&out);
    free(exact);
}

static void check_all(decode *fn, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(fn, &rows[i]);
}

#define CHECK_ALL(fn, rows) check_all(fn, rows, sizeof(rows) / sizeof *(rows))

static void test_names(void **state)
{
    static const struct row rows[] = {
        {"form-data; name=\"title\"", "title", 0},
        {"form-data;name=title", "title", 0},
        {"Form-Data ; NAME = \"title\" ; filename=x", "title", 0},
        {"form-data; name=my title ; x=y", "my title", 0},
        {"form-data; name=\"\"", "", 0},
        {"form-data; name=", "", 0},
        {"form-data; name", "", 0},
        {"form-data; name=\"a\"; name=\"b\"", "a", 0},
        {"form-data; ; junk; name=\"a\" trailing; x", "a", 0},
        {"form-data; name=\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d", 0},
        {"form-data; name=\"a%22b%0D%0A%0d%0ac%41%\"", "a\"b\r\n\r\nc%41%", 0},
        {"form-data; name=\"a;b=c\"", "a;b=c", 0},
        {"form-data; name=\"gr\xc3\xbc\xc3\x9f\"", "gr\xc3\xbc\xc3\x9f", 0},
        {"form-data; name=\"gr\xfc\xdf\"", "gr\xef\xbf\xbd\xef\xbf\xbd", 0},
        {"form-data; name=\"\xf0\x9f\x98\"", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 0},
        {"form-data", NULL, ERR_NOT_FOUND},
        {"", NULL, ERR_NOT_FOUND},
        {"form-data; filename=\"name=x\"", NULL, ERR_NOT_FOUND},
        {"form-data; name=\"a", NULL, ERR_SYNTAX},
        {"form-data; name=\"", NULL, ERR_SYNTAX},
        {"form-data; name=\"a\\", NULL, ERR_SYNTAX},
    };

    (void)state;
    CHECK_ALL(field_parameters_name, rows);
}

static void test_filenames(void **state)
{
    static const struct row rows[] = {
        {"form-data; name=\"f\"; filename=\"a.txt\"", "a.txt", 0},
        {"form-data; name=\"f\"; filename=a b.txt", "a b.txt", 0},
        {"form-data; name=\"f\"; filename=\"\"", "", 0},
        {"form-data; name=\"f\"", NULL, ERR_NOT_FOUND},
        {"form-data; filename=\"C:\\Users\\me\\a.txt\"", "a.txt", 0},
        {"form-data; filename=\"C:\\\\Users\\\\me\\\\a.txt\"", "a.txt", 0},
        {"form-data; filename=\"\\\\server\\share\\a.txt\"", "a.txt", 0},
        {"form-data; filename=\"C:\\\"", "C:\\", 0},
        {"form-data; filename=\"a\\b.txt\"", "a\\b.txt", 0},
        {"form-data; filename=\"folder/a.txt\"", "folder/a.txt", 0},
        {"form-data; filename=\"a\\\"b%22.txt\"", "a\"b\".txt", 0},
        {"form-data; filename=\"100%.txt\"", "100%.txt", 0},
        {"form-data; filename=\"x\"; filename*=UTF-8''%e2%82%ac%20rates", "\xe2\x82\xac rates", 0},
        {"form-data; filename*=utf-8'en'a%2Fb; filename=\"x\"", "a/b", 0},
        {"form-data; filename*=UTF-8''%ff%00%41",
         "\xef\xbf\xbd\xef\xbf\xbd"
         "A",
         0},
        {"form-data; filename=\"x\"; filename*=iso-8859-1''%a3", "x", 0},
        {"form-data; filename=\"x\"; filename*=UTF-8''%zz", "x", 0},
        {"form-data; filename=\"x\"; filename*=UTF-8'a", "x", 0},
        {"form-data; filename=\"x\"; filename*=UTF-8", "x", 0},
        {"form-data; filename=\"x\"; filename*=\"UTF-8''a\"", "x", 0},
        {"form-data; filename*=UTF-8''%4", NULL, ERR_NOT_FOUND},
        {"form-data; filename=\"x", NULL, ERR_SYNTAX},
    };

    (void)state;
    CHECK_ALL(field_parameters_filename, rows);
}

/* aiohttp and jQuery's encodeURI percent-encode names without saying so. Other clients' names must
 * stay unchanged. */
static void test_filenames_encoded_unasked(void **state)
{
    static const struct row rows[] = {
        {"form-data; filename=\"na%C3%AFve.txt\"", "na\xc3\xafve.txt", 0},
        {"form-data; filename=na%C3%AFve.txt", "na\xc3\xafve.txt", 0},
        {"form-data; filename=\"%E4%B8%AD%E6%96%87%20%25.md\"", "\xe4\xb8\xad\xe6\x96\x87 %.md", 0},
        {"attachment; filename=\"a%20(1)%20na%C3%AFve&b.txt\"", "a (1) na\xc3\xafve&b.txt", 0},
        {"form-data; filename=\"%C3%BC%2Fa.txt\"", "\xc3\xbc/a.txt", 0},
        /* plain names */
        {"form-data; filename=\"100%25.txt\"", "100%25.txt", 0},
        {"form-data; filename=\"a%20b.txt\"", "a%20b.txt", 0},
        {"form-data; filename=\"na%c3%afve.txt\"", "na%c3%afve.txt", 0},
        {"form-data; filename=\"na%C3%AFve file.txt\"", "na%C3%AFve file.txt", 0},
        {"form-data; filename=\"na\xc3\xafve%C3%AF.txt\"", "na\xc3\xafve%C3%AF.txt", 0},
        {"form-data; filename=\"na%C3%AFve%41.txt\"", "na%C3%AFve%41.txt", 0},
        {"form-data; filename=\"na%C3.txt\"", "na%C3.txt", 0},
        {"form-data; filename=\"%C0%AF.txt\"", "%C0%AF.txt", 0},
        {"form-data; filename=\"%ED%A0%80.txt\"", "%ED%A0%80.txt", 0},
        {"form-data; filename=\"na%C3%AFve%00.txt\"", "na%C3%AFve%00.txt", 0},
        {"form-data; filename=\"na%C3%AFve%0A.txt\"", "na%C3%AFve\n.txt", 0},
        {"form-data; filename=\"na%C3%AFve%.txt\"", "na%C3%AFve%.txt", 0},
        {"form-data; filename=\"na%C3%AFve\\\"%22.txt\"", "na%C3%AFve\"\".txt", 0},
        {"form-data; filename=\"na%C3%AFve.txt\"; filename*=UTF-8''x%25", "x%", 0},
    };

    (void)state;
    CHECK_ALL(field_parameters_filename, rows);
}

static int boundary(const char *value, size_t len, struct buffer *out)
{
    return field_parameters_parameter(value, len, "boundary", out);
}

static void test_parameters(void **state)
{
    static const struct row rows[] = {
        {"multipart/form-data; boundary=abc", "abc", 0},
        {"multipart/form-data; charset=utf-8; Boundary=\"a b\\c\\\"%22\"", "a bc\"%22", 0},
        {"multipart/form-data; notboundary=abc", NULL, ERR_NOT_FOUND},
    };
    struct buffer small;
    static const char value[] = "x; boundary=abcdef";

    (void)state;
    CHECK_ALL(boundary, rows);
    buffer_init(&small, 5);
    assert_int_equal(boundary(value, strlen(value), &small), ERR_BOUND);
    buffer_free(&small);
    assert_true(field_parameters_is("form-data; x", 12, "form-data"));
    assert_true(field_parameters_is(" FORM-data", 10, "form-data"));
    assert_false(field_parameters_is("form-data2", 10, "form-data"));
    assert_false(field_parameters_is("form-data", 8, "form-data"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_filenames),
        cmocka_unit_test(test_filenames_encoded_unasked),
        cmocka_unit_test(test_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
