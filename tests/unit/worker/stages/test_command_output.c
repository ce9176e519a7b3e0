/* SPDX-License-Identifier: MIT */
/*
 * The line protocol of command stages: valid and invalid lines, every split point, and random
 * bytes.
 */
#include "worker/stages/command_output.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void note(void *arg, const char *text)
{
    buffer_addf(arg, "[%s]", text);
}

/* Returns the lines of bytes pushed in pieces of the given length, as "[a][b]". */
static char *cut(const char *bytes, size_t len, size_t piece)
{
    struct command_output *l = malloc(sizeof *l);
    struct buffer out;

    assert_non_null(l);
    command_output_init(l);
    buffer_init(&out, 1 << 20);
    for (size_t at = 0; at < len; at += piece)
        command_output_push(l, bytes + at, len - at < piece ? len - at : piece, note, &out);
    command_output_end(l, note, &out);
    free(l);
    buffer_add_string(&out, "");
    char *text = strdup(buffer_text(&out));
    buffer_free(&out);
    assert_non_null(text);
    return text;
}

static void check_cut(const char *bytes, size_t len, const char *lines)
{
    for (size_t piece = 1; piece <= len; piece++) {
        char *text = cut(bytes, len, piece);
        assert_string_equal(text, lines);
        free(text);
    }
}

static void test_every_split_point(void **state)
{
    static const char bytes[] = "progress 1 a\r\n\nresult k=v\n a\rb \nlast";
    (void)state;
    check_cut(bytes, sizeof bytes - 1, "[progress 1 a][][result k=v][ a\rb ][last]");
}

static void test_nul_is_no_end(void **state)
{
    (void)state;
    check_cut("a\0b\n", 4, "[a?b]");
}

static void test_nothing_is_no_line(void **state)
{
    char *text = cut("", 0, 1);
    (void)state;
    assert_string_equal(text, "");
    free(text);
}

static void test_long_line_is_cut(void **state)
{
    static char bytes[COMMAND_OUTPUT_MAX + 500];
    char *text;
    (void)state;

    memset(bytes, 'x', sizeof bytes);
    bytes[COMMAND_OUTPUT_MAX + 100] = '\n';
    text = cut(bytes, sizeof bytes, 7);
    assert_int_equal(strlen(text),
                     COMMAND_OUTPUT_MAX + 2 + sizeof bytes - (COMMAND_OUTPUT_MAX + 101) + 2);
    free(text);
}

static void check_progress(const char *text, int progress, const char *message)
{
    struct line line;
    line_parse(text, &line);
    assert_int_equal(line.kind, LINE_PROGRESS);
    assert_int_equal(line.progress, progress);
    assert_string_equal(line.text, message);
}

static void check_result(const char *text, const char *key, const char *value)
{
    struct line line;
    line_parse(text, &line);
    assert_int_equal(line.kind, LINE_RESULT);
    assert_string_equal(line.key, key);
    assert_string_equal(line.text, value);
}

static void check_other(const char *text)
{
    struct line line;
    line_parse(text, &line);
    assert_int_equal(line.kind, LINE_OTHER);
}

static void test_progress(void **state)
{
    (void)state;
    check_progress("progress 42 twelve of thirty", 42, "twelve of thirty");
    check_progress("progress 0", 0, "");
    check_progress("progress 100 ", 100, "");
    check_progress("progress\t007  x ", 7, "x ");
}

static void test_result(void **state)
{
    (void)state;
    check_result("result key=value", "key", "value");
    check_result("result a.b-C_9==", "a.b-C_9", "=");
    check_result("result k=", "k", "");
    check_result("result  k= v ", "k", " v ");
}

static void test_other(void **state)
{
    static const char *const others[] = {
        "",
        "progress",
        "progress ",
        "progress x",
        "progress 101",
        "progress -1",
        "progress 4.2",
        "progress 4x",
        "progress 0042 x",
        " progress 4",
        "progressed 4",
        "Progress 4",
        "result",
        "result ",
        "result k",
        "result =v",
        "result k k=v",
        "result ä=v",
        "results k=v",
        "anything else",
    };
    char key[COMMAND_OUTPUT_KEY_MAX + 32];
    struct line line;
    (void)state;

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        check_other(others[i]);
    (void)snprintf(key, sizeof key, "result %0*d=v", COMMAND_OUTPUT_KEY_MAX + 1, 0);
    check_other(key);
    (void)snprintf(key, sizeof key, "result %0*d=v", COMMAND_OUTPUT_KEY_MAX, 0);
    line_parse(key, &line);
    assert_int_equal(line.kind, LINE_RESULT);
    assert_int_equal(strlen(line.key), COMMAND_OUTPUT_KEY_MAX);
}

/* For any bytes, splitting and parsing stay within their bounds and do not depend on the pieces. */
static void parse(void *arg, const char *text)
{
    struct line line;
    line_parse(text, &line);
    assert_true(strlen(text) <= COMMAND_OUTPUT_MAX);
    assert_true(line.progress >= 0 && line.progress <= 100);
    assert_in_range((uintptr_t)line.text, (uintptr_t)text, (uintptr_t)text + strlen(text));
    note(arg, text);
}

static void test_random_bytes(void **state)
{
    static const char *const words[] = {"progress ", "result ", "=", "42",   "\n",
                                        "\r\n",      "k",       " ", "\xff", "\t"};
    unsigned seed = 7;
    (void)state;

    for (int round = 0; round < 2000; round++) {
        struct command_output l;
        struct buffer bytes, out;
        buffer_init(&bytes, 4096);
        buffer_init(&out, 1 << 16);
        for (int i = 0; i < 40; i++)
            buffer_add_string(&bytes, words[(size_t)rand_r(&seed) % 10]);
        command_output_init(&l);
        command_output_push(&l, bytes.data, bytes.len, parse, &out);
        command_output_end(&l, parse, &out);
        char *text = cut(bytes.data, bytes.len, 1 + (size_t)rand_r(&seed) % 9);
        assert_string_equal(text, buffer_text(&out));
        free(text);
        buffer_free(&bytes);
        buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_split_point),
        cmocka_unit_test(test_nul_is_no_end),
        cmocka_unit_test(test_nothing_is_no_line),
        cmocka_unit_test(test_long_line_is_cut),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_result),
        cmocka_unit_test(test_other),
        cmocka_unit_test(test_random_bytes),
    };
    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
