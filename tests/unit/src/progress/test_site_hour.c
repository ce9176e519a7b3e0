/* SPDX-License-Identifier: MIT */
/*
 * The last hour of a site in Redis: one sample for each minute whoever writes, at most an hour of
 * them, and what is read of it. Other minutes than the present one are written by hand.
 */
#include "progress/site_hour.h"

#include "progress/stats.h"
#include "tests/unit/support/news.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define KEY NEWS_PREFIX "hour"
#define OTHER_SHARD "other:"                 /* on the same server: another prefix */
#define LAST ((size_t)SITE_HOUR_MINUTES - 2) /* the minute of now; one more if clocks differ */

/* A minute without its samples, far from now: rates do not depend on the clock. */
#define THEN INT64_C(28000000)

static int64_t note(struct news *n)
{
    int64_t wait_ms = -1;

    assert_int_equal(site_hour_note(n->redis, NEWS_PREFIX, &wait_ms), 0);
    assert_in_range(wait_ms, 1, SITE_HOUR_MINUTE_MS);
    return wait_ms;
}

/* Adds a member as another program, or an earlier minute, would. */
static void put(struct news *n, const char *key, int64_t minute, const char *member)
{
    char score[24];

    (void)snprintf(score, sizeof score, "%" PRId64, minute);
    (void)news_ask(n, "ZADD", key, score, member, NULL);
}

/* Adds a sample that was taken so many ms after the minute began. */
static void put_sample(struct news *n, const char *key, int64_t minute, int64_t after_ms,
                       const char *values)
{
    char member[120];

    (void)snprintf(member, sizeof member, "%" PRId64 " %s", minute * SITE_HOUR_MINUTE_MS + after_ms,
                   values);
    put(n, key, minute, member);
}

/* Reads the hour that ends with that minute. */
static struct site_hour hour_until(struct news *n, int64_t minute)
{
    struct site_hour h;

    site_hour_init(&h, minute * SITE_HOUR_MINUTE_MS);
    assert_int_equal(site_hour_add(n->redis, NEWS_PREFIX, &h), 0);
    return h;
}

static size_t known(const struct site_hour *h)
{
    size_t count = 0;

    for (size_t i = 0; i < SITE_HOUR_MINUTES; i++)
        count += site_hour_knows(h, i);
    return count;
}

/* The minute of the newest sample. */
static int64_t newest(struct news *n)
{
    const struct redis_value *v = news_ask(n, "ZRANGE", KEY, "-1", "-1", "WITHSCORES");

    return redis_value_int(redis_value_item(v, 1));
}

static void test_of_two_writers_one_writes_a_minute(void **state)
{
    struct news *n = *state;
    int64_t first, second;

    do { /* again if a minute began between them */
        (void)news_ask(n, "DEL", KEY, NULL, NULL, NULL);
        first = note(n);
        second = note(n);
    } while (second > first);
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_HOUR), 1);
    /* The next minute has one of its own. */
    int64_t minute = newest(n);
    (void)news_ask(n, "DEL", KEY, NULL, NULL, NULL);
    put_sample(n, KEY, minute - 1, 0, "0 0 0");
    (void)note(n);
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_HOUR), 2);
}

static void test_an_hour_of_them_is_kept_for_an_hour(void **state)
{
    struct news *n = *state;

    (void)note(n);
    int64_t minute = newest(n);
    (void)news_ask(n, "DEL", KEY, NULL, NULL, NULL);
    for (int64_t i = 1; i <= 100; i++)
        put_sample(n, KEY, minute - i, 0, "0 0 0");
    (void)note(n);
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_HOUR), SITE_HOUR_MINUTES);
    assert_true(newest(n) >= minute);
    int64_t left_ms = news_count(n, "PTTL", PROGRESS_HOUR);
    assert_in_range(left_ms, 3600000, 3660000);
}

static void test_it_has_the_numbers_of_the_site(void **state)
{
    struct news *n = *state;

    (void)news_ask(n, "HSET", NEWS_PREFIX "stats", stats_metric(STAT_BYTES_RECEIVED)->name, "700",
                   NULL);
    (void)news_ask(n, "ZADD", NEWS_PREFIX "leases", "1", "a", NULL);
    (void)news_ask(n, "ZADD", NEWS_PREFIX "leases", "1", "b", NULL);
    (void)news_ask(n, "XADD", NEWS_PREFIX "jobs", "*", "id", "x");
    (void)note(n);
    struct site_hour h = hour_until(n, newest(n));
    assert_true(site_hour_knows(&h, LAST));
    assert_false(site_hour_knows_rate(&h, LAST)); /* nothing to compare with */
    assert_int_equal(h.minutes[LAST].senders, 2);
    assert_int_equal(h.minutes[LAST].waiting, 1);
    assert_int_equal(known(&h), 1);
}

static void test_a_rate_is_since_the_minute_before(void **state)
{
    struct news *n = *state;

    put_sample(n, KEY, THEN - 1, 10000, "1000 0 0");
    put_sample(n, KEY, THEN, 0, "51000 0 0");
    struct site_hour h = hour_until(n, THEN);
    assert_true(site_hour_knows_rate(&h, LAST));
    assert_int_equal(h.minutes[LAST].rate, 1000); /* 50,000 bytes in 50 s */
}

static void test_a_minute_that_nobody_wrote_is_not_known(void **state)
{
    struct news *n = *state;

    put_sample(n, KEY, THEN - 3, 0, "0 1 0");
    put_sample(n, KEY, THEN - 2, 0, "60 1 0");
    put_sample(n, KEY, THEN, 0, "900 1 0");
    struct site_hour h = hour_until(n, THEN);
    assert_int_equal(known(&h), 3);
    assert_false(site_hour_knows(&h, LAST - 1));
    assert_true(site_hour_knows_rate(&h, LAST - 2));
    assert_false(site_hour_knows_rate(&h, LAST)); /* two minutes' bytes */
}

static void test_counters_that_were_lost_give_no_rate(void **state)
{
    struct news *n = *state;

    put_sample(n, KEY, THEN - 1, 0, "1000 0 0");
    put_sample(n, KEY, THEN, 0, "10 0 0");
    struct site_hour h = hour_until(n, THEN);
    assert_true(site_hour_knows(&h, LAST));
    assert_false(site_hour_knows_rate(&h, LAST));
}

static void test_what_is_older_than_an_hour_is_left_out(void **state)
{
    struct news *n = *state;

    put_sample(n, KEY, THEN - 60, 0, "0 0 0");
    put_sample(n, KEY, THEN - 59, 0, "0 0 0");
    put_sample(n, KEY, THEN + 1, 0, "0 0 0");
    put_sample(n, KEY, THEN + 2, 0, "0 0 0");
    struct site_hour h = hour_until(n, THEN);
    assert_int_equal(known(&h), 2);
    assert_true(site_hour_knows(&h, 0));
    assert_true(site_hour_knows(&h, LAST + 1));
}

static void test_shards_are_added_and_each_has_to_know(void **state)
{
    struct news *n = *state;

    put_sample(n, KEY, THEN - 1, 0, "0 1 2");
    put_sample(n, KEY, THEN, 0, "60000 3 4");
    put_sample(n, OTHER_SHARD "hour", THEN, 0, "5 10 20");
    struct site_hour h = hour_until(n, THEN);
    assert_int_equal(site_hour_add(n->redis, OTHER_SHARD, &h), 0);
    assert_int_equal(known(&h), 1);
    assert_true(site_hour_knows(&h, LAST));
    assert_false(site_hour_knows_rate(&h, LAST));
    assert_int_equal(h.minutes[LAST].senders, 13);
    assert_int_equal(h.minutes[LAST].waiting, 24);
}

/* A browser reads them, and rounds larger ones. */
static void test_sums_are_numbers_of_json(void **state)
{
    struct news *n = *state;
    const int64_t most = (INT64_C(1) << 53) - 1;
    static const char *const keys[] = {KEY, OTHER_SHARD "hour"};

    for (size_t i = 0; i < 2; i++) {
        put_sample(n, keys[i], THEN - 1, 59999, "0 0 0");
        put_sample(n, keys[i], THEN, 0, "9007199254740991 9007199254740991 9007199254740991");
    }
    struct site_hour h = hour_until(n, THEN);
    assert_int_equal(h.minutes[LAST].rate, most);
    assert_int_equal(site_hour_add(n->redis, OTHER_SHARD, &h), 0);
    assert_int_equal(h.minutes[LAST].rate, most);
    assert_int_equal(h.minutes[LAST].senders, most);
    assert_int_equal(h.minutes[LAST].waiting, most);
}

static void test_what_other_programs_wrote_is_dropped(void **state)
{
    static const char *const members[] = {"",
                                          "x",
                                          "1",
                                          "1 2 3",
                                          "-1 2 3 4",
                                          "1680000000000 1 1 99999999999999999999",
                                          "1680000000000 1 1 1 1",
                                          "1680000000000 9223372036854775807 1 1"};
    struct news *n = *state;
    int64_t far_ms = (THEN + 5) * SITE_HOUR_MINUTE_MS;

    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        put(n, KEY, THEN, members[i]);
    put_sample(n, KEY, THEN, 0, "1 1 1");
    put_sample(n, KEY, THEN, 5, "1 1 1"); /* twice in one minute */
    struct site_hour h = hour_until(n, THEN);
    assert_int_equal(known(&h), 1);
    assert_int_equal(h.minutes[LAST].senders, 1);
    /* From a clock that was far ahead: no sample would follow for a long time. */
    put(n, KEY, far_ms, "inf");
    (void)note(n);
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_HOUR), 1);
    (void)news_ask(n, "DEL", KEY, NULL, NULL, NULL);
    (void)news_ask(n, "SET", KEY, "text", NULL, NULL);
    (void)note(n);
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_HOUR), 1);
}

#define TEST(name) cmocka_unit_test_setup(name, news_fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_of_two_writers_one_writes_a_minute),
        TEST(test_an_hour_of_them_is_kept_for_an_hour),
        TEST(test_it_has_the_numbers_of_the_site),
        TEST(test_a_rate_is_since_the_minute_before),
        TEST(test_a_minute_that_nobody_wrote_is_not_known),
        TEST(test_counters_that_were_lost_give_no_rate),
        TEST(test_what_is_older_than_an_hour_is_left_out),
        TEST(test_shards_are_added_and_each_has_to_know),
        TEST(test_sums_are_numbers_of_json),
        TEST(test_what_other_programs_wrote_is_dropped),
    };

    return cmocka_run_group_tests_name("site_hour", tests, news_start, news_stop);
}
