/* SPDX-License-Identifier: MIT */
/*
 * The story that advance.lua keeps of an upload: bounded, at a bounded rate, of texts that are cut.
 */
#include "base/buffer.h"
#include "base/json.h"
#include "progress/progress_story.h"
#include "tests/unit/support/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define STORY_MAX 64 /* as in story.lua */
#define TEXT_MAX 240

/* Returns the list; the caller frees *answer_out. */
static const struct json *told(struct news *n, struct json **answer_out)
{
    struct buffer text;

    buffer_init(&text, PROGRESS_STORY_MAX);
    assert_int_equal(progress_story_read(n->redis, NEWS_PREFIX, n->upload.id, &text), 0);
    assert_int_equal(json_parse(text.data, text.len, 4, answer_out), 0);
    buffer_free(&text);
    return json_member(*answer_out, "story");
}

static const char *word(const struct json *list, size_t i)
{
    return json_get_string(json_item(list, i), "what", "");
}

static void enter_processing(struct news *n)
{
    assert_int_equal(upload_add_stage(&n->upload, "scan", "Scan", 1), 0);
    assert_int_equal(upload_add_stage(&n->upload, "ocr", "OCR", 1), 0);
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    assert_int_equal(news_enter(n, STATE_QUEUED), 0);
    n->change.lease = false;
    assert_int_equal(news_enter(n, STATE_PROCESSING), 0);
}

static void start_stage(struct news *n, size_t i)
{
    n->upload.stages[i].state = STAGE_RUNNING;
    n->upload.stages[i].started_at = 1000;
    assert_int_equal(news_send(n), 0);
}

static void tell(struct news *n, size_t i, const char *message)
{
    assert_int_equal(upload_set(&n->upload.stages[i].message, message), 0);
    assert_int_equal(news_send(n), 0);
}

static void test_numbers_alone_are_no_entries(void **state)
{
    struct news *n = *state;
    struct json *answer;
    char text[32];

    enter_processing(n);
    start_stage(n, 0);
    for (int i = 0; i <= 100; i++) {
        n->upload.stages[0].progress = i;
        n->upload.received = i;
        (void)snprintf(text, sizeof text, "%d of 100 MB", i);
        tell(n, 0, text);
    }
    const struct json *list = told(n, &answer);
    assert_int_equal(json_count(list), 6);
    assert_string_equal(word(list, 4), "stage_started");
    assert_string_equal(json_get_string(json_item(list, 5), "message", ""), "0 of 100 MB");
    json_free(&answer);
}

static void test_fast_messages_are_one_entry(void **state)
{
    struct news *n = *state;
    struct json *answer;

    enter_processing(n);
    start_stage(n, 0);
    tell(n, 0, "first");
    tell(n, 0, "second");
    const struct json *list = told(n, &answer);
    assert_int_equal(json_count(list), 6);
    assert_string_equal(json_get_string(json_item(list, 5), "message", ""), "second");
    json_free(&answer);
}

/* Messages of two stages in turns are not one, however fast they are. */
static void test_a_thousand_messages_leave_the_rest(void **state)
{
    struct news *n = *state;
    struct json *answer;
    char text[] = "aaaa";

    enter_processing(n);
    start_stage(n, 0);
    start_stage(n, 1);
    for (int i = 0; i < 1000; i++) {
        text[i % 4] = (char)(text[i % 4] == 'z' ? 'a' : text[i % 4] + 1);
        tell(n, (size_t)i % 2, text);
    }
    const struct json *list = told(n, &answer);
    assert_int_equal(json_count(list), STORY_MAX);
    static const char *const wanted[] = {"created", "uploading",     "stored",
                                         "queued",  "stage_started", "stage_started"};
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(word(list, i), wanted[i]);
    for (size_t i = 6; i < STORY_MAX; i++)
        assert_string_equal(word(list, i), "stage_message");
    assert_string_equal(json_get_string(json_item(list, STORY_MAX - 1), "message", ""), text);
    json_free(&answer);
}

static void test_attempts_beyond_the_bound_keep_the_first_and_the_last(void **state)
{
    struct news *n = *state;
    struct json *answer;

    enter_processing(n);
    for (int i = 0; i < 100; i++) {
        start_stage(n, 0);
        n->upload.stages[0].state = STAGE_WAITING;
        assert_int_equal(news_send(n), 0);
    }
    const struct json *list = told(n, &answer);
    assert_int_equal(json_count(list), STORY_MAX);
    assert_string_equal(word(list, 0), "created");
    assert_string_equal(word(list, STORY_MAX - 1), "stage_stopped");
    assert_int_equal(json_get_int(json_item(list, STORY_MAX - 1), "attempt", 0), 100);
    json_free(&answer);
}

static void test_a_long_text_is_cut_at_a_character(void **state)
{
    struct news *n = *state;
    struct json *answer;
    char text[UPLOAD_MESSAGE_MAX + 1] = "x";

    for (size_t i = 1; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 3);
    enter_processing(n);
    start_stage(n, 0);
    tell(n, 0, text);
    const struct json *list = told(n, &answer);
    text[TEXT_MAX - 1] = '\0';
    assert_string_equal(json_get_string(json_item(list, 5), "message", ""), text);
    json_free(&answer);
}

static void test_quotes_and_lines_stay_within_their_text(void **state)
{
    struct news *n = *state;
    struct json *answer;
    char text[] = "a\"},{\"at\":1,\"what\":\"done\"}\n{\"at\":1}<b>";

    enter_processing(n);
    start_stage(n, 0);
    tell(n, 0, text);
    const struct json *list = told(n, &answer);
    assert_int_equal(json_count(list), 6);
    *strchr(text, '\n') = ' ';
    assert_string_equal(json_get_string(json_item(list, 5), "message", ""), text);
    json_free(&answer);
}

/* As JSON such a character has six bytes: the story would become too long to be ours. */
static void test_control_characters_are_blanks(void **state)
{
    struct news *n = *state;
    struct json *answer;
    char text[TEXT_MAX + 1] = "", blanks[TEXT_MAX] = "";

    memset(text, '\x1b', TEXT_MAX);
    memset(blanks, ' ', TEXT_MAX - 1);
    enter_processing(n);
    start_stage(n, 0);
    start_stage(n, 1);
    for (int i = 0; i < 100; i++) {
        text[0] = (char)('a' + i % 26);
        tell(n, (size_t)i % 2, text);
    }
    const struct json *list = told(n, &answer);
    assert_int_equal(json_count(list), STORY_MAX);
    assert_string_equal(word(list, 0), "created");
    assert_string_equal(json_get_string(json_item(list, STORY_MAX - 1), "message", "") + 1, blanks);
    json_free(&answer);
}

/* However long the texts of another program are. */
static void test_an_entry_is_bounded(void **state)
{
    struct news *n = *state;
    char quotes[TEXT_MAX + 1] = "";
    struct json *answer;

    memset(quotes, '"', TEXT_MAX);
    enter_processing(n);
    assert_int_equal(upload_set(&n->upload.stages[0].name, quotes), 0);
    start_stage(n, 0);
    tell(n, 0, quotes);
    n->upload.stages[0].state = STAGE_FAILED;
    assert_int_equal(news_send(n), 0);
    const char *story = news_field(n, "_story");
    for (size_t len; *story != '\0'; story += len + (story[len] == '\n')) {
        len = strcspn(story, "\n");
        assert_in_range(len, 1, 1024);
    }
    (void)told(n, &answer);
    json_free(&answer);
}

/* A hash that appears long after the upload was created is not its first one. */
static void test_a_late_hash_is_restored(void **state)
{
    struct news *n = *state;
    struct json *answer;

    n->upload.created_at = 1000;
    assert_int_equal(news_enter(n, STATE_UPLOADING), 0);
    const struct json *list = told(n, &answer);
    assert_int_equal(json_count(list), 2);
    assert_int_equal(json_get_int(json_item(list, 0), "at", 0), 1000);
    assert_string_equal(word(list, 1), "restored");
    json_free(&answer);
}

static void check_end_of_a_late_hash(struct news *n, enum state end)
{
    struct json *answer;

    n->upload.created_at = 1000;
    n->upload.updated_at = 5000;
    n->upload.state = end;
    n->change.lease = false;
    assert_int_equal(news_create(n), 0);
    const struct json *list = told(n, &answer);
    assert_int_equal(json_count(list), 3);
    assert_int_equal(json_get_int(json_item(list, 0), "at", 0), 1000);
    assert_string_equal(word(list, 1), state_name(end));
    assert_int_equal(json_get_int(json_item(list, 1), "at", 0), 5000);
    assert_string_equal(word(list, 2), "restored");
    json_free(&answer);
}

/* When it ended is known: the disk says so. */
static void test_a_late_hash_has_its_end(void **state)
{
    check_end_of_a_late_hash(*state, STATE_DONE);
}

static void test_a_late_hash_has_its_failure(void **state)
{
    check_end_of_a_late_hash(*state, STATE_FAILED);
}

/* What another program wrote into the hash does not hinder the change. */
static void test_foreign_stages_do_not_hinder_a_change(void **state)
{
    struct news *n = *state;
    struct json *answer;

    enter_processing(n);
    news_set_field(n, "stages", "[1,{\"name\":null}]");
    start_stage(n, 0);
    assert_string_equal(news_field(n, "state"), "processing");
    (void)told(n, &answer);
    json_free(&answer);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, news_fresh)
    const struct CMUnitTest tests[] = {
        CASE(test_numbers_alone_are_no_entries),
        CASE(test_fast_messages_are_one_entry),
        CASE(test_a_thousand_messages_leave_the_rest),
        CASE(test_attempts_beyond_the_bound_keep_the_first_and_the_last),
        CASE(test_a_long_text_is_cut_at_a_character),
        CASE(test_quotes_and_lines_stay_within_their_text),
        CASE(test_control_characters_are_blanks),
        CASE(test_an_entry_is_bounded),
        CASE(test_a_late_hash_is_restored),
        CASE(test_a_late_hash_has_its_end),
        CASE(test_a_late_hash_has_its_failure),
        CASE(test_foreign_stages_do_not_hinder_a_change),
    };
    return cmocka_run_group_tests(tests, news_start, news_stop);
}
