/* SPDX-License-Identifier: MIT */
/*
 * The lists of ended and of failed uploads, as advance.lua keeps them and progress_list.h reads
 * them.
 */
#include "base/clock.h"
#include "progress/progress_list.h"
#include "tests/unit/support/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ENDED_MAX 1000 /* as in advance.lua */
#define HOUR_MS INT64_C(3600000)

static void test_an_upload_is_in_the_list_of_its_end(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(news_score(n, PROGRESS_ENDED), -1);
    assert_int_equal(news_score(n, PROGRESS_FAILED), -1);
    assert_int_equal(news_enter(n, STATE_FAILED), 0);
    assert_true(news_score(n, PROGRESS_FAILED) > 0);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_int_equal(news_score(n, PROGRESS_FAILED), -1);
    assert_int_equal(news_enter(n, STATE_DONE), 0);
    assert_true(news_score(n, PROGRESS_ENDED) > 0);
    assert_int_equal(news_score(n, PROGRESS_FAILED), -1);
}

static void test_a_part_that_succeeded_is_in_none(void **state)
{
    struct news *n = *state;

    n->upload.kind = KIND_PARTIAL;
    assert_int_equal(news_enter(n, STATE_DONE), 0);
    assert_int_equal(news_score(n, PROGRESS_ENDED), -1);
}

static void test_a_deleted_one_is_in_none(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_DONE), 0);
    assert_int_equal(news_enter(n, STATE_DELETED), 0);
    assert_int_equal(news_score(n, PROGRESS_ENDED), -1);
    assert_int_equal(news_score(n, PROGRESS_FAILED), -1);
}

/* Redis learns of it long after. */
static void test_one_that_was_lost_ended_when_the_disk_says_so(void **state)
{
    struct news *n = *state;
    int64_t now = clock_wall_ms();

    n->upload.state = STATE_DONE;
    n->upload.updated_at = now - HOUR_MS;
    assert_int_equal(news_create(n), 0);
    assert_int_equal(news_score(n, PROGRESS_ENDED), now - HOUR_MS);
}

static void test_only_the_newest_are_kept(void **state)
{
    struct news *n = *state;
    const struct redis_value *v;

    n->upload.state = STATE_FAILED;
    n->upload.updated_at = clock_wall_ms() - HOUR_MS;
    for (int i = 0; i < ENDED_MAX + 3; i++) {
        (void)snprintf(n->upload.id, ID_SIZE, "%032x", (unsigned)i);
        n->upload.updated_at++;
        assert_int_equal(news_create(n), 0);
    }
    assert_int_equal(news_count(n, "ZCARD", PROGRESS_FAILED), ENDED_MAX);
    v = news_ask(n, "ZRANGE", NEWS_PREFIX "failed", "0", "0", NULL);
    assert_string_equal(redis_value_text(redis_value_item(v, 0)),
                        "00000000000000000000000000000003");
}

struct seen {
    char ids[4][ID_SIZE];
    size_t count;
};

static void note_seen(void *arg, const char *id, int64_t at_ms)
{
    struct seen *s = arg;

    assert_true(at_ms > 0);
    assert_true(s->count < 4);
    memcpy(s->ids[s->count++], id, ID_SIZE);
}

static void test_a_list_is_read_from_its_newest(void **state)
{
    struct news *n = *state;
    int64_t now = clock_wall_ms();
    struct seen all = {0}, two = {0}, young = {0};

    n->upload.state = STATE_DONE;
    for (int i = 0; i < 3; i++) {
        (void)snprintf(n->upload.id, ID_SIZE, "%032x", (unsigned)i);
        n->upload.updated_at = now - (10 - i) * HOUR_MS;
        assert_int_equal(news_create(n), 0);
    }
    (void)news_ask(n, "ZADD", NEWS_PREFIX "ended", "9999999999999", "no id", NULL);
    assert_int_equal(progress_list(n->redis, NEWS_PREFIX, PROGRESS_ENDED, 0, 4, note_seen, &all),
                     0);
    assert_int_equal(all.count, 3);
    assert_string_equal(all.ids[0], "00000000000000000000000000000002");
    assert_string_equal(all.ids[2], "00000000000000000000000000000000");
    assert_int_equal(progress_list(n->redis, NEWS_PREFIX, PROGRESS_ENDED, 0, 2, note_seen, &two),
                     0);
    assert_int_equal(two.count, 1); /* and what is no id */
    assert_int_equal(progress_list(n->redis, NEWS_PREFIX, PROGRESS_ENDED, now - 9 * HOUR_MS, 4,
                                   note_seen, &young),
                     0);
    assert_int_equal(young.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_an_upload_is_in_the_list_of_its_end, news_fresh),
        cmocka_unit_test_setup(test_a_part_that_succeeded_is_in_none, news_fresh),
        cmocka_unit_test_setup(test_a_deleted_one_is_in_none, news_fresh),
        cmocka_unit_test_setup(test_one_that_was_lost_ended_when_the_disk_says_so, news_fresh),
        cmocka_unit_test_setup(test_only_the_newest_are_kept, news_fresh),
        cmocka_unit_test_setup(test_a_list_is_read_from_its_newest, news_fresh),
    };

    return cmocka_run_group_tests_name("ended", tests, news_start, news_stop);
}
