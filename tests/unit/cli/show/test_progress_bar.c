/* SPDX-License-Identifier: MIT */
/*
 * The display of an upload in the command-line tool: the bar, the plain line, and the safety of
 * file names.
 */
#include "cli/common/terminal.h"
#include "cli/show/progress_bar.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"

static void assert_text(struct buffer *b, const char *expected)
{
    assert_int_equal(buffer_error(b), 0);
    assert_string_equal(buffer_text(b), expected);
    buffer_free(b);
}

static void assert_shown(const char *text, size_t columns, const char *expected)
{
    struct buffer b;
    buffer_init(&b, 1000);
    assert_true(terminal_add(&b, text, columns) <= columns);
    assert_text(&b, expected);
}

static void test_safe_text(void **state)
{
    (void)state;
    assert_shown("plain", 80, "plain");
    assert_shown("a\033[2Jb\r\n\tc\177", 80, "a?[2Jb???c?");
    assert_shown("x\xff\xc3", 80, "x??");
    assert_shown("\302\233c", 80, "?c");                    /* C1: CSI */
    assert_shown("a\342\200\256b\342\201\246", 80, "a?b?"); /* U+202E, U+2066 */
    assert_shown("gr\303\274n", 80, "gr\303\274n");
}

static void test_columns(void **state)
{
    struct buffer b;
    (void)state;
    assert_shown("abcdef", 3, "abc");
    assert_shown("\346\226\207\345\255\227", 3, "\346\226\207"); /* each takes two columns */
    assert_shown("e\314\201e\314\201", 1, "e\314\201"); /* combining marks take no column */
    buffer_init(&b, 100);
    terminal_add_padded(&b, "\346\226\207\345\255\227", 5);
    assert_text(&b, "\346\226\207\345\255\227 ");
}

static void test_numbers(void **state)
{
    char text[TERMINAL_NUMBER_SIZE];
    (void)state;
    assert_string_equal(terminal_size(0, text), "0 B");
    assert_string_equal(terminal_size(1023, text), "1023 B");
    assert_string_equal(terminal_size(1536, text), "1.5 KiB");
    assert_string_equal(terminal_size(INT64_MAX, text), "8.0 EiB");
    assert_string_equal(terminal_size(-1, text), "?");
    assert_string_equal(terminal_time(0, text), "0:00");
    assert_string_equal(terminal_time(61001, text), "1:02");
    assert_string_equal(terminal_time(3723000, text), "1:02:03");
    assert_string_equal(terminal_time(-1, text), "?");
}

static struct json *parse(const char *text)
{
    struct json *doc = NULL;
    assert_int_equal(json_parse(text, strlen(text), 8, &doc), 0);
    return doc;
}

static void assert_plain(const char *json, const char *expected)
{
    struct json *doc = parse(json);
    struct buffer b;
    buffer_init(&b, 10000);
    progress_bar_add_plain(&b, doc);
    json_free(&doc);
    assert_text(&b, expected);
}

static void test_plain(void **state)
{
    (void)state;
    assert_plain("{\"id\":\"" ID "\",\"state\":\"uploading\",\"percent\":null,\"size\":null,"
                 "\"received\":2048,\"stages\":[]}",
                 ID " uploading 2.0 KiB of ?");
    assert_plain("{\"id\":\"" ID "\",\"state\":\"processing\",\"percent\":90,\"size\":9,"
                 "\"received\":9,\"message\":\"say\\n\\u001b[1m\",\"stages\":["
                 "{\"label\":\"Digest\",\"state\":\"done\",\"progress\":100},"
                 "{\"label\":\"Scan\",\"state\":\"running\",\"progress\":40}]}",
                 ID " processing 90% 9 B; Digest done, Scan running 40%; say??[1m");
    assert_plain("{\"id\":\"" ID "\",\"state\":\"failed\",\"percent\":50,\"size\":9,"
                 "\"received\":9,\"message\":\"m\",\"error\":{\"message\":\"no good\"}}",
                 ID " failed 50% 9 B; no good");
    assert_plain("{}", "? ? 0 B of ?");
}

static void test_bar(void **state)
{
    struct json *doc = parse("{\"name\":\"a.bin\",\"state\":\"uploading\",\"transfer\":\"active\","
                             "\"percent\":50,\"size\":2048,\"received\":1024,\"rate\":1024,"
                             "\"eta_ms\":1000,\"stages\":[]}");
    struct buffer b;
    (void)state;
    buffer_init(&b, 10000);
    progress_bar_add(&b, doc, 98);
    json_free(&doc);
    assert_text(&b, "a.bin                    [#########---------]  50%  "
                    "1.0 KiB of 2.0 KiB  1.0 KiB/s  0:01 left\n  uploading");
}

/* At any width and for any document a line stays within its columns. */
static void test_bar_fits(void **state)
{
    static const char *const documents[] = {
        "{}",
        "{\"percent\":1000,\"size\":1,\"received\":99999999999,\"rate\":123456789,\"eta_ms\":"
        "99999999}",
        "{\"name\":\"\346\226\207\346\226\207\346\226\207\346\226\207\346\226\207\346\226\207\","
        "\"state\":\"uploading\",\"transfer\":\"idle\",\"percent\":-7,\"size\":9,\"received\":1}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct json *doc = parse(documents[i]);
        for (size_t columns = 19; columns < 200; columns++) {
            struct buffer b, again;
            buffer_init(&b, 10000);
            buffer_init(&again, 10000);
            progress_bar_add(&b, doc, columns);
            char *line = buffer_take(&b);
            line[strcspn(line, "\n")] = '\0';
            (void)terminal_add(&again, line, columns);
            assert_string_equal(buffer_text(&again), line);
            buffer_free(&again);
            free(line);
        }
        json_free(&doc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_safe_text), cmocka_unit_test(test_columns),
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_plain),
        cmocka_unit_test(test_bar),       cmocka_unit_test(test_bar_fits),
    };
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return 77;
    return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
