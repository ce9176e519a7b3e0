/* SPDX-License-Identifier: MIT */
/*
 * Tests where a form may redirect its sender, and the spellings of foreign targets.
 */
#include "fcgi/http/redirect.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define OWN "https://files.example.org"

static char *origins[] = {(char[]){"https://app.example.org"}, (char[]){"*"}, NULL};
static const struct config config = {.cors_origins = origins};

static void test_allowed(void **state)
{
    static const char *const rows[][2] = {
        {"/", "/"},
        {"/thanks?x=1&y=%20#z", "/thanks?x=1&y=%20#z"},
        {"/gr\xc3\xbc\xc3\x9f", "/gr%C3%BC%C3%9F"},
        {"https://app.example.org", "https://app.example.org"},
        {"https://app.example.org/x", "https://app.example.org/x"},
        {"https://app.example.org?x", "https://app.example.org?x"},
        {"https://files.example.org/done", "https://files.example.org/done"},
    };
    struct buffer out;

    (void)state;
    buffer_init(&out, 256);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buffer_reset(&out);
        assert_int_equal(redirect_add(&config, OWN, rows[i][0], &out), 0);
        assert_string_equal(buffer_text(&out), rows[i][1]);
    }
    buffer_free(&out);
}

static void test_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "thanks",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " /x",
        "/x y",
        "/x\r\nSet-Cookie: a=b",
        "https:evil",
        "https:/evil",
        "https://",
        "https://evil.example/",
        "http://app.example.org/",
        "https://app.example.org:8443/",
        "https://app.example.org@evil.example/",
        "https://app.example.org.evil.example/",
        "https://app.example.org\\@evil.example",
        "HTTPS://app.example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "*",
        "https://*",
        "?x",
        "#x",
        "///evil.example",
    };
    struct buffer out;

    (void)state;
    buffer_init(&out, 256);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(redirect_add(&config, OWN, rows[i], &out), ERR_FORBIDDEN);
        assert_int_equal(redirect_add(&config, "", rows[i], &out), ERR_FORBIDDEN);
    }
    assert_int_equal(out.len, 0);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allowed),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
