/* SPDX-License-Identifier: MIT */
/*
 * Tests ranges of bytes, and malformed fields.
 */
#include "fcgi/download/range.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect(const char *field, int64_t size, enum range_kind kind, int64_t first,
                   int64_t length)
{
    struct range r = range_parse(field, size);

    assert_int_equal(r.kind, kind);
    assert_int_equal(r.first, first);
    assert_int_equal(r.length, length);
}

static void test_parts(void **state)
{
    (void)state;
    expect("bytes=0-499", 1000, RANGE_PART, 0, 500);
    expect("bytes=500-999", 1000, RANGE_PART, 500, 500);
    expect("bytes=500-", 1000, RANGE_PART, 500, 500);
    expect("bytes=999-5000", 1000, RANGE_PART, 999, 1);
    expect("bytes=-500", 1000, RANGE_PART, 500, 500);
    expect("bytes=-5000", 1000, RANGE_PART, 0, 1000);
    expect("Bytes= 0-0 ", 1000, RANGE_PART, 0, 1);
    expect("bytes=0-99999999999999999999999", 10, RANGE_PART, 0, 10);
    expect("bytes=-99999999999999999999999", 10, RANGE_PART, 0, 10);
}

static void test_nowhere(void **state)
{
    (void)state;
    expect("bytes=1000-", 1000, RANGE_NOWHERE, 0, 0);
    expect("bytes=1000-1001", 1000, RANGE_NOWHERE, 0, 0);
    expect("bytes=99999999999999999999999-", 1000, RANGE_NOWHERE, 0, 0);
    expect("bytes=-0", 1000, RANGE_NOWHERE, 0, 0);
    expect("bytes=0-", 0, RANGE_NOWHERE, 0, 0);
}

static void test_whole(void **state)
{
    static const char *const fields[] = {
        "",          "bytes",         "bytes=",     "bytes=-",    "bytes=a-b",
        "bytes=5-4", "bytes=0-1,2-3", "bytes=1",    "items=0-1",  "bytes=1-2x",
        "bytes=--1", "bytes=1--2",    "bytes=-1-2", "bytes=+1-2",
    };

    (void)state;
    expect(NULL, 1000, RANGE_WHOLE, 0, 1000);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        expect(fields[i], 1000, RANGE_WHOLE, 0, 1000);
    expect("bytes=-5", 0, RANGE_WHOLE, 0, 0);
}

/* For any field, the range to send lies within the file. */
static void test_every_short_field(void **state)
{
    static const char letters[] = "019-, x";
    char field[] = "bytes=\0\0\0\0\0";
    size_t n = sizeof letters - 1;

    (void)state;
    for (size_t i = 0; i < n * n * n * n; i++) {
        size_t rest = i;
        for (size_t k = 0; k < 4; k++, rest /= n)
            field[6 + k] = letters[rest % n];
        struct range r = range_parse(field, 10);
        assert_true(r.first >= 0 && r.length >= 0 && r.first + r.length <= 10);
        assert_true(r.kind != RANGE_PART || r.length > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_nowhere),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_every_short_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
