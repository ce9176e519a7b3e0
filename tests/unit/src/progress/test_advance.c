/* SPDX-License-Identifier: MIT */
/*
 * advance.lua with a real Redis: what it rejects, what it changes together, and when it publishes.
 */
#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/news.h"
#include "progress/progress_encode.h"
#include "scripts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define INTERVAL_MS 60000
#define OWNED_MAX 1000 /* as in advance.lua */

static void test_create_on_existing_changes_nothing(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_create(n), 0);
    assert_int_equal(n->outcome.rev, 1);
    int64_t epoch = n->outcome.epoch;
    assert_int_equal(news_published(n), 1);

    n->upload.state = STATE_UPLOADING;
    n->upload.received = 500;
    assert_int_equal(news_create(n), ERR_EXISTS);
    assert_int_equal(n->outcome.rev, 1);
    assert_int_equal(n->outcome.epoch, epoch);
    assert_string_equal(news_field(n, "state"), "created");
    assert_string_equal(news_field(n, "received"), "0");
    assert_int_equal(news_published(n), 0);
}

static void test_change_of_a_missing_hash_creates_it(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_create(n), 0); /* the server knows the script then */
    (void)news_ask(n, "DEL", n->key, NULL, NULL, NULL);
    (void)news_published(n);
    assert_int_equal(progress_append(n->redis, NEWS_PREFIX, &n->change), 0);
    assert_int_equal(progress_take(n->redis, &n->outcome), 0);
    assert_int_equal(n->outcome.rev, 1);
    assert_string_equal(news_field(n, "size"), "1000");
    assert_int_equal(news_published(n), 1);
}

static void test_missing_hash_comes_back_whole(void **state)
{
    struct news *n = *state;

    assert_int_equal(upload_set(&n->upload.name, "a.bin"), 0);
    assert_int_equal(upload_set(&n->upload.owner, "ann"), 0);
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    int64_t epoch = n->outcome.epoch;
    (void)news_ask(n, "FLUSHALL", "SYNC", NULL, NULL, NULL);
    n->upload.received = 700;
    assert_int_equal(news_send(n), 0);
    assert_true(n->outcome.epoch > epoch ||
                (n->outcome.epoch == epoch && n->outcome.rev == 1)); /* within one ms */
    assert_string_equal(news_field(n, "name"), "a.bin");
    assert_string_equal(news_field(n, "_owner"), "ann");
    assert_string_equal(news_field(n, "size"), "1000");
    assert_string_equal(news_field(n, "received"), "700");
}

static void test_stale_writer_is_refused(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    (void)news_published(n);
    n->change.fence.writer = NEWS_OLDER_TOKEN;
    n->upload.received = 999;
    assert_int_equal(news_send(n), ERR_SUPERSEDED);
    assert_string_equal(news_field(n, "received"), "0");
    assert_string_equal(news_field(n, "_writer"), NEWS_TOKEN);
    assert_int_equal(news_published(n), 0);

    n->change.fence.writer = "018bcfe569000000000000000001";
    assert_int_equal(news_send(n), 0);
    n->change.fence.writer = NEWS_TOKEN;
    assert_int_equal(news_send(n), ERR_SUPERSEDED);
}

static void test_stale_attempt_is_refused(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    n->change.fence = (struct progress_fence){.attempt = 2};
    n->change.lease = false;
    assert_int_equal(news_enter(n, STATE_PROCESSING), 0);
    n->change.fence.attempt = 1;
    assert_int_equal(news_enter(n, STATE_DONE), ERR_SUPERSEDED);
    assert_string_equal(news_field(n, "state"), "processing");
    n->change.fence.attempt = 10; /* a number, not text */
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "_writer"), NEWS_TOKEN);
    n->change.fence = (struct progress_fence){.writer = NEWS_TOKEN};
    assert_int_equal(news_send(n), 0); /* a sender has no attempt number and does not lower it */
    assert_string_equal(news_field(n, "_attempt"), "10");
}

static void test_resent_transition_is_success_once(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_int_equal(news_count(n, "XLEN", PROGRESS_JOBS), 1);
    int64_t rev = n->outcome.rev;
    assert_int_equal(news_send(n), 0);
    assert_int_equal(n->outcome.rev, rev + 1);
    assert_int_equal(news_count(n, "XLEN", PROGRESS_JOBS), 1);
}

static void test_end_told_twice_changes_once(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    n->change.lease = false;
    assert_int_equal(news_enter(n, STATE_DONE), 0);
    int64_t rev = n->outcome.rev;
    assert_int_equal(news_send(n), 0);
    assert_int_equal(n->outcome.rev, rev);
}

static void test_lost_job_entry_comes_back(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    n->change.fence = (struct progress_fence){.attempt = 1};
    assert_int_equal(news_enter(n, STATE_PROCESSING), 0);
    assert_int_equal(news_count(n, "XLEN", PROGRESS_JOBS), 1);
    (void)news_ask(n, "FLUSHALL", "SYNC", NULL, NULL, NULL);
    assert_int_equal(news_send(n), 0);
    assert_int_equal(news_send(n), 0);
    assert_int_equal(news_count(n, "XLEN", PROGRESS_JOBS), 1);
}

static void test_forbidden_origin_is_refused(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_DONE), 0);
    (void)news_published(n);
    assert_int_equal(news_enter(n, STATE_UPLOADING), ERR_ORIGIN);
    assert_string_equal(news_field(n, "state"), "done");
    assert_int_equal(news_published(n), 0);
    assert_int_equal(news_enter(n, STATE_DELETED), 0);
}

static void test_every_pair_of_states_follows_the_table(void **state)
{
    struct news *n = *state;

    for (enum state from = 0; from < STATE_COUNT; from++) {
        for (enum state to = 0; to < STATE_COUNT; to++) {
            (void)news_ask(n, "DEL", n->key, NULL, NULL, NULL);
            n->upload.state = from;
            assert_int_equal(news_create(n), 0);
            int expected = from == to || state_allows(from, to) ? 0 : ERR_ORIGIN;
            assert_int_equal(news_enter(n, to), expected);
        }
    }
}

static void test_changed_run_begins_a_new_epoch(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(news_send(n), 0);
    int64_t epoch = n->outcome.epoch;
    assert_int_equal(n->outcome.rev, 2);

    news_set_field(n, "_run", "another");
    assert_int_equal(news_send(n), 0);
    assert_true(n->outcome.epoch > epoch);
    assert_int_equal(n->outcome.rev, 1);
    assert_string_equal(news_field(n, "_run"), redis_run_id(n->redis));

    /* Even if the clock went backwards. */
    news_set_field(n, "_run", "another");
    news_set_field(n, "epoch", "9000000000000000");
    assert_int_equal(news_send(n), 0);
    assert_int_equal(n->outcome.epoch, 9000000000000001);
    assert_int_equal(news_send(n), 0);
    assert_int_equal(n->outcome.epoch, 9000000000000001);
    assert_int_equal(n->outcome.rev, 2);
}

static void test_changed_run_lets_the_fence_alone_decide(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_DONE), 0);
    news_set_field(n, "_run", "another");
    n->change.fence.writer = NEWS_OLDER_TOKEN;
    assert_int_equal(news_enter(n, STATE_UPLOADING), ERR_SUPERSEDED);
    n->change.fence.writer = NEWS_TOKEN;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_string_equal(news_field(n, "state"), "uploading");
    (void)news_ask(n, "PERSIST", n->key, NULL, NULL, NULL);
    assert_int_equal(redis_value_int(n->reply),
                     0); /* the time to live of the final state is removed already */
}

static void test_numbers_are_held_within_the_interval(void **state)
{
    struct news *n = *state;

    n->change.interval_ms = INTERVAL_MS;
    n->change.active = true;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_false(n->outcome.held);
    assert_int_equal(news_published(n), 1);

    n->upload.received = 500;
    assert_int_equal(news_send(n), 0);
    assert_true(n->outcome.held);
    assert_int_equal(n->outcome.rev, 2);
    assert_int_equal(news_published(n), 0);
    assert_string_equal(news_field(n, "received"), "500");
    assert_non_null(strstr(news_field(n, "_json"), "\"received\":500,"));
}

static void test_trailing_change_is_published(void **state)
{
    struct news *n = *state;

    n->change.interval_ms = INTERVAL_MS;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    n->upload.received = 500;
    assert_int_equal(news_send(n), 0);
    assert_true(n->outcome.held);
    (void)news_published(n);

    n->change.interval_ms = 0; /* the caller now wants every change published */
    assert_int_equal(news_send(n), 0);
    assert_false(n->outcome.held);
    assert_int_equal(news_published(n), 1);
    assert_non_null(strstr(n->last, "\"received\":500,"));

    n->change.interval_ms = INTERVAL_MS;
    assert_int_equal(news_send(n), 0);
    assert_true(n->outcome.held);
    news_set_field(n, "_pub_at", "1"); /* the interval is over */
    assert_int_equal(news_send(n), 0);
    assert_false(n->outcome.held);
    news_set_field(n, "_pub_at", "9000000000000000"); /* the clock went backwards */
    assert_int_equal(news_send(n), 0);
    assert_false(n->outcome.held);
}

static void assert_news(struct news *n, bool held)
{
    assert_int_equal(news_send(n), 0);
    assert_int_equal(n->outcome.held, held);
}

static void test_anything_but_numbers_is_published_at_once(void **state)
{
    struct news *n = *state;

    n->change.interval_ms = INTERVAL_MS;
    assert_int_equal(upload_add_stage(&n->upload, "scan", "Scan", 20), 0);
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    n->change.active = true;
    assert_news(n, false);
    assert_int_equal(upload_set(&n->upload.name, "b.bin"), 0);
    assert_news(n, false);
    n->upload.size = 2000;
    assert_news(n, false);
    assert_int_equal(upload_set(&n->upload.type, "text/plain"), 0);
    assert_news(n, false);
    assert_int_equal(upload_set(&n->upload.message, "12 of 30 MB"), 0);
    assert_news(n, false);
    assert_int_equal(upload_set(&n->upload.message, "13 of 30 MB"), 0);
    assert_news(n, true);
    n->upload.stages[0].state = STAGE_RUNNING;
    n->upload.stages[0].progress = 1;
    assert_news(n, false);
    n->upload.stages[0].progress = 42;
    assert_news(n, true);
    assert_int_equal(upload_set_result(&n->upload, "sha256", "00"), 0);
    assert_news(n, false);
    assert_int_equal(upload_set_result(&n->upload, "sha256", "11"), 0);
    assert_news(n, false);
    assert_int_equal(upload_set_failure(&n->upload, "broken", "no", "scan", 0, true), 0);
    assert_news(n, false);
    assert_int_equal(news_enter(n, STATE_FAILED), 0);
    assert_false(n->outcome.held);
}

/* Makes the call as the library does, except for a result that no caller may send. */
static int send_result_of(struct news *n, size_t bytes)
{
    char *result = calloc(1, bytes + 1);
    struct progress_call call;
    struct redis_value *v = NULL;
    int big;

    memset(result, 'x', bytes);
    result[0] = result[bytes - 1] = '"';
    assert_int_equal(
        progress_call_make(&call, NEWS_PREFIX, &n->change, "change", redis_run_id(n->redis)), 0);
    for (int i = 0; i < call.argc; i++)
        if (strcmp(call.argv[i], "result") == 0)
            call.argv[i + 1] = result;
    assert_int_equal(
        redis_script(n->redis, script_advance, call.keys, call.argc, call.argv, NULL, &v), 0);
    big = strcmp(redis_value_text(redis_value_item(v, 0)), "TOOBIG") == 0;
    redis_value_free(&v);
    progress_call_free(&call);
    free(result);
    return big;
}

static void test_only_the_newest_ids_of_an_owner_are_kept(void **state)
{
    struct news *n = *state;
    const struct redis_value *v;

    assert_int_equal(upload_set(&n->upload.owner, "ann"), 0);
    for (int i = 0; i < OWNED_MAX + 3; i++) {
        (void)snprintf(n->upload.id, ID_SIZE, "%032x", (unsigned)i);
        n->upload.created_at++;
        assert_int_equal(news_create(n), 0);
    }
    v = news_ask(n, "ZCARD", NEWS_PREFIX "owner:ann", NULL, NULL, NULL);
    assert_int_equal(redis_value_int(v), OWNED_MAX);
    v = news_ask(n, "ZRANGE", NEWS_PREFIX "owner:ann", "0", "0", NULL);
    assert_string_equal(redis_value_text(redis_value_item(v, 0)),
                        "00000000000000000000000000000003");
}

static void test_bound_of_16_kb(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    (void)news_published(n);
    size_t rest = strlen(news_field(n, "_json")) - strlen("null");
    assert_true(send_result_of(n, PROGRESS_EVENT_MAX - rest + 1));
    assert_string_equal(news_field(n, "result"), "null");
    assert_string_equal(news_field(n, "rev"), "1");
    assert_int_equal(news_published(n), 0);
    assert_false(send_result_of(n, PROGRESS_EVENT_MAX - rest));
    assert_int_equal(news_published(n), 1);
    assert_int_equal(strlen(n->last), PROGRESS_EVENT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_create_on_existing_changes_nothing, news_fresh),
        cmocka_unit_test_setup(test_change_of_a_missing_hash_creates_it, news_fresh),
        cmocka_unit_test_setup(test_missing_hash_comes_back_whole, news_fresh),
        cmocka_unit_test_setup(test_stale_writer_is_refused, news_fresh),
        cmocka_unit_test_setup(test_stale_attempt_is_refused, news_fresh),
        cmocka_unit_test_setup(test_resent_transition_is_success_once, news_fresh),
        cmocka_unit_test_setup(test_end_told_twice_changes_once, news_fresh),
        cmocka_unit_test_setup(test_lost_job_entry_comes_back, news_fresh),
        cmocka_unit_test_setup(test_forbidden_origin_is_refused, news_fresh),
        cmocka_unit_test_setup(test_every_pair_of_states_follows_the_table, news_fresh),
        cmocka_unit_test_setup(test_changed_run_begins_a_new_epoch, news_fresh),
        cmocka_unit_test_setup(test_changed_run_lets_the_fence_alone_decide, news_fresh),
        cmocka_unit_test_setup(test_numbers_are_held_within_the_interval, news_fresh),
        cmocka_unit_test_setup(test_trailing_change_is_published, news_fresh),
        cmocka_unit_test_setup(test_anything_but_numbers_is_published_at_once, news_fresh),
        cmocka_unit_test_setup(test_only_the_newest_ids_of_an_owner_are_kept, news_fresh),
        cmocka_unit_test_setup(test_bound_of_16_kb, news_fresh),
    };

    return cmocka_run_group_tests_name("advance", tests, news_start, news_stop);
}
