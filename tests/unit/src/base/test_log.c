/* SPDX-License-Identifier: MIT */
/*
 * Log lines, read back from standard error. For all values the result is one line of valid UTF-8,
 * and the JSON format parses.
 */
#include "base/log.h"

#include "base/json.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define LINE_MAX_BYTES 4096
#define DEPTH 2

/* Characters of all lengths; control characters; invalid bytes. */
#define ODD "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\xa2 \"q\" \\ a=b"
#define BAD "x\n\r\t\x1b[31m\x7f \xc2\x9b \xff\xfe \xc3( \xed\xa0\x80 \xe2\x82"

struct caught {
    int saved, pipe[2];
    char text[2 * LINE_MAX_BYTES];
};

static int begin(void **state)
{
    static struct caught caught;

    caught.saved = dup(STDERR_FILENO);
    *state = &caught;
    return pipe(caught.pipe) == 0 && dup2(caught.pipe[1], STDERR_FILENO) >= 0 ? 0 : -1;
}

static int end(void **state)
{
    struct caught *c = *state;

    log_set_format(LOG_FORMAT_LOGFMT);
    log_set_level(LOG_LEVEL_INFO);
    (void)dup2(c->saved, STDERR_FILENO);
    close(c->saved);
    close(c->pipe[0]);
    close(c->pipe[1]);
    return 0;
}

/* Returns the one line written, without its newline. */
static char *line_of(struct caught *c)
{
    ssize_t n = read(c->pipe[0], c->text, sizeof c->text);

    assert_in_range(n, 2, LINE_MAX_BYTES);
    assert_int_equal(c->text[n - 1], '\n');
    c->text[n - 1] = '\0';
    assert_int_equal(strlen(c->text), n - 1);
    assert_null(strchr(c->text, '\n'));
    assert_true(utf8_valid(c->text, (size_t)n - 1));
    return c->text;
}

static struct json *document_of(struct caught *c)
{
    struct json *j = NULL;
    const char *text = line_of(c);

    assert_int_equal(json_parse(text, strlen(text), DEPTH, &j), 0);
    return j;
}

static void test_logfmt(void **state)
{
    log_info("stored", "id", "0123", "name", "a b", "size", LOG_INT(-7), "none", NULL, "equal",
             "a=b", NULL);
    const char *line = line_of(*state);
    assert_memory_equal(line, "ts=20", 5);
    assert_string_equal(
        strstr(line, " level"),
        " level=info event=stored id=0123 name=\"a b\" size=-7 none=\"\" equal=\"a=b\"");
}

static void test_logfmt_escapes(void **state)
{
    log_warn("w", "odd", ODD, "bad", BAD, NULL);
    assert_string_equal(strstr(line_of(*state), " odd"),
                        " odd=\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\xa2 \\\"q\\\" \\\\ a=b\""
                        " bad=\"x\\x0a\\x0d\\x09\\x1b[31m\\x7f \\x9b \\xff\\xfe \\xc3("
                        " \\xed\\xa0\\x80 \\xe2\\x82\"");
}

static void test_json(void **state)
{
    log_set_format(LOG_FORMAT_JSON);
    log_error("stored", "id", "0123", "odd", ODD, "size", LOG_INT(7), "none", NULL, NULL);
    struct json *j = document_of(*state);
    assert_int_equal(json_count(j), 7);
    assert_memory_equal(json_get_string(j, "ts", ""), "20", 2);
    assert_string_equal(json_get_string(j, "level", ""), "error");
    assert_string_equal(json_get_string(j, "event", ""), "stored");
    assert_string_equal(json_get_string(j, "id", ""), "0123");
    assert_string_equal(json_get_string(j, "odd", ""), ODD);
    assert_string_equal(json_get_string(j, "size", ""), "7");
    assert_string_equal(json_get_string(j, "none", "?"), "");
    json_free(&j);
}

static void test_json_escapes(void **state)
{
#define LOST "\xef\xbf\xbd"
    log_set_format(LOG_FORMAT_JSON);
    log_info("e", "bad", BAD, NULL);
    struct json *j = document_of(*state);
    assert_null(strpbrk(((struct caught *)*state)->text, "\r\t\x1b\x7f"));
    assert_null(strstr(((struct caught *)*state)->text, "\xc2\x9b"));
    assert_string_equal(json_get_string(j, "bad", ""), "x\n\r\t\x1b[31m\x7f \xc2\x9b " LOST LOST
                                                       " " LOST "( " LOST LOST LOST " " LOST LOST);
    json_free(&j);
}

/* A line that is cut at any place is still well-formed. */
static void test_too_long(void **state)
{
    static const char *const units[] = {"a", "\n", "\"", "\xff", "\xf0\x9f\x9a\xa2"};
    char value[LINE_MAX_BYTES + 8];

    log_set_format(LOG_FORMAT_JSON);
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t unit = strlen(units[u]);
        for (size_t count = (LINE_MAX_BYTES - 200) / 6 / unit; count < LINE_MAX_BYTES / unit;
             count++) {
            for (size_t i = 0; i < count; i++)
                memcpy(value + i * unit, units[u], unit);
            value[count * unit] = '\0';
            log_info("long", "value", value, "after", "1", "later", value, "last", "2", NULL);
            struct json *j = document_of(*state);
            assert_string_equal(json_get_string(j, "event", ""), "long");
            json_free(&j);
        }
    }
}

static void test_any_bytes(void **state)
{
    char value[64];

    for (unsigned seed = 1; seed < 3000; seed++) {
        unsigned number = seed;
        for (size_t i = 0; i < sizeof value - 1; i++) {
            number = number * 1103515245U + 12345U;
            value[i] = (char)(1 + (number >> 16) % 255);
        }
        value[sizeof value - 1] = '\0';
        log_set_format(LOG_FORMAT_LOGFMT);
        log_info("any", "value", value, NULL);
        (void)line_of(*state);
        log_set_format(LOG_FORMAT_JSON);
        log_info("any", "value", value, NULL);
        struct json *j = document_of(*state);
        json_free(&j);
    }
}

static void test_level(void **state)
{
    log_set_level(LOG_LEVEL_WARN);
    log_info("unseen", NULL);
    log_warn("seen", NULL);
    assert_non_null(strstr(line_of(*state), "event=seen"));
}

#define UPLOAD "0123456789abcdef0123456789abcdef"
#define TRACE "0af7651916cd43dd8448eb211c80319c"

/* Only lines about the upload that the thread works on have its trace. */
static void test_trace(void **state)
{
    log_set_trace(UPLOAD, TRACE);
    log_info("stored", "id", UPLOAD, "size", "7", NULL);
    assert_string_equal(strstr(line_of(*state), " event"),
                        " event=stored id=" UPLOAD " size=7 trace=" TRACE);
    log_info("refused", "code", "locked", "id", "", NULL);
    assert_non_null(strstr(line_of(*state), " trace=" TRACE));
    log_info("other", "id", "00000000000000000000000000000000", NULL);
    assert_null(strstr(line_of(*state), "trace"));
    log_info("redis_down", "reason", UPLOAD, NULL);
    assert_null(strstr(line_of(*state), "trace"));
    log_set_trace(UPLOAD, "");
    log_info("stored", "id", UPLOAD, NULL);
    assert_null(strstr(line_of(*state), "trace"));
    log_set_trace(UPLOAD, TRACE "0123");
    log_info("stored", "id", UPLOAD, NULL);
    assert_string_equal(strstr(line_of(*state), " trace"), " trace=" TRACE);
    log_set_trace("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_logfmt, begin, end),
        cmocka_unit_test_setup_teardown(test_logfmt_escapes, begin, end),
        cmocka_unit_test_setup_teardown(test_json, begin, end),
        cmocka_unit_test_setup_teardown(test_json_escapes, begin, end),
        cmocka_unit_test_setup_teardown(test_too_long, begin, end),
        cmocka_unit_test_setup_teardown(test_any_bytes, begin, end),
        cmocka_unit_test_setup_teardown(test_level, begin, end),
        cmocka_unit_test_setup_teardown(test_trace, begin, end),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
