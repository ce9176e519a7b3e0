/* SPDX-License-Identifier: MIT */
/*
 * The counts of several processes are added in Redis, each once, and none is lost while Redis is
 * away.
 */
#include "progress/stats.h"

#include "base/error.h"
#include "progress/upload_counts.h"
#include "tests/unit/support/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define KEY NEWS_PREFIX "stats"
#define KIB INT64_C(1024)

static int64_t counted(struct news *n, const char *field)
{
    return stats_parse(redis_value_text(news_ask(n, "HGET", KEY, field, NULL, NULL)));
}

static int64_t fields(struct news *n)
{
    return redis_value_int(news_ask(n, "HLEN", KEY, NULL, NULL, NULL));
}

static void flush(struct news *n)
{
    assert_int_equal(stats_flush(n->redis, NEWS_PREFIX), 0);
}

static void test_counts_are_added(void **state)
{
    struct news *n = *state;

    flush(n);
    assert_int_equal(fields(n), 0);
    stats_add(STAT_JOBS_DONE, 2);
    stats_add_refused(ERR_LOCKED);
    stats_observe(STAT_UPLOAD_SIZE, NULL, 17 * KIB);
    flush(n);
    flush(n);
    stats_observe(STAT_UPLOAD_SIZE, NULL, 16 * KIB);
    stats_observe(STAT_UPLOAD_SIZE, NULL, 128 * KIB);
    flush(n);
    assert_int_equal(counted(n, "jobs_done"), 2);
    assert_int_equal(counted(n, "requests_refused:locked"), 1);
    assert_int_equal(counted(n, "upload_size_bytes::16384"), 1);
    assert_int_equal(counted(n, "upload_size_bytes::131072"), 2);
    assert_int_equal(counted(n, "upload_size_bytes::sum"), 161 * KIB);
    assert_int_equal(fields(n), 5);
}

static void test_all_cells_at_once(void **state)
{
    char name[HISTOGRAM_CELL_SIZE];
    struct news *n = *state;

    assert_true(stats_cells() > 200 && stats_cells() <= STATS_CELLS_MAX);
    for (int i = 0; i < STAT_COUNT; i++)
        stats_add((enum stats_counter)i, 1);
    for (int err = 0; err >= ERR_LAST; err--)
        stats_add_refused(err);
    for (int i = 0; i < STAT_HISTOGRAMS; i++) {
        const struct histogram *h = stats_histogram((enum stats_histogram)i);
        for (size_t v = 0; v < (h->label == NULL ? 1 : h->value_count); v++)
            for (size_t b = 0; b <= h->bound_count; b++)
                stats_observe((enum stats_histogram)i, h->label == NULL ? NULL : h->values[v],
                              b < h->bound_count ? h->bounds[b] : h->bounds[b - 1] + 1);
    }
    flush(n);
    assert_int_equal(fields(n), (int64_t)stats_cells());
    for (size_t i = 0; i < stats_cells(); i++) {
        stats_cell_name(i, name);
        assert_true(counted(n, name) > 0);
        assert_int_equal(stats_cell_find(name), i);
    }
    assert_true(stats_cell_find("upload_size_bytes::7") == SIZE_MAX);
    assert_true(stats_cell_find("") == SIZE_MAX);
}

static void test_what_is_not_counted(void **state)
{
    struct news *n = *state;

    stats_observe(STAT_STAGE_TIME, "kettle", 5);
    stats_observe(STAT_STAGE_TIME, NULL, 5);
    stats_observe(STAT_STAGE_TIME, "external", 5); /* only its failures would be known */
    flush(n);
    assert_int_equal(fields(n), 0);
    stats_observe(STAT_FIRST_EVENT, NULL, -3); /* the clock went back */
    flush(n);
    assert_int_equal(counted(n, "first_event_seconds::0.005"), 1);
    assert_int_equal(fields(n), 1);
}

/* One field that Redis does not take keeps no other from being counted, and is not lost. */
static void test_a_field_of_another_type(void **state)
{
    struct news *n = *state;

    (void)news_ask(n, "HSET", KEY, "jobs_done", "many", NULL);
    stats_add(STAT_JOBS_DONE, 3);
    stats_add(STAT_JOBS_FAILED, 1);
    for (int err = -1; err >= ERR_LAST; err--)
        stats_add_refused(err); /* more than go out at once */
    stats_observe(STAT_WEBHOOK_ATTEMPTS, NULL, 1);
    assert_int_equal(stats_flush(n->redis, NEWS_PREFIX), ERR_REDIS);
    assert_int_equal(counted(n, "jobs_failed"), 1);
    assert_int_equal(counted(n, "webhook_attempts::1"), 1);
    (void)news_ask(n, "HSET", KEY, "jobs_done", "4", NULL);
    flush(n);
    assert_int_equal(counted(n, "jobs_done"), 7);
    assert_int_equal(counted(n, "jobs_failed"), 1);
}

static void test_the_counts_of_children(void **state)
{
    struct news *n = *state;

    assert_int_equal(stats_share(), 0);
    stats_add(STAT_JOBS_DONE, 1);
    for (int i = 0; i < 3; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            stats_add(STAT_JOBS_DONE, 1);
            stats_observe(STAT_STAGE_TIME, "scan", 700);
            _exit(0);
        }
        int status = -1;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
    }
    flush(n);
    assert_int_equal(counted(n, "jobs_done"), 4);
    assert_int_equal(counted(n, "stage_duration_seconds:scan:1"), 3);
    assert_int_equal(counted(n, "stage_duration_seconds:scan:sum"), 2100);
}

static void test_received_uploads(void **state)
{
    struct news *n = *state;
    struct upload u;

    upload_init(&u);
    u.size = 2000;
    u.created_at = 1000;
    upload_counts_received(&u, 3000); /* 2 s after its creation */
    u.created_at = 2800;
    upload_counts_received(&u, 3000); /* 200 ms after its creation */
    u.kind = KIND_PARTIAL;
    upload_counts_received(&u, 3000);
    u.kind = KIND_UPLOAD;
    assert_int_equal(upload_set(&u.concat, "final;0123456789abcdef0123456789abcdef"), 0);
    upload_counts_received(&u, 3000);
    upload_free(&u);
    flush(n);
    assert_int_equal(counted(n, "uploads_received"), 4);
    assert_int_equal(counted(n, "upload_size_bytes::16384"), 3);
    assert_int_equal(counted(n, "upload_duration_seconds::2.5"), 1);
    assert_int_equal(counted(n, "upload_duration_seconds::0.5"), 1);
    assert_int_equal(counted(n, "upload_duration_seconds::sum"), 2200);
}

static void test_while_redis_is_away(void **state)
{
    struct news *n = *state;
    struct redis_target target = {0};
    struct redis *away = NULL;

    assert_int_equal(redis_target_parse("redis://127.0.0.1:1/0", &target), 0);
    assert_int_equal(redis_new(&target, 100, &away), 0);
    stats_add(STAT_JOBS_DONE, 5);
    assert_int_equal(stats_flush(away, NEWS_PREFIX), ERR_REDIS);
    redis_free(&away);
    flush(n);
    assert_int_equal(counted(n, "jobs_done"), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_counts_are_added, news_fresh),
        cmocka_unit_test_setup(test_all_cells_at_once, news_fresh),
        cmocka_unit_test_setup(test_what_is_not_counted, news_fresh),
        cmocka_unit_test_setup(test_a_field_of_another_type, news_fresh),
        cmocka_unit_test_setup(test_received_uploads, news_fresh),
        cmocka_unit_test_setup(test_while_redis_is_away, news_fresh),
        cmocka_unit_test_setup(test_the_counts_of_children, news_fresh),
    };
    return cmocka_run_group_tests_name("stats", tests, news_start, news_stop);
}
