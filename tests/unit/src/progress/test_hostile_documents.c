/* SPDX-License-Identifier: MIT */
/*
 * Documents that other programs wrote into Redis: validation rejects them all. Even without it, no
 * format of the old modules would compute nonsense from them.
 */
#include "tests/unit/support/documents.h"

#include "base/error.h"
#include "fcgi/legacy/legacy_view.h"
#include "progress/progress.h"
#include "progress/progress_document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"
#define OTHER_ID "f0123456789abcdef0123456789abcde"
#define MIN "-9223372036854775808"
#define MAX "9223372036854775807"
#define STAGE(members) "\"stages\":[{\"name\":\"a\",\"label\":\"A\"," members "}]"
#define STAGE_REST "\"message\":null,\"started_at\":null,\"ended_at\":null"

/* Each of these members alone makes the document invalid. */
static const char *const wrong[] = {
    "\"event\":\"site\"",
    "\"event\":null",
    "\"id\\u0000\":\"" ID "\"",
    "\"name\":\"a\tb\"",
    "'x':1",
    "\"id\":\"" OTHER_ID "\"",
    "\"id\":\"x\"",
    "\"epoch\":-1",
    "\"epoch\":" MAX,
    "\"epoch\":1.5",
    "\"epoch\":null",
    "\"rev\":-1",
    "\"rev\":\"1\"",
    "\"kind\":\"other\"",
    "\"state\":\"other\"",
    "\"state\":null",
    "\"transfer\":\"other\"",
    "\"transfer\":false",
    "\"name\":1",
    "\"name\":\"a\\u0000b\"",
    "\"type\":[]",
    "\"size\":-1",
    "\"size\":" MIN,
    "\"size\":1e3",
    "\"received\":-1",
    "\"received\":" MIN,
    "\"received\":null",
    "\"received\":\"1\"",
    "\"rate\":-1",
    "\"eta_ms\":-1",
    "\"eta_ms\":" MAX,
    "\"percent\":-1",
    "\"percent\":101",
    "\"percent\":" MAX,
    "\"message\":{}",
    "\"stages\":null",
    "\"stages\":{}",
    "\"stages\":[1]",
    STAGE("\"state\":\"other\",\"progress\":1," STAGE_REST),
    STAGE("\"state\":\"running\",\"progress\":101," STAGE_REST),
    STAGE("\"state\":\"running\",\"progress\":-1," STAGE_REST),
    "\"error\":\"text\"",
    "\"error\":{}",
    "\"error\":{\"code\":\"x\",\"message\":null,\"stage\":null,\"status\":-1,\"retryable\":true}",
    "\"error\":{\"code\":\"x\",\"message\":null,\"stage\":null,\"status\":" MAX
    ",\"retryable\":true}",
    "\"error\":{\"code\":\"x\",\"message\":null,\"stage\":null,\"status\":500,\"retryable\":1}",
    "\"result\":[]",
    "\"result\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{}}}}}}}}",
    "\"created_at\":-1",
    "\"created_at\":" MIN,
    "\"updated_at\":" MAX,
    "\"updated_at\":null",
    "\"expires_at\":" MAX,
};

static void (*const printers[])(const struct legacy_view *v, struct buffer *out) = {
    legacy_print_nginx,    legacy_print_nginx_java, legacy_print_apache,
    legacy_print_lighttpd, legacy_print_php,        legacy_print_pecl};

static int check(const char *text)
{
    return progress_document_check(ID, text, strlen(text));
}

/* Prints every format in every state, as a form and as one of its files. The sanitizers check the
 * arithmetic. */
static void print_all(const char *text)
{
    struct json *j = NULL;
    struct legacy_view v;
    struct buffer b;

    if (json_parse(text, strlen(text), 32, &j) != 0)
        return;
    legacy_view_make(j, "alias", 1700000005000, &v);
    legacy_view_add_file(&v, "f", j);
    assert_true(v.received >= 0 && v.size >= 0 && v.rate >= 0 && v.started_at >= 0);
    for (int state = LEGACY_STARTING; state <= LEGACY_ERROR; state++) {
        v.state = (enum legacy_state)state;
        for (size_t i = 0; i < sizeof printers / sizeof *printers; i++) {
            buffer_init(&b, 65536);
            printers[i](&v, &b);
            assert_int_equal(buffer_error(&b), 0);
            buffer_free(&b);
        }
    }
    json_free(&j);
}

static void test_what_we_write_holds(void **state)
{
    static const char *const states[] = {"created", "uploading", "queued",  "processing", "done",
                                         "failed",  "cancelled", "expired", "deleted"};
    static const char *const right[] = {
        "\"size\":null",
        "\"size\":" MAX,
        "\"rate\":0",
        "\"eta_ms\":null",
        "\"percent\":null",
        "\"percent\":100",
        "\"name\":null",
        "\"name\":\"\"",
        "\"later\":\"a member of a newer version\"",
        STAGE("\"state\":\"running\",\"progress\":null," STAGE_REST),
        "\"error\":{\"code\":\"x\",\"message\":null,\"stage\":null,\"status\":null,\"retryable\":"
        "true}",
        "\"result\":{\"files\":[{\"id\":\"x\",\"size\":1}],\"fields\":{\"a\":[\"b\"]}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        assert_int_equal(check(documents_make(ID, 1700000000000, 1, states[i])), 0);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_int_equal(check(documents_spoil(ID, right[i])), 0);
        print_all(documents_spoil(ID, right[i]));
    }
}

static void test_what_does_not_hold_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *text = documents_spoil(ID, wrong[i]);
        if (check(text) != ERR_SYNTAX)
            fail_msg("%s passes", wrong[i]);
        print_all(text);
    }
}

static void test_what_is_no_document_is_refused(void **state)
{
    static const char *const texts[] = {
        "", "null", "1", "[]", "{}", "{\"event\":\"progress\"}", "{\"a\":"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(check(texts[i]), ERR_SYNTAX);
        print_all(texts[i]);
    }
}

static void test_a_document_is_bounded(void **state)
{
    static char member[PROGRESS_EVENT_MAX + 64], *at;

    (void)state;
    memset(member, 'x', sizeof member - 1);
    memcpy(member, "\"name\":\"", 8);
    member[sizeof member - 2] = '"';
    assert_int_equal(check(documents_spoil(ID, member)), ERR_SYNTAX);

    at = member + snprintf(member, sizeof member, "\"stages\":[");
    for (int i = 0; i < 33; i++)
        at += snprintf(
            at, (size_t)(member + sizeof member - at),
            "%s{\"name\":\"a\",\"label\":\"A\",\"state\":\"done\",\"progress\":1," STAGE_REST "}",
            i > 0 ? "," : "");
    (void)snprintf(at, (size_t)(member + sizeof member - at), "]");
    assert_int_equal(check(documents_spoil(ID, member)), ERR_SYNTAX);
}

/* More bytes than declared, all at once, before the start. */
static void test_numbers_that_contradict_each_other(void **state)
{
    (void)state;
    print_all(documents_spoil(ID, "\"size\":1,\"received\":" MAX));
    print_all(documents_spoil(ID, "\"size\":" MAX ",\"received\":1"));
    print_all(documents_spoil(ID, "\"received\":" MAX ",\"created_at\":1900000000000"));
    print_all(documents_spoil(ID, "\"received\":1,\"created_at\":1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_we_write_holds),
        cmocka_unit_test(test_what_does_not_hold_is_refused),
        cmocka_unit_test(test_what_is_no_document_is_refused),
        cmocka_unit_test(test_a_document_is_bounded),
        cmocka_unit_test(test_numbers_that_contradict_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
