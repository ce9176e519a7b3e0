/* SPDX-License-Identifier: MIT */
/*
 * A Redis with data of other programs: invalid data is removed and rebuilt, and does not prevent
 * the programs from reading and changing other uploads.
 */
#include "progress/site_stats.h"
#include "base/error.h"
#include "base/json.h"
#include "tests/unit/support/news.h"
#include "progress/progress_alias.h"
#include "progress/stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define OTHER_ID "fedcba9876543210fedcba9876543210"

struct reading {
    size_t asked, found;
    char last[2 * PROGRESS_EVENT_MAX];
};

static void note(void *arg, const char *id, const char *json, size_t len)
{
    struct reading *r = arg;

    (void)id;
    r->asked++;
    if (json == NULL)
        return;
    r->found++;
    assert_true(len < sizeof r->last);
    memcpy(r->last, json, len);
    r->last[len] = '\0';
}

/* Reads the fixture's upload between two missing ones. */
static struct reading read_upload(struct news *n)
{
    const char *ids[] = {OTHER_ID, n->upload.id, OTHER_ID};
    static struct reading r;

    r = (struct reading){0};
    assert_int_equal(progress_read(n->redis, NEWS_PREFIX, ids, 3, note, &r), 0);
    assert_int_equal(r.asked, 3);
    return r;
}

static bool exists(struct news *n)
{
    return redis_value_int(news_ask(n, "EXISTS", n->key, NULL, NULL, NULL)) == 1;
}

/* Makes a transfer whose sender is gone, so that the next read ends its lease. */
static void attach(struct news *n)
{
    n->change.active = n->change.lease = true;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    news_set_field(n, "_lease", "1");
}

static void test_a_document_that_does_not_hold_is_removed(void **state)
{
    static const char *const documents[] = {"", "{}", "nonsense", "{\"received\":-1}"};
    struct news *n = *state;

    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
        news_set_field(n, "_json", documents[i]);
        assert_int_equal(read_upload(n).found, 0);
        assert_false(exists(n));
        assert_int_equal(news_create(n), 0);
        assert_int_equal(news_send(n), 0);
        assert_int_equal(read_upload(n).found, 1);
    }
}

static void test_a_document_that_is_too_long_is_removed(void **state)
{
    static char text[4 * PROGRESS_EVENT_MAX];
    struct news *n = *state;

    memset(text, 'x', sizeof text - 1);
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    news_set_field(n, "_json", text);
    assert_int_equal(read_upload(n).found, 0);
    assert_false(exists(n));
}

/* Each field of the hash with wrong content, when the document must be rebuilt from the fields. */
static void test_fields_that_are_no_numbers(void **state)
{
    static const char *const names[] = {
        "epoch",   "rev",      "size",   "received", "percent", "updated_at", "_lease",
        "_pub_at", "_attempt", "_meter", "stages",   "error",   "created_at", "expires_at"};
    static const char *const values[] = {"",
                                         "x",
                                         "-1",
                                         "1.5",
                                         "nan",
                                         "inf",
                                         "1e9",
                                         "0x1",
                                         " 1 ",
                                         "x x x x",
                                         "nan inf nan inf",
                                         "99999999999999999999999999"};
    struct news *n = *state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            attach(n);
            news_set_field(n, names[i], values[k]);
            (void)read_upload(n); /* removed or corrected, never an error */
            n->upload.received++;
            assert_int_equal(news_send(n), 0);
            assert_int_equal(read_upload(n).found, 1);
            n->upload.received = 0;
            (void)news_ask(n, "DEL", n->key, NULL, NULL, NULL);
        }
}

static void test_a_key_of_another_type(void **state)
{
    struct news *n = *state;

    (void)news_ask(n, "SET", n->key, "text", NULL, NULL);
    assert_int_equal(read_upload(n).found, 0);
    (void)news_ask(n, "SET", n->key, "text", NULL, NULL);
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(read_upload(n).found, 1);
}

static void test_leases_of_what_is_no_upload(void **state)
{
    static const char *const members[] = {"", "x", "../../etc/passwd", "\n", OTHER_ID "0"};
    char key[PROGRESS_KEY_SIZE];
    struct news *n = *state;

    attach(n);
    progress_key(NEWS_PREFIX, PROGRESS_LEASES, key);
    (void)news_ask(n, "ZADD", key, "1", n->upload.id, NULL);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        (void)news_ask(n, "ZADD", key, "0", members[i], NULL);
    assert_int_equal(progress_lapse_due(n->redis, NEWS_PREFIX, 64), 1);
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_LEASES), 0);
    assert_string_equal(news_field(n, "transfer"), "idle");
}

static void count_id(void *arg, const char *id)
{
    size_t *count = arg;

    assert_int_equal(strlen(id), ID_LEN);
    (*count)++;
}

static void test_active_that_is_no_upload(void **state)
{
    char key[PROGRESS_KEY_SIZE];
    struct news *n = *state;
    size_t count = 0;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    progress_key(NEWS_PREFIX, PROGRESS_ACTIVE, key);
    (void)news_ask(n, "ZADD", key, "inf", "x", NULL);
    (void)news_ask(n, "ZADD", key, "-inf", "", NULL);
    assert_int_equal(progress_list_active(n->redis, NEWS_PREFIX, 10, count_id, &count), 0);
    assert_int_equal(count, 1);
}

static void test_aliases_that_name_no_upload(void **state)
{
    char key[PROGRESS_KEY_SIZE], id[ID_SIZE];
    struct news *n = *state;

    progress_alias_key(NEWS_PREFIX, NULL, "a", key);
    (void)news_ask(n, "SET", key, "../x", NULL, NULL);
    assert_int_equal(progress_alias_find(n->redis, NEWS_PREFIX, NULL, "a", id), ERR_NOT_FOUND);
    (void)news_ask(n, "DEL", key, NULL, NULL, NULL);
    (void)news_ask(n, "LPUSH", key, n->upload.id, NULL, NULL);
    assert_int_equal(progress_alias_find(n->redis, NEWS_PREFIX, NULL, "a", id), ERR_NOT_FOUND);
}

static void test_counters_that_are_none(void **state)
{
    static const char *const values[] = {"-5", "x", "", "1.5", " 7"};
    char key[PROGRESS_KEY_SIZE];
    struct news *n = *state;
    struct site_stats c;

    progress_key(NEWS_PREFIX, PROGRESS_STATS, key);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        (void)news_ask(n, "HSET", key, stats_metric(STAT_BYTES_RECEIVED)->name, values[i], NULL);
        c = (struct site_stats){0};
        assert_int_equal(site_stats_add(n->redis, NEWS_PREFIX, &c), 0);
        assert_int_equal(c.counters[STAT_BYTES_RECEIVED], 0);
    }
    assert_int_equal(stats_parse("99999999999999999999999"), INT64_MAX);
    assert_int_equal(stats_parse("12"), 12);
}

#define TEST(name) cmocka_unit_test_setup(name, news_fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_document_that_does_not_hold_is_removed),
        TEST(test_a_document_that_is_too_long_is_removed),
        TEST(test_fields_that_are_no_numbers),
        TEST(test_a_key_of_another_type),
        TEST(test_leases_of_what_is_no_upload),
        TEST(test_active_that_is_no_upload),
        TEST(test_aliases_that_name_no_upload),
        TEST(test_counters_that_are_none),
    };

    return cmocka_run_group_tests_name("hostile redis", tests, news_start, news_stop);
}
