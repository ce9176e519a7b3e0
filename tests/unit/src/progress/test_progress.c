/* SPDX-License-Identifier: MIT */
/*
 * Progress with a real Redis, apart from the document: times to live, indexes, leases, pipelines,
 * names.
 */
#include "progress/progress.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "tests/unit/support/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ID_A "0123456789abcdef0123456789abcdef"
#define ID_B "fedcba9876543210fedcba9876543210"

static void test_the_end_has_a_time_to_live_and_retry_none(void **state)
{
    struct news *n = *state;
    const char *key = n->key;

    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_int_equal(redis_value_int(news_ask(n, "PTTL", key, NULL, NULL, NULL)), -1);
    assert_true(news_score(n, PROGRESS_ACTIVE) > 0);
    assert_int_equal(news_enter(n, STATE_FAILED), 0);
    int64_t ttl = redis_value_int(news_ask(n, "PTTL", key, NULL, NULL, NULL));
    assert_true(ttl > 0 && ttl <= state_ttl_ms(STATE_FAILED));
    assert_true(ttl > state_ttl_ms(STATE_FAILED) - 60000);
    assert_int_equal(news_score(n, PROGRESS_ACTIVE), -1);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_int_equal(redis_value_int(news_ask(n, "PTTL", key, NULL, NULL, NULL)), -1);
    assert_true(news_score(n, PROGRESS_ACTIVE) > 0);
    assert_int_equal(news_count(n, "XLEN", PROGRESS_JOBS), 2);
}

/* Nothing removes a form's record after its process dies, so it must expire. */
static void test_a_form_goes_by_itself(void **state)
{
    struct news *n = *state;

    n->upload.kind = KIND_FORM;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    int64_t ttl = redis_value_int(news_ask(n, "PTTL", n->key, NULL, NULL, NULL));
    assert_in_range(ttl, PROGRESS_FORM_TTL_MS / 2, PROGRESS_FORM_TTL_MS);
    assert_int_equal(news_score(n, PROGRESS_ACTIVE), -1);
    (void)news_ask(n, "PEXPIRE", n->key, "1000", NULL, NULL);
    n->upload.received++;
    assert_int_equal(news_send(n), 0);
    ttl = redis_value_int(news_ask(n, "PTTL", n->key, NULL, NULL, NULL));
    assert_in_range(ttl, PROGRESS_FORM_TTL_MS / 2, PROGRESS_FORM_TTL_MS);
    assert_int_equal(news_enter(n, STATE_DONE), 0);
    ttl = redis_value_int(news_ask(n, "PTTL", n->key, NULL, NULL, NULL));
    assert_true(ttl > PROGRESS_FORM_TTL_MS);
}

static void test_owner_learns_of_beginning_and_end(void **state)
{
    struct news *n = *state;
    char own[PROGRESS_KEY_SIZE], key[PROGRESS_KEY_SIZE];

    assert_int_equal(upload_set(&n->upload.owner, "ann \"A\""), 0);
    progress_owner_key(NEWS_PREFIX, "ann \"A\"", own);
    memcpy(key, n->key, sizeof key);
    assert_int_equal(redis_append(n->listener, 2, (const char *[]){"SUBSCRIBE", own}, NULL), 0);
    assert_int_equal(redis_next(n->listener, NULL), 0);
    assert_int_equal(news_enter(n, STATE_CREATED), 0);
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_int_equal(news_enter(n, STATE_FAILED), 0);
    assert_int_equal(news_published(n), 6); /* four events, and two for the owner */
    struct redis_value *v = NULL;
    assert_int_equal(redis_commandl(n->redis, &v, "ZSCORE", own, n->upload.id, (char *)NULL), 0);
    assert_int_equal(redis_value_int(v), n->upload.created_at);
    redis_value_free(&v);

    memcpy(n->key, own, sizeof n->key); /* from here on, count only the owner's */
    n->upload.state = STATE_QUEUED;
    (void)news_ask(n, "UNLINK", key, NULL, NULL, NULL);
    assert_int_equal(redis_append(n->listener, 2, (const char *[]){"UNSUBSCRIBE", key}, NULL), 0);
    assert_int_equal(redis_next(n->listener, NULL), 0);
    assert_int_equal(news_send(n), 0);
    assert_int_equal(news_published(n), 1);
    struct json *j = news_document(n);
    assert_string_equal(json_get_string(j, "event", ""), "owner");
    assert_string_equal(json_get_string(j, "id", ""), n->upload.id);
    assert_string_equal(json_get_string(j, "state", ""), "queued");
    json_free(&j);
}

static void test_lease_is_renewed_and_given_up(void **state)
{
    struct news *n = *state;

    n->change.active = true;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    int64_t ahead = news_score(n, PROGRESS_LEASES) - clock_wall_ms();
    assert_true(ahead > 0 && ahead <= PROGRESS_LEASE_MS + 1000);
    assert_string_equal(news_field(n, "transfer"), "active");
    assert_int_equal(strtoll(news_field(n, "_lease"), NULL, 10), news_score(n, PROGRESS_LEASES));

    n->change.active = n->change.lease = false;
    assert_int_equal(news_send(n), 0);
    assert_int_equal(news_score(n, PROGRESS_LEASES), -1);
    assert_string_equal(news_field(n, "_lease"), "0");
    assert_string_equal(news_field(n, "transfer"), "idle");

    n->change.lease = true;
    assert_int_equal(news_enter(n, STATE_DONE), 0);
    assert_int_equal(news_score(n, PROGRESS_LEASES), -1); /* a final state has no lease */
}

struct seen {
    char id[4][ID_SIZE];
    char json[4][1024];
    size_t count;
};

static void see(void *arg, const char *id, const char *json, size_t len)
{
    struct seen *s = arg;

    assert_true(s->count < 4 && len < sizeof s->json[0]);
    snprintf(s->id[s->count], ID_SIZE, "%s", id);
    snprintf(s->json[s->count], sizeof s->json[0], "%s", json != NULL ? json : "gone");
    s->count++;
}

static void make_overdue(struct news *n)
{
    char leases[PROGRESS_KEY_SIZE];

    news_set_field(n, "_lease", "1");
    progress_key(NEWS_PREFIX, PROGRESS_LEASES, leases);
    (void)news_ask(n, "ZADD", leases, "1", n->upload.id, NULL);
}

static void test_reading_corrects_an_overdue_lease(void **state)
{
    struct news *n = *state;
    struct seen seen = {.count = 0};
    const char *ids[] = {ID_A, n->upload.id, ID_B};

    n->change.active = true;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    news_set_field(n, "rate", "100");
    news_set_field(n, "eta_ms", "10");
    assert_int_equal(progress_read(n->redis, NEWS_PREFIX, ids, 3, see, &seen), 0);
    assert_int_equal(news_published(n), 1); /* the lease is still valid */
    assert_string_equal(seen.json[1], n->last);
    make_overdue(n);
    seen.count = 0;
    assert_int_equal(progress_read(n->redis, NEWS_PREFIX, ids, 3, see, &seen), 0);
    assert_int_equal(seen.count, 3);
    assert_string_equal(seen.id[0], ID_A);
    assert_string_equal(seen.json[0], "gone");
    assert_string_equal(seen.json[2], "gone");
    assert_int_equal(news_published(n), 1);
    assert_string_equal(seen.json[1], n->last);
    struct json *j = news_document(n);
    assert_string_equal(json_get_string(j, "transfer", ""), "idle");
    assert_string_equal(json_get_string(j, "state", ""), "uploading");
    assert_int_equal(json_get_int(j, "rate", -1), 0);
    assert_int_equal(json_kind(json_member(j, "eta_ms")), JSON_NULL);
    assert_int_equal(json_get_int(j, "rev", 0), n->outcome.rev + 1);
    assert_int_equal(json_get_int(j, "epoch", 0), n->outcome.epoch);
    json_free(&j);
    assert_int_equal(news_score(n, PROGRESS_LEASES), -1);
    assert_string_equal(news_field(n, "_json"), n->last);
    assert_int_equal(news_send(n), 0); /* the sender was only slow */
    assert_string_equal(news_field(n, "transfer"), "active");
}

static void test_overdue_leases_are_found(void **state)
{
    struct news *n = *state;

    assert_int_equal(progress_lapse_due(n->redis, NEWS_PREFIX, 10), 0);
    n->change.active = true;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(progress_lapse_due(n->redis, NEWS_PREFIX, 10), 0);
    make_overdue(n);
    (void)news_published(n);
    assert_int_equal(progress_lapse_due(n->redis, NEWS_PREFIX, 10), 1);
    assert_int_equal(news_published(n), 1);
    assert_string_equal(news_field(n, "transfer"), "idle");
    assert_int_equal(progress_lapse_due(n->redis, NEWS_PREFIX, 10), 0);

    make_overdue(n); /* an index entry without a hash is removed too */
    (void)news_ask(n, "DEL", n->key, NULL, NULL, NULL);
    assert_int_equal(progress_lapse_due(n->redis, NEWS_PREFIX, 10), 1);
    assert_int_equal(news_score(n, PROGRESS_LEASES), -1);
    assert_int_equal(news_score(n, PROGRESS_ACTIVE), -1);
}

static void test_stalled_sender_lapses_silently(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    make_overdue(n);
    (void)news_published(n);
    assert_int_equal(progress_lapse_due(n->redis, NEWS_PREFIX, 10), 1);
    assert_int_equal(news_published(n), 0);
    assert_string_equal(news_field(n, "_lease"), "0");
    assert_string_equal(news_field(n, "rev"), "1");
}

static void count_found(void *arg, const char *id, const char *json, size_t len)
{
    int *found = arg;

    (void)id;
    assert_int_equal(json != NULL, len > 0);
    *found += json != NULL;
}

static void test_reading_hundreds(void **state)
{
    enum { COUNT = 300 };
    struct news *n = *state;
    const char *ids[COUNT];
    int found = 0;

    assert_int_equal(news_send(n), 0);
    for (int i = 0; i < COUNT; i++)
        ids[i] = i % 3 == 0 ? n->upload.id : ID_A;
    assert_int_equal(progress_read(n->redis, NEWS_PREFIX, ids, COUNT, count_found, &found), 0);
    assert_int_equal(found, COUNT / 3);
    assert_int_equal(progress_read(n->redis, NEWS_PREFIX, ids, 0, count_found, &found), 0);
}

static void note_id(void *arg, const char *id)
{
    buffer_addf(arg, "%s ", id);
}

static void test_active_uploads_newest_first(void **state)
{
    struct news *n = *state;
    char key[PROGRESS_KEY_SIZE];
    struct buffer found;

    progress_key(NEWS_PREFIX, PROGRESS_ACTIVE, key);
    (void)news_ask(n, "ZADD", key, "1", ID_A, NULL);
    (void)news_ask(n, "ZADD", key, "2", ID_B, NULL);
    buffer_init(&found, 1000);
    assert_int_equal(progress_list_active(n->redis, NEWS_PREFIX, 10, note_id, &found), 0);
    assert_string_equal(buffer_text(&found), ID_B " " ID_A " ");
    buffer_reset(&found);
    assert_int_equal(progress_list_active(n->redis, NEWS_PREFIX, 1, note_id, &found), 0);
    assert_string_equal(buffer_text(&found), ID_B " ");
    buffer_free(&found);
}

static void test_hundreds_of_changes_in_one_pipeline(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    (void)news_published(n);
    for (int i = 1; i <= REDIS_PIPELINE_MAX; i++) {
        n->upload.received = i;
        assert_int_equal(progress_append(n->redis, NEWS_PREFIX, &n->change), 0);
    }
    assert_int_equal(progress_append(n->redis, NEWS_PREFIX, &n->change), ERR_BOUND);
    for (int i = 1; i <= REDIS_PIPELINE_MAX; i++) {
        assert_int_equal(progress_take(n->redis, &n->outcome), 0);
        assert_int_equal(n->outcome.rev, i + 1);
    }
    assert_int_equal(news_published(n), REDIS_PIPELINE_MAX);
    assert_non_null(strstr(n->last, "\"received\":512,"));
}

static void test_unknown_script_is_sent_again(void **state)
{
    struct news *n = *state;

    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    (void)news_ask(n, "SCRIPT", "FLUSH", NULL, NULL, NULL);
    assert_int_equal(progress_append(n->redis, NEWS_PREFIX, &n->change), 0);
    assert_int_equal(progress_take(n->redis, &n->outcome), ERR_MISSING);
    assert_int_equal(news_send(n), 0);
    assert_int_equal(n->outcome.rev, 2);
}

static void test_names(void **state)
{
    char key[PROGRESS_KEY_SIZE], other[PROGRESS_KEY_SIZE], owner[301];

    (void)state;
    progress_upload_key("a:", ID_A, key);
    assert_string_equal(key, "a:upload:" ID_A);
    assert_string_equal(progress_key_id("a:", key), ID_A);
    assert_null(progress_key_id("b:", key));
    assert_null(progress_key_id("a:", "a:upload:x"));
    assert_null(progress_key_id("a:", "a:owner:" ID_A));
    progress_key("a:", PROGRESS_JOBS, key);
    assert_string_equal(key, "a:jobs");
    progress_owner_key("a:", "ann", key);
    assert_string_equal(key, "a:owner:ann");
    memset(owner, 'x', sizeof owner - 1);
    owner[sizeof owner - 1] = '\0';
    progress_owner_key("a:", owner, key);
    owner[sizeof owner - 2] = 'y';
    progress_owner_key("a:", owner, other);
    assert_string_not_equal(key, other);
}

#define TEST(name) cmocka_unit_test_setup(name, news_fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_end_has_a_time_to_live_and_retry_none),
        TEST(test_a_form_goes_by_itself),
        TEST(test_owner_learns_of_beginning_and_end),
        TEST(test_lease_is_renewed_and_given_up),
        TEST(test_reading_corrects_an_overdue_lease),
        TEST(test_overdue_leases_are_found),
        TEST(test_stalled_sender_lapses_silently),
        TEST(test_reading_hundreds),
        TEST(test_active_uploads_newest_first),
        TEST(test_hundreds_of_changes_in_one_pipeline),
        TEST(test_unknown_script_is_sent_again),
        TEST(test_names),
    };

    return cmocka_run_group_tests_name("progress", tests, news_start, news_stop);
}
