/* SPDX-License-Identifier: MIT */
/*
 * The texts that monitoring reads, byte for byte.
 */
#include "base/metric.h"

#include "progress/site_stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct metric counter = {"things", "Things that were done", METRIC_COUNTER};
static const struct metric gauge = {"places", "Places taken", METRIC_GAUGE};
static const struct metric lag = {"lag_seconds", "Time it took", METRIC_GAUGE_MS};

static void expect(struct buffer *b, const char *text)
{
    assert_string_equal(buffer_text(b), text);
    buffer_free(b);
}

static void test_prometheus(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 4096);
    metric_print(&b, &counter, INT64_MAX);
    metric_print(&b, &gauge, 1000000);
    metric_print(&b, &lag, 1500);
    expect(&b, "# HELP loadline_things_total Things that were done.\n"
               "# TYPE loadline_things_total counter\n"
               "loadline_things_total 9223372036854775807\n"
               "# HELP loadline_places Places taken.\n"
               "# TYPE loadline_places gauge\n"
               "loadline_places 1000000\n"
               "# HELP loadline_lag_seconds Time it took.\n"
               "# TYPE loadline_lag_seconds gauge\n"
               "loadline_lag_seconds 1.5\n");
}

static void test_prometheus_with_labels(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 4096);
    metric_print_head(&b, &counter);
    metric_print_labelled(&b, &counter, "reason", "too_many", 2);
    metric_print_labelled(&b, &counter, "reason", "timeout", 0);
    expect(&b, "# HELP loadline_things_total Things that were done.\n"
               "# TYPE loadline_things_total counter\n"
               "loadline_things_total{reason=\"too_many\"} 2\n"
               "loadline_things_total{reason=\"timeout\"} 0\n");
}

static void test_json(void **state)
{
    struct buffer b;

    (void)state;
    buffer_init(&b, 4096);
    buffer_add_char(&b, '{');
    metric_print_json(&b, &counter, 1);
    metric_print_json(&b, &lag, 1500);
    buffer_add_char(&b, '}');
    expect(&b, "{\"things\":1,\"lag_seconds\":1500}");
}

/* Finds a row that is missing in a table. */
static void test_each_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < STAT_COUNT; i++) {
        assert_non_null(stats_metric((enum stats_counter)i)->name);
        assert_non_null(stats_metric((enum stats_counter)i)->help);
        assert_int_equal(stats_metric((enum stats_counter)i)->kind, METRIC_COUNTER);
    }
    for (int i = 0; i < SITE_STATS_COUNT; i++) {
        assert_non_null(site_stats_metric((enum site_stats_gauge)i)->name);
        assert_non_null(site_stats_metric((enum site_stats_gauge)i)->help);
        assert_int_equal(site_stats_metric((enum site_stats_gauge)i)->kind, METRIC_GAUGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prometheus),
        cmocka_unit_test(test_prometheus_with_labels),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_each_has_a_name),
    };
    return cmocka_run_group_tests_name("metric", tests, NULL, NULL);
}
