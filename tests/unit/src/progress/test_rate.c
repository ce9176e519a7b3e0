/* SPDX-License-Identifier: MIT */
/*
 * Rate and remaining time, as advance.lua measures them over all processes that report on an
 * upload.
 */
#include "tests/unit/support/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

/* Returns the time ago_ms ago as text, valid until the next call. */
static const char *moment(struct news *n, int ago_ms)
{
    static char text[24];
    const struct redis_value *t = news_ask(n, "TIME", NULL, NULL, NULL, NULL);
    long long now = redis_value_int(redis_value_item(t, 0)) * 1000 +
                    redis_value_int(redis_value_item(t, 1)) / 1000;

    (void)snprintf(text, sizeof text, "%lld", now - ago_ms);
    return text;
}

/* Sets up a transfer that began from_ms ago, with its last sample `bytes` at sampled_ms ago, and a
 * steady rate. */
static void began(struct news *n, int from_ms, int sampled_ms, int bytes, const char *mean)
{
    char from[24], meter[128];

    (void)snprintf(from, sizeof from, "%s", moment(n, from_ms));
    (void)snprintf(meter, sizeof meter, "%s %s %d %s", from, moment(n, sampled_ms), bytes, mean);
    news_set_field(n, "_meter", meter);
}

static long long told(struct news *n, const char *name)
{
    return strtoll(news_field(n, name), NULL, 10);
}

static void test_rate_is_a_mean_over_all_that_told(void **state)
{
    struct news *n = *state;

    n->upload.size = 1000000;
    n->change.active = true;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_string_equal(news_field(n, "rate"), "0");
    assert_string_equal(news_field(n, "eta_ms"), "");
    /* The first chunk arrived since the creation. */
    news_set_field(n, "state", "created");
    (void)news_ask(n, "HDEL", n->key, "_meter", NULL, NULL);
    news_set_field(n, "updated_at", moment(n, 2000));
    n->upload.received = 20000;
    assert_int_equal(news_send(n), 0);
    assert_in_range(told(n, "rate"), 9500, 10000);
    /* After one sample and with a steady rate, the rate is exact from the second sample on. */
    n->upload.received = 10000;
    began(n, 1000, 1000, 0, "0");
    n->change.fence.writer = "018bcfe569000000000000000001";
    assert_int_equal(news_send(n), 0);
    assert_in_range(told(n, "rate"), 9500, 10000);
    assert_in_range(told(n, "eta_ms"), 99000, 105000);
    /* One time constant after a change from 10 to 40 KB/s: 1 - 1/e of the way. */
    n->upload.received = 90000;
    began(n, 100000, 2000, 10000, "10000");
    assert_int_equal(news_send(n), 0);
    assert_in_range(told(n, "rate"), 28000, 29500);
    /* Without new bytes there is no sample: the next process has only started. */
    began(n, 100000, 2000, 90000, "10000");
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "rate"), "10000");
}

static void test_rate_of_rests_and_odd_samples(void **state)
{
    struct news *n = *state;

    n->upload.size = 1000;
    n->upload.received = 500;
    n->change.active = true;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    began(n, 100000, 60000, 0, "10000"); /* long ago: starts again */
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "rate"), "0");
    began(n, 1000, -60000, 0, "10000"); /* the clock went backwards */
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "rate"), "0");
    began(n, 1000, 1000, 501, "10000"); /* and so did the bytes */
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "rate"), "0");
    n->upload.size = INT64_MAX;
    began(n, 100000, 1000, 499, "0");
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "eta_ms"), ""); /* too long to report */
    n->upload.received = n->upload.size = 1000;
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "eta_ms"), "0");
    n->change.active = false;
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "rate"), "0");
    assert_string_equal(news_field(n, "eta_ms"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rate_is_a_mean_over_all_that_told, news_fresh),
        cmocka_unit_test_setup(test_rate_of_rests_and_odd_samples, news_fresh),
    };

    return cmocka_run_group_tests_name("rate", tests, news_start, news_stop);
}
