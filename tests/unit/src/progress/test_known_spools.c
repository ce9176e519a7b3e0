/* SPDX-License-Identifier: MIT */
/*
 * The spools in Redis: what is announced is read, sorted and forgotten; and each upload's spool.
 */
#include "progress/known_spools.h"

#include "base/error.h"
#include "progress/site_stats.h"
#include "tests/unit/support/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FIRST "0123456789abcdef"
#define SECOND "fedcba9876543210"

static bool was_new; /* at the last announcement */

static void announce(struct news *n, const char *spool, const char *host, int64_t seen_ms)
{
    struct known_spool k = {.program = KNOWN_SPOOLS_WORKER, .seen_ms = seen_ms, .file_no = 77};

    memcpy(k.spool, spool, SPOOL_ID_SIZE);
    (void)snprintf(k.host, sizeof k.host, "%s", host);
    assert_int_equal(known_spools_announce(n->redis, NEWS_PREFIX, &k, &was_new), 0);
}

static void test_they_are_sorted_by_spool_and_time(void **state)
{
    struct news *n = *state;
    struct known_spool *list;
    size_t count;

    assert_int_equal(known_spools_read(n->redis, NEWS_PREFIX, &list, &count), 0);
    assert_int_equal(count, 0);
    free(list);
    announce(n, SECOND, "b", 10);
    announce(n, FIRST, "a", 20);
    assert_true(was_new);
    announce(n, FIRST, "c", 30);
    assert_true(was_new);
    announce(n, FIRST, "a", 40); /* again: replaces */
    assert_false(was_new);
    news_ask(n, "HSET", NEWS_PREFIX "spools", "../x worker a", "1 1", NULL);
    news_ask(n, "HSET", NEWS_PREFIX "spools", FIRST, "1 1", NULL);
    assert_int_equal(known_spools_read(n->redis, NEWS_PREFIX, &list, &count), 0);
    assert_int_equal(count, 3);
    assert_string_equal(list[0].spool, FIRST);
    assert_string_equal(list[0].host, "a");
    assert_int_equal(list[0].seen_ms, 40);
    assert_int_equal(list[0].file_no, 77);
    assert_string_equal(list[1].host, "c");
    assert_string_equal(list[2].spool, SECOND);
    free(list);
}

static void test_what_is_old_is_forgotten(void **state)
{
    struct news *n = *state;
    struct known_spool *list;
    size_t count;

    announce(n, FIRST, "a", 10);
    announce(n, FIRST, "b", 20);
    announce(n, SECOND, "c", 5);
    assert_int_equal(known_spools_forget(n->redis, NEWS_PREFIX, FIRST, 20), 0);
    assert_int_equal(known_spools_read(n->redis, NEWS_PREFIX, &list, &count), 0);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].host, "b");
    assert_string_equal(list[1].host, "c");
    free(list);
}

static void test_jobs_of_all_spools_are_counted(void **state)
{
    struct news *n = *state;
    struct site_stats stats;

    announce(n, FIRST, "a", 10);
    announce(n, FIRST, "b", 10);
    announce(n, SECOND, "c", 10);
    news_ask(n, "XADD", NEWS_PREFIX "jobs:" FIRST, "*", "id", "x");
    news_ask(n, "XADD", NEWS_PREFIX "jobs:" SECOND, "*", "id", "x");
    news_ask(n, "XADD", NEWS_PREFIX "jobs", "*", "id", "x");
    news_ask(n, "ZADD", NEWS_PREFIX "parked:" SECOND, "1", "x", NULL);
    stats = (struct site_stats){0};
    assert_int_equal(site_stats_add(n->redis, NEWS_PREFIX, &stats), 0);
    assert_int_equal(stats.gauges[SITE_STATS_WAITING], 3);
    assert_int_equal(stats.gauges[SITE_STATS_RUNNING], 0);
    assert_int_equal(stats.gauges[SITE_STATS_PARKED], 1);
}

/* A program that does not know the spool must not make it unknown. */
static void test_an_upload_keeps_its_spool(void **state)
{
    struct news *n = *state;
    char spool[SPOOL_ID_SIZE];

    assert_int_equal(progress_read_spool(n->redis, NEWS_PREFIX, n->upload.id, spool),
                     ERR_NOT_FOUND);
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(progress_read_spool(n->redis, NEWS_PREFIX, n->upload.id, spool), 0);
    assert_string_equal(spool, "");
    memcpy(n->upload.spool, FIRST, SPOOL_ID_SIZE);
    assert_int_equal(news_send(n), 0);
    n->upload.spool[0] = '\0';
    n->upload.received = 7;
    assert_int_equal(news_send(n), 0);
    assert_int_equal(progress_read_spool(n->redis, NEWS_PREFIX, n->upload.id, spool), 0);
    assert_string_equal(spool, FIRST);
    memcpy(n->upload.spool, SECOND, SPOOL_ID_SIZE); /* its folder was moved */
    assert_int_equal(news_send(n), 0);
    assert_int_equal(progress_read_spool(n->redis, NEWS_PREFIX, n->upload.id, spool), 0);
    assert_string_equal(spool, SECOND);
    n->upload.spool[0] = '\0';
}

#define TEST(name) cmocka_unit_test_setup(name, news_fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_they_are_sorted_by_spool_and_time),
        TEST(test_what_is_old_is_forgotten),
        TEST(test_jobs_of_all_spools_are_counted),
        TEST(test_an_upload_keeps_its_spool),
    };
    return cmocka_run_group_tests_name("known_spools", tests, news_start, news_stop);
}
