/* SPDX-License-Identifier: MIT */
/*
 * The stored heartbeats: the last of each program, for a limited time, within the limit of one
 * message.
 */
#include "ws/fanout/site.h"

#include "base/error.h"
#include "progress/heartbeat.h"
#include "base/json.h"
#include "progress/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct site *site;
static struct json *event;

static int set_up(void **state)
{
    (void)state;
    int rc = site_new(&site);
    if (rc == 0)
        site_set_available(site, 0, true, 0);
    return rc;
}

static int tear_down(void **state)
{
    (void)state;
    json_free(&event);
    site_free(&site);
    return 0;
}

/* Reads the site message at that time. */
static void look(int64_t now_ms)
{
    site_refresh(site, now_ms);
    struct message *m = site_message(site, now_ms);

    json_free(&event);
    assert_non_null(m);
    assert_true(message_len(m) < PROGRESS_EVENT_MAX);
    assert_int_equal(json_parse((const char *)message_bytes(m), message_len(m), 6, &event), 0);
    message_unref(&m);
}

static size_t count(void)
{
    return json_count(json_member(event, "programs"));
}

static const struct json *program(size_t i)
{
    return json_item(json_member(event, "programs"), i);
}

static void take_heartbeat(const char *text, int64_t now_ms)
{
    site_take_heartbeat(site, text, strlen(text), now_ms);
}

static void hear_worker(const char *name, const char *more, int64_t now_ms)
{
    char text[2 * HEARTBEAT_MAX];

    (void)snprintf(text, sizeof text, "{\"kind\":\"worker\",\"name\":\"%s\"%s}", name, more);
    take_heartbeat(text, now_ms);
}

static void test_the_last_word_counts(void **state)
{
    (void)state;
    hear_worker("a", ",\"running\":1", 1000);
    hear_worker("b", "", 1100);
    hear_worker("a", ",\"running\":2", 3000);
    look(4000);
    assert_int_equal(count(), 2);
    assert_string_equal(json_get_string(program(0), "name", ""), "a");
    assert_int_equal(json_get_int(program(0), "running", 0), 2);
    assert_int_equal(json_get_int(program(0), "heard_ms", 0), 1000);
    assert_true(json_get_bool(program(0), "alive", false));
    assert_string_equal(json_get_string(event, "event", ""), "site");
    assert_true(json_get_bool(event, "available", false));
}

static void test_what_is_no_heartbeat(void **state)
{
    static const char *const wrong[] = {
        "",
        "0123456789abcdef0123456789abcdef",
        "[]",
        "{\"kind\":\"worker\"}",
        "{\"kind\":\"worker\",\"name\":\"\"}",
        "{\"kind\":\"worker\",\"name\":7}",
        "{\"kind\":\"kettle\",\"name\":\"a\"}",
        "{\"kind\":\"worker\",\"name\":\"0123456789abcdef0123456789abcdef0\"}",
        "{\"kind\":\"worker\",\"name\":\"a\",\"x\":[[[[1]]]]}",
        "{\"kind\":\"worker\",\"name\":\"a\"",
    };
    char large[HEARTBEAT_MAX + 8];

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        take_heartbeat(wrong[i], 1);
    (void)snprintf(large, sizeof large, "{\"kind\":\"worker\",\"name\":\"a\",\"x\":\"%0*d\"}",
                   HEARTBEAT_MAX - 34, 0);
    assert_true(strlen(large) > HEARTBEAT_MAX);
    take_heartbeat(large, 1);
    look(2);
    assert_int_equal(count(), 0);
}

static void test_who_falls_silent_is_shown_and_forgotten(void **state)
{
    (void)state;
    hear_worker("killed", "", 1000);
    hear_worker("ended", ",\"stopping\":true", 1000);
    look(1000 + SITE_SILENT_MS);
    assert_int_equal(count(), 2);
    look(1001 + SITE_SILENT_MS);
    assert_int_equal(count(), 1);
    assert_string_equal(json_get_string(program(0), "name", ""), "killed");
    assert_false(json_get_bool(program(0), "alive", true));
    look(1001 + SITE_FORGET_MS);
    assert_int_equal(count(), 0);
}

/* No heartbeat can arrive without Redis, so no program counts as silent. */
static void test_without_redis(void **state)
{
    (void)state;
    hear_worker("a", "", 1000);
    site_set_available(site, 0, false, 2000);
    look(1001 + SITE_FORGET_MS);
    assert_int_equal(count(), 1);
    assert_false(json_get_bool(event, "available", true));
    site_set_available(site, 0, true, 2000 + SITE_FORGET_MS);
    look(2001 + SITE_FORGET_MS);
    assert_true(json_get_bool(program(0), "alive", false));
}

static void test_places(void **state)
{
    char name[16], more[HEARTBEAT_MAX];

    (void)state;
    (void)snprintf(more, sizeof more, ",\"host\":\"%0*d\"", 200, 0);
    for (int i = 0; i < 2 * SITE_PROGRAMS_MAX; i++) {
        (void)snprintf(name, sizeof name, "w%d", i);
        hear_worker(name, more, 1000);
    }
    look(1000);
    assert_int_equal(count(), SITE_PROGRAMS_MAX);
    hear_worker("w3", "", 2000);
    hear_worker("late", "", 1001 + SITE_SILENT_MS); /* replaces a silent program */
    look(1001 + SITE_SILENT_MS);
    assert_int_equal(count(), SITE_PROGRAMS_MAX);
    bool found = false;
    for (size_t i = 0; i < count(); i++)
        found |= strcmp(json_get_string(program(i), "name", ""), "late") == 0;
    assert_true(found);
}

static void test_one_message_for_all(void **state)
{
    (void)state;
    struct message *one = site_message(site, 1), *other = site_message(site, 2);
    assert_ptr_equal(one, other);
    assert_string_equal(message_about(one)->event, "site");
    assert_true(message_about(one)->at > 0);
    message_unref(&one);
    message_unref(&other);
    site_set_counter(site, 0, STAT_JOBS_DONE, 4);
    site_set_counter(site, 1, STAT_JOBS_DONE, 3); /* in another shard */
    look(3);
    assert_int_equal(json_get_int(json_member(event, "counters"), "jobs_done", 0), 7);
}

/* A heartbeat of our programs is understood, even with a very long host name. */
static void test_the_heartbeat_itself(void **state)
{
    struct heartbeat self;
    struct buffer b;

    (void)state;
    assert_int_equal(heartbeat_init(&self, "relay"), 0);
    memset(self.host, '"', sizeof self.host - 1);
    buffer_init(&b, HEARTBEAT_MAX);
    heartbeat_begin(&self, false, &b);
    buffer_addf(&b, ",\"sessions\":{\"websocket\":%d,\"events\":%d,\"poll\":%d},\"topics\":%d}",
                100000, 100000, 100000, 100000);
    assert_int_equal(buffer_error(&b), 0);
    take_heartbeat(buffer_text(&b), 5);
    buffer_free(&b);
    look(6);
    assert_int_equal(count(), 1);
    assert_string_equal(json_get_string(program(0), "host", ""), self.host);
}

/* What the newest heartbeat of each spool says, and nothing once its worker is silent. */
static void test_the_queue(void **state)
{
    static const char
        relay[] = "{\"kind\":\"relay\",\"name\":\"r\"}",
        old[] = "{\"kind\":\"worker\",\"name\":\"a\"}",
        first[] = "{\"kind\":\"worker\",\"name\":\"b\",\"jobs_queued\":7,\"jobs_parked\":2}",
        second[] = "{\"kind\":\"worker\",\"name\":\"c\",\"jobs_queued\":5,\"jobs_parked\":0}";
    static const char other[] = "{\"kind\":\"worker\",\"name\":\"d\",\"spool\":\"s\","
                                "\"jobs_queued\":10,\"jobs_parked\":1}";
    struct site_jobs jobs;

    (void)state;
    take_heartbeat(relay, 0);
    take_heartbeat(old, 0);
    assert_false(site_queue(site, 0, &jobs));
    take_heartbeat(second, 1000);
    take_heartbeat(first, 2000);
    take_heartbeat(old, 2500);
    assert_true(site_queue(site, 3000, &jobs));
    assert_int_equal(jobs.queued, 7);
    assert_int_equal(jobs.parked, 2);
    take_heartbeat(second, 3000);
    assert_true(site_queue(site, 3000, &jobs));
    assert_int_equal(jobs.queued, 5);
    take_heartbeat(other, 3000);
    assert_true(site_queue(site, 3000, &jobs));
    assert_int_equal(jobs.queued, 15);
    assert_int_equal(jobs.parked, 1);
    assert_false(site_queue(site, 3000 + SITE_SILENT_MS + 1, &jobs));
    site_set_available(site, 0, false, 3000);
    assert_false(site_queue(site, 3000, &jobs));
}

static void expect_metrics(int64_t now_ms, const char *wanted, const char *unwanted)
{
    struct buffer b;

    buffer_init(&b, 65536);
    site_print_metrics(site, now_ms, &b);
    assert_int_equal(buffer_error(&b), 0);
    if (strstr(buffer_text(&b), wanted) == NULL)
        fail_msg("%s is missing in %s", wanted, buffer_text(&b));
    if (unwanted != NULL && strstr(buffer_text(&b), unwanted) != NULL)
        fail_msg("%s is in %s", unwanted, buffer_text(&b));
    buffer_free(&b);
}

/* Of workers of several versions that serve one spool, the older do not say which jobs wait. */
static void test_jobs_waiting_of_old_workers(void **state)
{
    (void)state;
    hear_worker("old", ",\"spool\":\"00000000000000aa\",\"jobs_queued\":4", 3000);
    expect_metrics(3000, "loadline_jobs_queued 4\n", "loadline_jobs_waiting");
    hear_worker("new", ",\"spool\":\"00000000000000aa\",\"jobs_queued\":5,\"jobs_waiting\":3",
                2000);
    expect_metrics(3000, "loadline_jobs_queued 4\n", "loadline_jobs_waiting 0");
    expect_metrics(3000, "loadline_jobs_waiting 3\n", NULL);
}

/* What living programs say, each spool once; counts remain while Redis is away. */
static void test_metrics(void **state)
{
    (void)state;
    expect_metrics(0, "loadline_programs{kind=\"worker\"} 0\n", "loadline_uploads_active");
    hear_worker("a",
                ",\"spool\":\"00000000000000aa\",\"slots\":2,\"running\":1,"
                "\"uploads_active\":5,\"senders\":3,\"jobs_queued\":4,\"jobs_waiting\":3,"
                "\"spool_free\":10,\"spool_size\":20",
                1000);
    hear_worker("b",
                ",\"spool\":\"00000000000000bb\",\"slots\":4,\"running\":2,"
                "\"uploads_active\":6,\"senders\":4,\"jobs_queued\":1,\"jobs_waiting\":1,"
                "\"spool_free\":30,\"spool_size\":40",
                2000);
    hear_worker("c",
                ",\"spool\":\"00000000000000aa\",\"slots\":2,\"running\":0,"
                "\"spool_free\":11,\"spool_size\":20",
                3000);
    take_heartbeat("{\"kind\":\"relay\",\"name\":\"r\"}", 3000);
    hear_worker("ended", ",\"stopping\":true,\"slots\":9", 3000);
    hear_worker("odd", ",\"spool\":\"\\\"}\",\"spool_free\":1,\"spool_size\":2", 3000);
    expect_metrics(3000, "loadline_programs{kind=\"relay\"} 1\n", NULL);
    expect_metrics(3000, "loadline_programs{kind=\"worker\"} 4\n", NULL);
    expect_metrics(3000, "loadline_worker_slots 8\n", NULL);
    expect_metrics(3000, "loadline_worker_slots_busy 3\n", NULL);
    expect_metrics(3000, "loadline_uploads_active 6\n", "loadline_uploads_active 5");
    expect_metrics(3000, "loadline_senders 4\n", NULL);
    expect_metrics(3000, "loadline_jobs_queued 5\n", NULL);
    expect_metrics(3000, "loadline_jobs_waiting 4\n", NULL);
    expect_metrics(3000,
                   "# TYPE loadline_spool_free_bytes gauge\n"
                   "loadline_spool_free_bytes{spool=\"00000000000000bb\"} 30\n"
                   "loadline_spool_free_bytes{spool=\"00000000000000aa\"} 11\n"
                   "# HELP loadline_spool_size_bytes",
                   NULL);
    expect_metrics(1001 + SITE_SILENT_MS, "loadline_programs{kind=\"worker\"} 3\n", NULL);
    site_set_counter(site, 1, stats_cell_find("upload_size_bytes::1024"), 3);
    site_set_counter(site, 0, stats_cell_find("requests_refused:locked"), 2);
    site_set_available(site, 0, false, 3000);
    expect_metrics(3000, "loadline_upload_size_bytes_bucket{le=\"1024\"} 3\n", "loadline_programs");
    expect_metrics(3000, "loadline_requests_refused_total{code=\"locked\"} 2\n",
                   "loadline_senders");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_queue, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_metrics, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_jobs_waiting_of_old_workers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_last_word_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_heartbeat, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_who_falls_silent_is_shown_and_forgotten, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_without_redis, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_message_for_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_heartbeat_itself, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
