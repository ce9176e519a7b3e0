/* SPDX-License-Identifier: MIT */
/*
 * The texts that Prometheus reads, byte for byte, and which bucket a value belongs to.
 */
#include "base/histogram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static const int64_t sizes[] = {10, 2000};
static const int64_t times[] = {5, 1500, 86400000};
static const char *const kinds[] = {"scan", "digest"};

static const struct histogram plain = {"size_bytes", "Sizes", HISTOGRAM_NUMBER, sizes, 2, NULL,
                                       NULL,         0};
static const struct histogram labelled = {"time_seconds", "Times", HISTOGRAM_MS, times, 3, "kind",
                                          kinds,          2};

static void expect(struct buffer *b, const char *text)
{
    assert_string_equal(buffer_text(b), text);
    buffer_free(b);
}

static void test_the_bucket(void **state)
{
    (void)state;
    assert_int_equal(histogram_bucket(&plain, 0), 0);
    assert_int_equal(histogram_bucket(&plain, 10), 0);
    assert_int_equal(histogram_bucket(&plain, 11), 1);
    assert_int_equal(histogram_bucket(&plain, 2000), 1);
    assert_int_equal(histogram_bucket(&plain, 2001), 2);
    assert_int_equal(histogram_bucket(&plain, INT64_MAX), 2);
    assert_int_equal(histogram_sum(&plain), 3);
}

static void test_the_series(void **state)
{
    (void)state;
    assert_int_equal(histogram_cells(&plain), 4);
    assert_int_equal(histogram_series(&plain, NULL), 0);
    assert_int_equal(histogram_series(&plain, "any"), 0);
    assert_int_equal(histogram_cells(&labelled), 10);
    assert_int_equal(histogram_series(&labelled, "scan"), 0);
    assert_int_equal(histogram_series(&labelled, "digest"), 5);
    assert_true(histogram_series(&labelled, "other") == SIZE_MAX);
    assert_true(histogram_series(&labelled, NULL) == SIZE_MAX);
}

static void test_names(void **state)
{
    static const char *const names[] = {
        "time_seconds:scan:0.005", "time_seconds:scan:1.5", "time_seconds:scan:86400",
        "time_seconds:scan:+Inf",  "time_seconds:scan:sum", "time_seconds:digest:0.005",
    };
    char name[HISTOGRAM_CELL_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        histogram_cell_name(&labelled, i, name);
        assert_string_equal(name, names[i]);
    }
    histogram_cell_name(&plain, 1, name);
    assert_string_equal(name, "size_bytes::2000");
}

static void test_prometheus(void **state)
{
    const int64_t cells[] = {3, 0, 1, 5029};
    struct buffer b;

    (void)state;
    buffer_init(&b, 4096);
    histogram_print(&b, &plain, cells);
    expect(&b, "# HELP loadline_size_bytes Sizes.\n"
               "# TYPE loadline_size_bytes histogram\n"
               "loadline_size_bytes_bucket{le=\"10\"} 3\n"
               "loadline_size_bytes_bucket{le=\"2000\"} 3\n"
               "loadline_size_bytes_bucket{le=\"+Inf\"} 4\n"
               "loadline_size_bytes_sum 5029\n"
               "loadline_size_bytes_count 4\n");
}

static void test_prometheus_with_labels(void **state)
{
    const int64_t cells[] = {1, 0, 2, 0, 12345678901234, 0, 0, 0, 1, 90000007};
    struct buffer b;

    (void)state;
    buffer_init(&b, 4096);
    histogram_print(&b, &labelled, cells);
    expect(&b, "# HELP loadline_time_seconds Times.\n"
               "# TYPE loadline_time_seconds histogram\n"
               "loadline_time_seconds_bucket{kind=\"scan\",le=\"0.005\"} 1\n"
               "loadline_time_seconds_bucket{kind=\"scan\",le=\"1.5\"} 1\n"
               "loadline_time_seconds_bucket{kind=\"scan\",le=\"86400\"} 3\n"
               "loadline_time_seconds_bucket{kind=\"scan\",le=\"+Inf\"} 3\n"
               "loadline_time_seconds_sum{kind=\"scan\"} 12345678901.234\n"
               "loadline_time_seconds_count{kind=\"scan\"} 3\n"
               "loadline_time_seconds_bucket{kind=\"digest\",le=\"0.005\"} 0\n"
               "loadline_time_seconds_bucket{kind=\"digest\",le=\"1.5\"} 0\n"
               "loadline_time_seconds_bucket{kind=\"digest\",le=\"86400\"} 0\n"
               "loadline_time_seconds_bucket{kind=\"digest\",le=\"+Inf\"} 1\n"
               "loadline_time_seconds_sum{kind=\"digest\"} 90000.007\n"
               "loadline_time_seconds_count{kind=\"digest\"} 1\n");
}

/* Another program may have written anything into Redis. */
static void test_counts_beyond_all_bounds(void **state)
{
    const int64_t cells[] = {INT64_MAX, 1, INT64_MAX, INT64_MAX};
    struct buffer b;

    (void)state;
    buffer_init(&b, 4096);
    histogram_print(&b, &plain, cells);
    assert_non_null(strstr(buffer_text(&b), "_bucket{le=\"+Inf\"} 9223372036854775807\n"));
    assert_non_null(strstr(buffer_text(&b), "_count 9223372036854775807\n"));
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_bucket),
        cmocka_unit_test(test_the_series),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_prometheus),
        cmocka_unit_test(test_prometheus_with_labels),
        cmocka_unit_test(test_counts_beyond_all_bounds),
    };
    return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
