/* SPDX-License-Identifier: MIT */
/*
 * The published event document: its members and their values.
 */
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "progress/progress_scan.h"
#include "tests/unit/support/news.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void note_name(void *arg, const char *name, const struct json *value)
{
    struct buffer *b = arg;

    (void)value;
    buffer_addf(b, "%s ", name);
}

/* The last document is one that needs no parser. */
static void assert_scanned(const struct news *n)
{
    struct progress_version v;

    assert_true(progress_scan(n->upload.id, n->last, strlen(n->last), &v));
    assert_int_equal(v.epoch, n->outcome.epoch);
    assert_int_equal(v.rev, n->outcome.rev);
    assert_int_equal(v.ended, state_ended(n->upload.state));
}

static void test_document_has_its_members_in_order(void **state)
{
    struct news *n = *state;
    struct buffer names;

    assert_int_equal(news_send(n), 0);
    assert_int_equal(news_published(n), 1);
    assert_scanned(n);
    assert_string_equal(news_field(n, "_json"), n->last);
    struct json *j = news_document(n);
    buffer_init(&names, 1000);
    json_each(j, note_name, &names);
    assert_string_equal(buffer_text(&names),
                        "event id epoch rev kind state transfer name type size received rate "
                        "eta_ms percent message stages error result created_at updated_at "
                        "expires_at ");
    assert_string_equal(json_get_string(j, "event", ""), "progress");
    assert_string_equal(json_get_string(j, "id", ""), n->upload.id);
    assert_int_equal(json_get_int(j, "epoch", 0), n->outcome.epoch);
    assert_int_equal(json_get_int(j, "rev", 0), 1);
    assert_string_equal(json_get_string(j, "kind", ""), "upload");
    assert_string_equal(json_get_string(j, "transfer", ""), "idle");
    assert_int_equal(json_get_int(j, "created_at", 0), n->upload.created_at);
    int64_t age = clock_wall_ms() - json_get_int(j, "updated_at", 0);
    assert_true(age >= 0 && age < 60000);
    assert_string_equal(news_field(n, "_v"), "1");
    buffer_free(&names);
    json_free(&j);
}

static void test_unknown_is_null(void **state)
{
    static const char *const unknown[] = {"name",    "type",  "size",   "eta_ms",    "percent",
                                          "message", "error", "result", "expires_at"};
    struct news *n = *state;

    n->upload.size = -1;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(news_published(n), 1);
    assert_scanned(n);
    struct json *j = news_document(n);
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        assert_int_equal(json_kind(json_member(j, unknown[i])), JSON_NULL);
    assert_int_equal(json_count(json_member(j, "stages")), 0);
    assert_int_equal(json_kind(json_member(j, "stages")), JSON_ARRAY);
    json_free(&j);
}

static void test_large_numbers_stay_exact(void **state)
{
    struct news *n = *state;

    n->upload.size = 9007199254740993; /* not exact as a double */
    n->upload.received = 9007199254740991;
    n->upload.expires_at = 4102444800123;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(news_published(n), 1);
    assert_scanned(n);
    struct json *j = news_document(n);
    assert_int_equal(json_get_int(j, "size", 0), 9007199254740993);
    assert_int_equal(json_get_int(j, "received", 0), 9007199254740991);
    assert_int_equal(json_get_int(j, "expires_at", 0), 4102444800123);
    json_free(&j);
}

static void test_awkward_text_comes_back_the_same(void **state)
{
    static const char *const names[] = {
        "a \"quoted\" \\ name/with\\u0041.txt",
        "\x01\x02\x1f\x7f\b\f\n\r\t",
        "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x9a\xa2 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
        "</script><!-- & ' ; DROP",
        "line\xe2\x80\xa8separator",
        "null",
        "12",
        "%d %s %n",
    };
    struct news *n = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(upload_set(&n->upload.name, names[i]), 0);
        assert_int_equal(upload_set(&n->upload.message, names[i]), 0);
        assert_int_equal(news_send(n), 0);
        assert_int_equal(news_published(n), 1);
        assert_scanned(n);
        struct json *j = news_document(n);
        assert_string_equal(json_get_string(j, "name", ""), names[i]);
        assert_string_equal(json_get_string(j, "message", ""), names[i]);
        assert_string_equal(news_field(n, "name"), names[i]);
        assert_string_equal(news_field(n, "_json"), n->last);
        json_free(&j);
    }
}

static void test_invalid_utf8_is_replaced(void **state)
{
    struct news *n = *state;

    assert_int_equal(upload_set(&n->upload.name, "a\xff\xc3(\xed\xa0\x80z"), 0);
    assert_int_equal(news_send(n), 0);
    assert_int_equal(news_published(n), 1);
    assert_scanned(n);
    struct json *j = news_document(n);
    const char *name = json_get_string(j, "name", "");
    assert_true(utf8_valid(name, strlen(name)));
    assert_int_equal(name[0], 'a');
    assert_int_equal(name[strlen(name) - 1], 'z');
    json_free(&j);
}

static void test_stages_error_and_result_are_spliced(void **state)
{
    struct news *n = *state;

    assert_int_equal(upload_add_stage(&n->upload, "scan", "Virus \"scan\"", 20), 0);
    n->upload.stages[0].state = STAGE_FAILED;
    n->upload.stages[0].progress = 42;
    assert_int_equal(upload_set_result(&n->upload, "sha256", "00ff"), 0);
    assert_int_equal(upload_set_failure(&n->upload, "infected", "no/way", "scan", 422, true), 0);
    assert_int_equal(news_enter(n, STATE_FAILED), 0);
    assert_int_equal(news_published(n), 1);
    assert_scanned(n);
    struct json *j = news_document(n);
    const struct json *stage = json_item(json_member(j, "stages"), 0);
    assert_string_equal(json_get_string(stage, "label", ""), "Virus \"scan\"");
    assert_int_equal(json_get_int(stage, "progress", 0), 42);
    assert_string_equal(json_get_string(json_member(j, "error"), "message", ""), "no/way");
    assert_string_equal(json_get_string(json_member(j, "result"), "sha256", ""), "00ff");
    json_free(&j);
}

/* Every text has its greatest length, in characters that take six bytes each. */
static void test_long_records_are_made_to_fit(void **state)
{
    struct news *n = *state;
    char text[4001];

    memset(text, '\x01', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(upload_set(&n->upload.name, text), 0);
    assert_int_equal(upload_set_message(&n->upload.message, text), 0);
    for (int i = 0; i < UPLOAD_STAGES_MAX; i++) {
        assert_int_equal(upload_add_stage(&n->upload, "stage", "Stage", 20), 0);
        assert_int_equal(upload_set_message(&n->upload.stages[i].message, text), 0);
    }
    assert_int_equal(upload_set_result(&n->upload, "sha256", "00ff"), 0);
    assert_int_equal(news_enter(n, STATE_DONE), 0);
    assert_int_equal(news_published(n), 1);
    assert_scanned(n);
    assert_true(strlen(n->last) <= PROGRESS_EVENT_MAX);
    struct json *j = news_document(n);
    assert_string_equal(json_get_string(j, "state", ""), "done");
    assert_int_equal(json_count(json_member(j, "stages")), UPLOAD_STAGES_MAX);
    assert_string_equal(json_get_string(json_member(j, "result"), "sha256", ""), "00ff");
    json_free(&j);

    char *result = NULL;
    assert_true(asprintf(&result, "{\"log\":\"%020000d\"}", 0) > 0);
    free(n->upload.result);
    n->upload.result = result;
    assert_int_equal(news_send(n), 0);
    assert_string_equal(news_field(n, "result"), "null");
}

#define TEST(name) cmocka_unit_test_setup(name, news_fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_document_has_its_members_in_order),
        TEST(test_unknown_is_null),
        TEST(test_large_numbers_stay_exact),
        TEST(test_awkward_text_comes_back_the_same),
        TEST(test_invalid_utf8_is_replaced),
        TEST(test_stages_error_and_result_are_spliced),
        TEST(test_long_records_are_made_to_fit),
    };

    return cmocka_run_group_tests_name("document", tests, news_start, news_stop);
}
