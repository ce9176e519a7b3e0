/* SPDX-License-Identifier: MIT */
/*
 * Which documents are read without a parser, and which are left to it. tests/fuzz/fuzz_document.c
 * compares both readers; here stands where the line is.
 */
#include "tests/unit/support/documents.h"

#include "base/error.h"
#include "progress/progress.h"
#include "progress/progress_document.h"
#include "progress/progress_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"
#define OTHER_ID "f0123456789abcdef0123456789abcde"
#define MAX "9223372036854775807"
#define TEXT_SIZE (PROGRESS_EVENT_MAX + 1024)
#define STAGE(state, progress)                                                                     \
    "{\"name\":\"a\",\"label\":\"A\",\"state\":\"" state "\",\"progress\":" progress               \
    ",\"message\":null,\"started_at\":1,\"ended_at\":null}"

/* A piece of the plain document, and what stands there instead. */
struct change {
    const char *from, *to;
};

static char text[TEXT_SIZE];

static const char *changed(struct change c)
{
    const char *plain = documents_make(ID, 5, 7, "uploading"), *at = strstr(plain, c.from);

    assert_non_null(at);
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - plain), plain, c.to,
                   at + strlen(c.from));
    return text;
}

/* From memory of the exact length, so that sanitizers see an overread. */
static bool scan(const char *document, size_t len)
{
    struct progress_version version;
    char *copy = malloc(len > 0 ? len : 1);

    assert_non_null(copy);
    memcpy(copy, document, len);
    bool taken = progress_scan(ID, copy, len, &version);
    free(copy);
    return taken;
}

static void test_the_version(void **state)
{
    static const char *const states[] = {"created", "uploading", "queued",  "processing", "done",
                                         "failed",  "cancelled", "expired", "deleted"};
    struct progress_version v;

    (void)state;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        const char *document = documents_make(ID, 1700000000000, 42 + (int64_t)i, states[i]);
        assert_true(progress_scan(ID, document, strlen(document), &v));
        assert_int_equal(v.epoch, 1700000000000);
        assert_int_equal(v.rev, 42 + i);
        assert_int_equal(v.ended, i >= 4);
    }
}

static void test_what_our_script_may_write(void **state)
{
    static const struct change right[] = {
        {"\"size\":1000", "\"size\":null"},
        {"\"size\":1000", "\"size\":" MAX},
        {"\"size\":1000", "\"size\":0"},
        {"\"rate\":5", "\"rate\":null"},
        {"\"kind\":\"upload\"", "\"kind\":\"form\""},
        {"\"transfer\":\"active\"", "\"transfer\":\"idle\""},
        {"\"name\":\"a.bin\"", "\"name\":\"\""},
        {"\"name\":\"a.bin\"", "\"name\":null"},
        {"a.bin", "\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\\u00e9"},
        {"a.bin", "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x9a\xa2"},
        {"\"stages\":[]", "\"stages\":[" STAGE("done", "100") "]"},
        {"\"stages\":[]", "\"stages\":[" STAGE("done", "100") "," STAGE("running", "null") "]"},
        {"\"error\":null", "\"error\":{\"code\":\"x\",\"message\":null,\"stage\":\"a\","
                           "\"status\":null,\"retryable\":false}"},
        {"\"result\":null", "\"result\":{}"},
        {"\"result\":null", "\"result\":{\"a\":[],\"b\":[1,-2,\"c\",true,false,null,{}]}"},
        {"\"result\":null", "\"result\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{}}}}}}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        const char *document = changed(right[i]);
        if (!scan(document, strlen(document)))
            fail_msg("%s is left", right[i].to);
        assert_int_equal(progress_document_check(ID, document, strlen(document)), 0);
    }
}

/* The parser takes them. */
static void test_other_writers_are_left(void **state)
{
    static const struct change others[] = {
        {"\"epoch\":5", "\"epoch\": 5"},
        {"\"size\":1000,\"received\":10", "\"received\":10,\"size\":1000"},
        {"\"expires_at\":null", "\"expires_at\":null,\"later\":1"},
        {"\"expires_at\":null}", "\"expires_at\":null}\n"},
        {"a.bin", "\\ud83d\\udea2"},
        {"\"result\":null", "\"result\":{\"a\":1.5}"},
        {"\"result\":null", "\"result\":{\"a\":1e3}"},
        {"\"result\":null", "\"result\":{\"a\":9223372036854775808}"},
        {"\"state\":\"uploading\"", "\"state\":\"\\u0075ploading\""},
    };
    struct progress_version v;

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *document = changed(others[i]);
        if (scan(document, strlen(document)))
            fail_msg("%s is taken", others[i].to);
        if (progress_document_read(ID, document, strlen(document), &v) != 0)
            fail_msg("%s is refused", others[i].to);
        assert_int_equal(v.epoch, 5);
        assert_int_equal(v.rev, 7);
        assert_false(v.ended);
    }
}

static void test_damage_is_refused(void **state)
{
    static const struct change wrong[] = {
        {"\"event\":\"progress\"", "\"event\":\"site\""},
        {ID, OTHER_ID},
        {ID, "x"},
        {"\"epoch\":5", "\"epoch\":9007199254740992"},
        {"\"epoch\":5", "\"epoch\":05"},
        {"\"epoch\":5", "\"epoch\":-5"},
        {"\"epoch\":5", "\"epoch\":"},
        {"\"epoch\":5", "\"epoch\":null"},
        {"\"rev\":7", "\"rev\":\"7\""},
        {"\"rev\":7", "\"rev\":7.5"},
        {"\"kind\":\"upload\"", "\"kind\":\"other\""},
        {"\"state\":\"uploading\"", "\"state\":\"other\""},
        {"\"state\":\"uploading\"", "\"state\":\"" ID ID "\""},
        {"\"transfer\":\"active\"", "\"transfer\":\"\""},
        {"\"name\":\"a.bin\"", "\"name\":1"},
        {"a.bin", "a\\u0000b"},
        {"a.bin", "a\\x62"},
        {"a.bin", "a\\u12g4"},
        {"a.bin", "a\xff"},
        {"a.bin", "a\xc3(b"},
        {"a.bin", "a\xed\xa0\x80z"},
        {"a.bin", "a\"b"},
        {"a.bin", "a\\"},
        {"\"size\":1000", "\"size\":9223372036854775808"},
        {"\"size\":1000", "\"size\":18446744073709551616"},
        {"\"percent\":1", "\"percent\":101"},
        {"\"stages\":[]", "\"stages\":["},
        {"\"stages\":[]", "\"stages\":[,]"},
        {"\"stages\":[]", "\"stages\":[" STAGE("other", "1") "]"},
        {"\"stages\":[]", "\"stages\":[" STAGE("done", "101") "]"},
        {"\"stages\":[]", "\"stages\":[" STAGE("done", "1") ",]"},
        {"\"error\":null", "\"error\":{}"},
        {"\"error\":null", "\"error\":{\"code\":\"x\",\"message\":null,\"stage\":null,"
                           "\"status\":1000,\"retryable\":true}"},
        {"\"result\":null", "\"result\":[]"},
        {"\"result\":null", "\"result\":{\"a\"}"},
        {"\"result\":null", "\"result\":{\"a\":1,}"},
        {"\"result\":null", "\"result\":{\"a\":[1}}"},
        {"\"result\":null", "\"result\":{\"a\":nul}"},
        {"\"result\":null", "\"result\":{\"a\":-}"},
        {"\"result\":null",
         "\"result\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{}}}}}}}}"},
        {"\"expires_at\":null}", "\"expires_at\":null"},
        {"\"expires_at\":null}", "\"expires_at\":null}}"},
        {"\"expires_at\":null}", "\"expires_at\":null,}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *document = changed(wrong[i]);
        if (scan(document, strlen(document)) ||
            progress_document_check(ID, document, strlen(document)) != ERR_SYNTAX)
            fail_msg("%s is taken", wrong[i].to);
    }
}

static void test_every_cut_is_refused(void **state)
{
    const char *document = documents_make(ID, 5, 7, "done");

    (void)state;
    for (size_t len = 0; len < strlen(document); len++)
        assert_false(scan(document, len));
    assert_true(scan(document, strlen(document)));
    assert_false(scan(document, strlen(document) + 1)); /* a NUL behind it */
}

static void test_at_most_32_stages(void **state)
{
    static char stages[PROGRESS_EVENT_MAX];
    size_t n = 0;

    (void)state;
    for (int i = 1; i <= 33; i++) {
        n += (size_t)snprintf(stages + n, sizeof stages - n, "%s" STAGE("done", "1"),
                              i > 1 ? "," : "\"stages\":[");
        (void)snprintf(stages + n, sizeof stages - n, "]");
        const char *document = changed((struct change){"\"stages\":[]", stages});
        assert_int_equal(scan(document, strlen(document)), i <= 32);
    }
}

static void test_the_longest_document(void **state)
{
    static char name[PROGRESS_EVENT_MAX];
    size_t rest = strlen(documents_make(ID, 5, 7, "uploading")) - strlen("a.bin");

    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[PROGRESS_EVENT_MAX - rest] = '\0';
    const char *document = changed((struct change){"a.bin", name});
    assert_int_equal(strlen(document), PROGRESS_EVENT_MAX);
    assert_true(scan(document, PROGRESS_EVENT_MAX));
    name[PROGRESS_EVENT_MAX - rest] = 'x';
    name[PROGRESS_EVENT_MAX - rest + 1] = '\0';
    document = changed((struct change){"a.bin", name});
    assert_false(scan(document, strlen(document)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_version),
        cmocka_unit_test(test_what_our_script_may_write),
        cmocka_unit_test(test_other_writers_are_left),
        cmocka_unit_test(test_damage_is_refused),
        cmocka_unit_test(test_every_cut_is_refused),
        cmocka_unit_test(test_at_most_32_stages),
        cmocka_unit_test(test_the_longest_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
