/* SPDX-License-Identifier: MIT */
/*
 * received.lua with a real Redis: what goes the short way makes the document that the long way
 * would make, and everything else goes the long way.
 */
#include "base/error.h"
#include "tests/unit/support/news.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define INTERVAL_MS 60000
#define SHORT_CASES 2000
#define FULL_CASES 100000 /* with LOADLINE_FULL */
#define CHANGES 20        /* of one record */

/* Begins an upload whose further changes are counts alone. */
static void begin(struct news *n)
{
    n->change.active = true;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_true(n->outcome.whole);
    n->change.counts_only = true;
}

static void count(struct news *n, int64_t received)
{
    n->upload.received = received;
    assert_int_equal(news_send(n), 0);
}

static void assert_short(struct news *n, int64_t received)
{
    count(n, received);
    assert_false(n->outcome.whole);
}

static void assert_long(struct news *n, int64_t received)
{
    count(n, received);
    assert_true(n->outcome.whole);
}

static void test_counts_are_stored_and_published(void **state)
{
    struct news *n = *state;

    begin(n);
    (void)news_published(n);
    assert_short(n, 500);
    assert_int_equal(n->outcome.rev, 2);
    assert_string_equal(news_field(n, "received"), "500");
    assert_string_equal(news_field(n, "rev"), "2");
    assert_int_equal(news_published(n), 1);
    assert_non_null(strstr(n->last, "\"received\":500,"));
    assert_non_null(strstr(n->last, "\"rev\":2,"));
    assert_string_equal(news_field(n, "_json"), n->last);
}

static void test_counts_are_held_within_the_interval(void **state)
{
    struct news *n = *state;

    begin(n);
    n->change.interval_ms = INTERVAL_MS;
    (void)news_published(n);
    assert_short(n, 500);
    assert_true(n->outcome.held);
    assert_int_equal(news_published(n), 0);
    assert_non_null(strstr(news_field(n, "_json"), "\"received\":500,"));
    news_set_field(n, "_pub_at", "1"); /* the interval is over */
    assert_short(n, 600);
    assert_false(n->outcome.held);
    assert_int_equal(news_published(n), 1);
}

static int64_t lease_end(struct news *n)
{
    return strtoll(news_field(n, "_lease"), NULL, 10);
}

static void test_indexes_are_touched_once_a_second(void **state)
{
    struct news *n = *state;
    char before[24];

    begin(n);
    int64_t end = lease_end(n);
    assert_short(n, 500);
    if (lease_end(n) != end)
        assert_true(lease_end(n) >= end + 1000); /* a slow machine */
    (void)snprintf(before, sizeof before, "%" PRId64, end - 1000);
    news_set_field(n, "_lease", before);
    assert_short(n, 600);
    assert_true(lease_end(n) >= end);
    assert_int_equal(lease_end(n), news_score(n, PROGRESS_LEASES));
}

static void ignore_document(void *arg, const char *id, const char *json, size_t len)
{
    (void)arg, (void)id, (void)json, (void)len;
}

static void test_any_other_change_goes_the_long_way(void **state)
{
    struct news *n = *state;

    begin(n);
    assert_int_equal(upload_set(&n->upload.name, "b.bin"), 0);
    assert_long(n, 100);
    assert_string_equal(news_field(n, "name"), "b.bin");
    assert_short(n, 200);
    n->upload.size = 2000;
    assert_long(n, 300);
    assert_int_equal(upload_add_stage(&n->upload, "scan", "Scan", 20), 0);
    assert_long(n, 400);
    assert_short(n, 500);
    n->change.active = false;
    assert_long(n, 600);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    assert_true(n->outcome.whole);
    assert_string_equal(news_field(n, "state"), "queued");
}

static void test_what_others_changed_is_sent_whole(void **state)
{
    static const struct {
        const char *field, *value;
    } others[] = {
        {"epoch", ""}, {"epoch", "x"},        {"epoch", "1"}, {"rev", ""},     {"rev", "1.5"},
        {"rev", "7"},  {"_fingerprint", "x"}, {"_json", ""},  {"_json", "{}"}, {"_json", "null"},
    };
    struct news *n = *state;

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        n->change.counts_only = false;
        begin(n);
        news_set_field(n, others[i].field, others[i].value);
        assert_long(n, 100);
        assert_short(n, 200);
        (void)news_ask(n, "DEL", n->key, NULL, NULL, NULL);
    }
    assert_long(n, 300); /* it is missing */
    assert_short(n, 400);
}

static void test_missing_fields_are_made_again(void **state)
{
    static const char *const fields[] = {"epoch",  "rev",    "_fingerprint", "_json",
                                         "_meter", "_lease", "_pub_at"};
    struct news *n = *state;

    n->upload.size = 100000;
    begin(n);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        (void)news_ask(n, "HDEL", n->key, fields[i], NULL, NULL);
        count(n, n->upload.received + 100);
        assert_string_not_equal(news_field(n, fields[i]), "");
        assert_short(n, n->upload.received + 100);
    }
}

static void test_a_key_of_another_type_is_sent_whole(void **state)
{
    struct news *n = *state;

    begin(n);
    (void)news_ask(n, "SET", n->key, "text", NULL, NULL);
    assert_long(n, 100);
    assert_short(n, 200);
}

static void test_a_sender_that_was_thought_gone_is_sent_whole(void **state)
{
    struct news *n = *state;

    begin(n);
    assert_short(n, 100);
    (void)news_published(n);
    news_set_field(n, "_lease", "1");
    assert_int_equal(progress_lapse_due(n->redis, NEWS_PREFIX, 64), 0); /* only the index counts */
    const char *ids[] = {n->upload.id};
    assert_int_equal(progress_read(n->redis, NEWS_PREFIX, ids, 1, ignore_document, NULL), 0);
    assert_string_equal(news_field(n, "transfer"), "idle");
    assert_long(n, 200);
    assert_string_equal(news_field(n, "transfer"), "active");
    assert_short(n, 300);
}

static void test_another_sender_or_program_is_sent_whole(void **state)
{
    struct news *n = *state;

    begin(n);
    n->change.fence.writer = "018bcfe569000000000000000001";
    assert_long(n, 100);
    assert_short(n, 200);
    n->change.fence.writer = NULL;
    assert_long(n, 300);
    n->change.fence.writer = "018bcfe569000000000000000001";
    assert_long(n, 400);
    assert_short(n, 500);
    news_set_field(n, "_run", "another"); /* an old dump */
    news_set_field(n, "_fingerprint", "another");
    assert_long(n, 600);
    assert_int_equal(n->outcome.rev, 1);
}

/* Programs of an older version change the state and leave the fingerprint as it is. */
static void test_an_end_by_an_older_program_stays(void **state)
{
    struct news *n = *state;

    begin(n);
    const char *json = news_field(n, "_json"), *at = strstr(json, "uploading");
    char done[2 * PROGRESS_EVENT_MAX];
    (void)snprintf(done, sizeof done, "%.*sdone%s", (int)(at - json), json,
                   at + strlen("uploading"));
    news_set_field(n, "_json", done);
    news_set_field(n, "state", "done");
    n->upload.received = 500;
    assert_int_equal(news_send(n), ERR_ORIGIN);
    assert_string_equal(news_field(n, "received"), "0");
}

static void test_an_older_sender_is_refused(void **state)
{
    struct news *n = *state;

    begin(n);
    n->change.fence.writer = NEWS_OLDER_TOKEN;
    n->upload.received = 999;
    assert_int_equal(news_send(n), ERR_SUPERSEDED);
    assert_string_equal(news_field(n, "received"), "0");
}

static void test_a_server_without_the_script_gets_it(void **state)
{
    struct news *n = *state;

    begin(n);
    (void)news_ask(n, "SCRIPT", "FLUSH", NULL, NULL, NULL);
    assert_short(n, 100);
    assert_int_equal(progress_append(n->redis, NEWS_PREFIX, &n->change), 0);
    assert_int_equal(progress_take(n->redis, &n->outcome), 0);
    assert_false(n->outcome.whole);
    (void)news_ask(n, "SCRIPT", "FLUSH", NULL, NULL, NULL);
    assert_int_equal(progress_append(n->redis, NEWS_PREFIX, &n->change), 0);
    assert_int_equal(progress_take(n->redis, &n->outcome), ERR_MISSING);
}

/* --- any record: the same document as by the long way --- */

static unsigned long long draws;

static size_t draw(size_t below)
{
    draws = draws * 6364136223846793005ULL + 1442695040888963407ULL;
    return (size_t)(draws >> 33) % below;
}

static const char *any_text(void)
{
    static const char *const texts[] = {"a.bin",
                                        "",
                                        "\"received\":1,\"message\":2",
                                        ",\"received\":1",
                                        ",\"rev\":1,\"kind\":\"x\"",
                                        ",\"updated_at\":1,\"expires_at\":2}",
                                        "\\",
                                        "\\\\\",\"message\":",
                                        "caf\xc3\xa9/\x7f\t\n",
                                        "\xff\xfe",
                                        "12 of 30 MB",
                                        "{\"stages\":[]}"};

    return texts[draw(sizeof texts / sizeof *texts)];
}

static void make_any_record(struct upload *u)
{
    int64_t sizes[] = {-1, 0, 1, 1000, INT64_C(9007199254740991)};

    upload_free(u);
    assert_int_equal(id_make(u->id), 0);
    u->state = STATE_UPLOADING;
    u->size = sizes[draw(sizeof sizes / sizeof *sizes)];
    u->created_at = draw(3) == 0 ? 0 : 1 + (int64_t)draw(2000000000) * 1000;
    u->expires_at = draw(2) == 0 ? 0 : 1 + (int64_t)draw(2000000000) * 1000;
    assert_int_equal(upload_set(&u->name, any_text()), 0);
    assert_int_equal(upload_set(&u->type, any_text()), 0);
    assert_int_equal(upload_set(&u->message, any_text()), 0);
    if (draw(2) == 0)
        assert_int_equal(upload_set_result(u, "updated_at", any_text()), 0);
    if (draw(2) == 0)
        assert_int_equal(upload_set_failure(u, "broken", any_text(), NULL, 0, true), 0);
    for (size_t i = draw(3); i > 0; i--) {
        char name[8];
        (void)snprintf(name, sizeof name, "s%zu", i);
        assert_int_equal(upload_add_stage(u, name, any_text(), 20), 0);
        assert_int_equal(upload_set(&u->stages[u->stage_count - 1].message, any_text()), 0);
    }
}

/* The mark, but the last one in the text. */
static const char *last_of(const char *text, const char *mark)
{
    const char *last = NULL;

    for (const char *at = text; (at = strstr(at, mark)) != NULL; at++)
        last = at;
    assert_non_null(last);
    return last;
}

static char *copy(char *to, const char *from, const char *end)
{
    memcpy(to, from, (size_t)(end - from));
    return to + (end - from);
}

/* Copies the document without the two numbers that differ from change to change. */
static void blank(const char *json, char out[PROGRESS_EVENT_MAX + 1])
{
    static const char rev[] = ",\"rev\":", updated[] = ",\"updated_at\":", digits[] = "0123456789";
    const char *first = strstr(json, rev) + strlen(rev);
    const char *second = last_of(json, updated) + strlen(updated);

    out = copy(out, json, first);
    out = copy(out, first + strspn(first, digits), second);
    out = copy(out, second + strspn(second, digits), json + strlen(json));
    *out = '\0';
}

/* Sends counts by the short way, then the same by the long one. Returns 0 where the clock ticked
 * in between and gave the rate a new sample, else 1. */
static unsigned compare_ways(struct news *n)
{
    static char by_short[PROGRESS_EVENT_MAX + 1], by_long[PROGRESS_EVENT_MAX + 1], meter[128];

    n->change.counts_only = true;
    assert_short(n, n->upload.received + (int64_t)draw(100000));
    (void)snprintf(meter, sizeof meter, "%s", news_field(n, "_meter"));
    blank(news_field(n, "_json"), by_short);
    n->change.counts_only = false;
    assert_long(n, n->upload.received);
    blank(news_field(n, "_json"), by_long);
    if (strcmp(meter, news_field(n, "_meter")) != 0)
        return 0;
    assert_string_equal(by_short, by_long);
    return 1;
}

static void test_both_ways_make_the_same_document(void **state)
{
    unsigned cases = getenv("LOADLINE_FULL") != NULL ? FULL_CASES : SHORT_CASES;
    struct news *n = *state;

    for (unsigned compared = 0; compared < cases;) {
        make_any_record(&n->upload);
        progress_upload_key(NEWS_PREFIX, n->upload.id, n->key);
        n->change.counts_only = false;
        begin(n);
        for (unsigned k = 0; k < CHANGES; k++)
            compared += compare_ways(n);
        (void)news_ask(n, "DEL", n->key, NULL, NULL, NULL);
    }
    print_message("%u changes\n", cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_counts_are_stored_and_published, news_fresh),
        cmocka_unit_test_setup(test_counts_are_held_within_the_interval, news_fresh),
        cmocka_unit_test_setup(test_indexes_are_touched_once_a_second, news_fresh),
        cmocka_unit_test_setup(test_any_other_change_goes_the_long_way, news_fresh),
        cmocka_unit_test_setup(test_what_others_changed_is_sent_whole, news_fresh),
        cmocka_unit_test_setup(test_missing_fields_are_made_again, news_fresh),
        cmocka_unit_test_setup(test_a_key_of_another_type_is_sent_whole, news_fresh),
        cmocka_unit_test_setup(test_a_sender_that_was_thought_gone_is_sent_whole, news_fresh),
        cmocka_unit_test_setup(test_another_sender_or_program_is_sent_whole, news_fresh),
        cmocka_unit_test_setup(test_an_end_by_an_older_program_stays, news_fresh),
        cmocka_unit_test_setup(test_an_older_sender_is_refused, news_fresh),
        cmocka_unit_test_setup(test_a_server_without_the_script_gets_it, news_fresh),
        cmocka_unit_test_setup(test_both_ways_make_the_same_document, news_fresh),
    };

    return cmocka_run_group_tests_name("received", tests, news_start, news_stop);
}
