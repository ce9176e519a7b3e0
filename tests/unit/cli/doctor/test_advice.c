/* SPDX-License-Identifier: MIT */
/*
 * The table of remedies is complete: each server has a text for each fault, and every placeholder
 * is known.
 */
#include "cli/doctor/advice.h"
#include "cli/doctor/shell_word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct advice_words words = {
    .uploads = "/u",
    .progress = "/p",
    .live = "/l",
    .to_uploads = "unix:/run/u.sock",
    .to_progress = "127.0.0.1:9000",
    .to_live = "[::1]:9001",
    .sockets = "/run",
    .spool = "/spool",
    .settings = "/etc/loadline.conf",
    .data = "/share",
    .programs = "/libexec",
    .url = "https://example.org",
    .spool_group = "web",
    .user = "www-data",
    .idle_s = 60,
};

/* A text that names a place has lines, and every placeholder is replaced. */
static void check_text(const char *text)
{
    size_t first = strcspn(text, "\n");

    assert_true(*text != '\0');
    assert_null(strchr(text, '@'));
    assert_true((first > 0 && text[first - 1] == ':') == (text[first] == '\n'));
    if (text[first] == '\n')
        assert_true(text[first + 1] != '\0');
}

static void test_every_server_has_a_text_for_every_fault(void **state)
{
    char text[ADVICE_TEXT_SIZE];

    (void)state;
    for (int server = 0; server <= ADVICE_OTHER; server++) {
        for (int what = 0; what < ADVICE_COUNT; what++) {
            assert_non_null(advice_text((enum advice_server)server, (enum advice)what));
            check_text(advice_write((enum advice_server)server, (enum advice)what, &words, text));
        }
    }
}

static void test_addresses_are_written_as_the_server_writes_them(void **state)
{
    char text[ADVICE_TEXT_SIZE];

    (void)state;
    assert_non_null(strstr(advice_write(ADVICE_NGINX, ADVICE_AT_UPLOADS, &words, text),
                           "fastcgi_pass unix:/run/u.sock;"));
    assert_non_null(strstr(advice_write(ADVICE_NGINX, ADVICE_AT_LIVE, &words, text),
                           "proxy_pass http://[::1]:9001;"));
    assert_non_null(strstr(advice_write(ADVICE_LIGHTTPD, ADVICE_AT_UPLOADS, &words, text),
                           "\"socket\" => \"/run/u.sock\""));
    assert_non_null(strstr(advice_write(ADVICE_LIGHTTPD, ADVICE_AT_PROGRESS, &words, text),
                           "\"host\" => \"127.0.0.1\", \"port\" => 9000"));
    assert_non_null(strstr(advice_write(ADVICE_APACHE, ADVICE_AT_UPLOADS, &words, text),
                           "ProxyPass \"unix:/run/u.sock|fcgi://localhost/u\""));
    assert_non_null(strstr(advice_write(ADVICE_APACHE, ADVICE_AT_PROGRESS, &words, text),
                           "ProxyPass \"fcgi://127.0.0.1:9000/p\""));
}

static void test_accounts_of_shared_hosting_have_no_say_in_the_server(void **state)
{
    struct advice_words hosted = words;
    char text[ADVICE_TEXT_SIZE];

    (void)state;
    hosted.hosted = true;
    assert_non_null(
        strstr(advice_write(ADVICE_FCGID, ADVICE_SIZE, &hosted, text), "chunk_size = 128k"));
    assert_null(strstr(advice_write(ADVICE_FCGID, ADVICE_WHOLE, &hosted, text), "a2enmod"));
}

static void test_words_of_the_shell(void **state)
{
    char buf[64];

    (void)state;
    assert_string_equal(shell_word_quote("/srv/a-b_c.d", buf, sizeof buf), "/srv/a-b_c.d");
    assert_string_equal(shell_word_quote("/srv/a b", buf, sizeof buf), "'/srv/a b'");
    assert_string_equal(shell_word_quote("it's $(x)", buf, sizeof buf), "'it'\\''s $(x)'");
    assert_string_equal(shell_word_quote("", buf, sizeof buf), "''");
    assert_true(shell_word_is_plain("https://[::1]:8080", 18));
    assert_false(shell_word_is_plain("https://x;reboot", 16));
    assert_false(shell_word_is_plain("https://x`id`", 13));
    assert_false(shell_word_is_plain("", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_server_has_a_text_for_every_fault),
        cmocka_unit_test(test_addresses_are_written_as_the_server_writes_them),
        cmocka_unit_test(test_accounts_of_shared_hosting_have_no_say_in_the_server),
        cmocka_unit_test(test_words_of_the_shell),
    };

    return cmocka_run_group_tests_name("remedy", tests, NULL, NULL);
}
