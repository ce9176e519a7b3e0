/* SPDX-License-Identifier: MIT */
/*
 * The field traceparent: every kind of malformed value is ignored, and what is passed on is valid.
 */
#include "base/trace_context.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define TRACE "0af7651916cd43dd8448eb211c80319c"
#define SPAN "b7ad6b7169203331"
#define GOOD "00-" TRACE "-" SPAN "-01"

static void test_a_valid_one(void **state)
{
    static const struct {
        const char *text, *written;
    } cases[] = {
        {GOOD, GOOD},
        {"00-" TRACE "-" SPAN "-00", "00-" TRACE "-" SPAN "-00"},
        {"00-" TRACE "-" SPAN "-03", "00-" TRACE "-" SPAN "-03"},
        /* Flags that are not defined are cleared. */
        {"00-" TRACE "-" SPAN "-ff", "00-" TRACE "-" SPAN "-03"},
        {"00-" TRACE "-" SPAN "-f8", "00-" TRACE "-" SPAN "-00"},
        /* A later version, which has the same beginning. */
        {"cc-" TRACE "-" SPAN "-01", GOOD},
        {"01-" TRACE "-" SPAN "-01-", GOOD},
        {"fe-" TRACE "-" SPAN "-01-what-the future has", GOOD},
        {"00-00000000000000000000000000000001-0000000000000001-01",
         "00-00000000000000000000000000000001-0000000000000001-01"},
    };
    char out[TRACE_PARENT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(trace_parent_parse(cases[i].text, out));
        assert_string_equal(out, cases[i].written);
    }
}

static void test_malformed_ones(void **state)
{
    static const char *const wrong[] = {
        NULL,
        "",
        "0",
        "00",
        "00-",
        "hello",
        TRACE,
        /* the version */
        "ff-" TRACE "-" SPAN "-01",
        "0-" TRACE "-" SPAN "-01",
        "000-" TRACE "-" SPAN "-01",
        "0g-" TRACE "-" SPAN "-01",
        "0A-" TRACE "-" SPAN "-01",
        "-" TRACE "-" SPAN "-01",
        /* the trace-id */
        "00-00000000000000000000000000000000-" SPAN "-01",
        "00-0af7651916cd43dd8448eb211c80319-" SPAN "-01",
        "00-" TRACE "0-" SPAN "-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" SPAN "-01",
        "00-0af7651916cd43dd8448eb211c80319g-" SPAN "-01",
        "00-0af7651916cd43dd-8448eb211c80319-" SPAN "-01",
        "00--" SPAN "-01",
        /* the parent-id */
        "00-" TRACE "-0000000000000000-01",
        "00-" TRACE "-b7ad6b716920333-01",
        "00-" TRACE "-" SPAN "1-01",
        "00-" TRACE "-B7AD6B7169203331-01",
        "00-" TRACE "-b7ad6b716920333x-01",
        "00-" TRACE "--01",
        "00-" TRACE,
        "00-" TRACE "-",
        "00-" TRACE "-" SPAN,
        /* the flags */
        "00-" TRACE "-" SPAN "-",
        "00-" TRACE "-" SPAN "-1",
        "00-" TRACE "-" SPAN "-0x",
        "00-" TRACE "-" SPAN "-0F",
        "00-" TRACE "-" SPAN "-001",
        /* what follows */
        GOOD "-",
        GOOD "-00",
        GOOD " ",
        GOOD ", " GOOD,
        "01-" TRACE "-" SPAN "-01.what",
        "01-" TRACE "-" SPAN "-011",
        "01-" TRACE "-" SPAN "-0",
        /* other separators, and blanks */
        "00_" TRACE "_" SPAN "_01",
        "00-" TRACE "_" SPAN "-01",
        "00-" TRACE "-" SPAN "_01",
        " " GOOD,
        "00 -" TRACE "-" SPAN "-01",
        "00-" TRACE "-" SPAN "-01\n",
        "\"" GOOD "\"",
    };
    char out[TRACE_PARENT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        memset(out, 'x', sizeof out);
        if (trace_parent_parse(wrong[i], out))
            fail_msg("taken: %s", wrong[i]);
        assert_string_equal(out, "");
    }
}

/* Any value that is shorter, or differs in one character, is valid only with another digit in that
 * place. */
static void test_each_character_counts(void **state)
{
    char text[sizeof GOOD], out[TRACE_PARENT_SIZE];

    (void)state;
    for (size_t i = 0; i < strlen(GOOD); i++) {
        memcpy(text, GOOD, i);
        text[i] = '\0';
        assert_false(trace_parent_parse(text, out));
        for (int c = 1; c < 256; c++) {
            memcpy(text, GOOD, sizeof text);
            text[i] = (char)c;
            bool is_digit = GOOD[i] != '-' && strchr("0123456789abcdef", c) != NULL;
            assert_int_equal(trace_parent_parse(text, out),
                             is_digit || c == (unsigned char)GOOD[i]);
        }
    }
}

static void test_the_id(void **state)
{
    char id[TRACE_ID_SIZE];

    (void)state;
    trace_parent_id(GOOD, id);
    assert_string_equal(id, TRACE);
    trace_parent_id("", id);
    assert_string_equal(id, "");
}

static void test_a_child(void **state)
{
    char one[TRACE_PARENT_SIZE], other[TRACE_PARENT_SIZE], read[TRACE_PARENT_SIZE];

    (void)state;
    trace_parent_child(GOOD, one);
    trace_parent_child(GOOD, other);
    assert_true(trace_parent_parse(one, read));
    assert_string_equal(read, one);
    assert_string_not_equal(one, other);
    assert_memory_equal(one, GOOD, strlen("00-" TRACE "-"));
    assert_memory_not_equal(strstr(one, TRACE) + strlen(TRACE "-"), SPAN, strlen(SPAN));
    assert_string_equal(one + strlen(one) - 3, "-01");
    trace_parent_child("", one);
    assert_string_equal(one, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_valid_one),
        cmocka_unit_test(test_malformed_ones),
        cmocka_unit_test(test_each_character_counts),
        cmocka_unit_test(test_the_id),
        cmocka_unit_test(test_a_child),
    };
    return cmocka_run_group_tests_name("trace_context", tests, NULL, NULL);
}
