/* SPDX-License-Identifier: MIT */
/*
 * Safe file names: a table of names from people and attackers, and random input, whose results must
 * all obey the rules.
 */
#include "base/filename.h"

#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct row {
    const char *given, *safe;
} rows[] = {
    {"photo.jpg", "photo.jpg"},
    {"gr\xc3\xbc\xc3\x9f dich.txt", "gr\xc3\xbc\xc3\x9f dich.txt"},
    {"\xe6\x97\xa5\xe6\x9c\xac.pdf", "\xe6\x97\xa5\xe6\x9c\xac.pdf"},
    {"\xf0\x9f\x98\x80.png", "\xf0\x9f\x98\x80.png"},
    {"archive.tar.gz", "archive.tar.gz"},
    {NULL, "file"},
    {"", "file"},
    {".", "file"},
    {"..", "file"},
    {". . .", "file"},
    {"../../etc/passwd", "_.._etc_passwd"},
    {"/etc/passwd", "_etc_passwd"},
    {"C:\\Users\\x\\a.txt", "C__Users_x_a.txt"},
    {".htaccess", "htaccess"},
    {"...bashrc", "bashrc"},
    {" .profile", "profile"},
    {"name. . ", "name"},
    {"a\nb\r\tc\x7f", "a_b__c_"},
    {"a\xc2\x85z", "a_z"},
    {"a\xe2\x80\xa8z", "a_z"},
    {"invoice\xe2\x80\xaegpj.exe", "invoicegpj.exe"},
    {"\xe2\x81\xa6x\xe2\x81\xa9\xd8\x9c.txt", "x.txt"},
    {"\xe2\x80\x8b.git", "git"},
    {"\xef\xbb\xbfx", "x"},
    {"a.exe\xe2\x80\x8b", "a.exe"},
    {"a.exe\xe2\x80\x8f", "a.exe"},
    {"a.exe\xef\xbb\xbf", "a.exe"},
    {"a.e\xe2\x80\x8dxe\xe2\x80\x8d", "a.exe"},
    /* A Persian word with its non-joiner, and an emoji of a family of three. */
    {"\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85.pdf",
     "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85.pdf"},
    {"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7.png",
     "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7.png"},
    {"\xd9\x85\xe2\x80\x8c\xe2\x80\x8c\xd9\x85\xe2\x80\x8c.pdf",
     "\xd9\x85\xe2\x80\x8c\xd9\x85.pdf"},
    {"what?*<is>|\"it\".txt", "what___is___it_.txt"},
    {"a:stream", "a_stream"},
    {"bad\xff\xc3", "bad__"},
    {"\xed\xa0\x80", "___"},
    {"con", "_con"},
    {"NUL.txt", "_NUL.txt"},
    {"Aux .tar.gz", "_Aux .tar.gz"},
    {"com1", "_com1"},
    {"LPT9.log", "_LPT9.log"},
    {"COM\xc2\xb9", "_COM\xc2\xb9"},
    {".nul", "_nul"},
    {"conout$", "_conout$"},
    {"console", "console"},
    {"com", "com"},
    {"com10", "com10"},
};

static void test_table(void **state)
{
    char out[FILENAME_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        filename_safe(rows[i].given, out);
        assert_string_equal(out, rows[i].safe);
    }
}

/* Makes a name of count times unit, then end. */
static const char *long_name(const char *unit, int count, const char *end)
{
    static char name[8192];
    size_t at = 0;

    for (int i = 0; i < count; i++)
        at += (size_t)snprintf(name + at, sizeof name - at, "%s", unit);
    (void)snprintf(name + at, sizeof name - at, "%s", end);
    return name;
}

static void test_bound(void **state)
{
    char out[FILENAME_SIZE];

    (void)state;
    filename_safe(long_name("a", 255, ""), out);
    assert_int_equal(strlen(out), 255);
    filename_safe(long_name("a", 1000, ".jpeg"), out);
    assert_int_equal(strlen(out), 255);
    assert_string_equal(out + 250, ".jpeg");
    filename_safe(long_name("\xc3\xbc", 200, ""), out);
    assert_int_equal(strlen(out), 254);
    assert_true(utf8_valid(out, strlen(out)));
    filename_safe(long_name("\xf0\x9f\x98\x80", 100, ".png"), out);
    assert_int_equal(strlen(out), 248 + 4);
    assert_string_equal(out + 248, ".png");
    filename_safe(long_name("x.", 500, "y"), out);
    assert_int_equal(strlen(out), 255);
    assert_string_equal(out + 252, "x.y");
    filename_safe(long_name("e", 254, " . tail"), out);
    assert_int_equal(strlen(out), 255);
}

/* The cut would leave ".exe" at the end. */
static void test_a_cut_makes_no_other_ending(void **state)
{
    char out[FILENAME_SIZE];
    struct buffer cut;

    (void)state;
    filename_safe(long_name("a", 251, ".exexxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), out);
    assert_int_equal(strlen(out), 255);
    assert_string_equal(out + 250, "a.ex_");
    filename_safe_within(long_name("a", 44, ".exexxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), 48, out);
    assert_string_equal(out + 43, "a.ex_");
    buffer_init(&cut, 8192);
    filename_add_cut(&cut, long_name("a", 4000, "?.exe"), 1024);
    assert_int_equal(cut.len, 1024);
    assert_string_equal(buffer_text(&cut) + 1019, "a.exe");
    buffer_free(&cut);
}

static void check_rules(const char *out)
{
    size_t len = strlen(out);

    assert_in_range(len, 1, FILENAME_MAX_BYTES);
    assert_true(utf8_valid(out, len));
    assert_null(strpbrk(out, "/\\:*?\"<>|\x7f"));
    assert_int_not_equal(out[0], '.');
    assert_int_not_equal(out[0], ' ');
    assert_null(strchr(". ", out[len - 1]));
    for (size_t i = 0; i < len; i++)
        assert_true((unsigned char)out[i] >= 0x20);
}

static void test_any_bytes(void **state)
{
    static const char pieces[][5] = {
        ".",  " ",   "/",        "\\",   "a",        "\xc3", "\xbc",         "\xe2\x80\xae",
        "\n", "con", "\xf0\x9f", "\xff", "\xc2\x85", "com1", "\xe2\x80\x8c", "\xd9\x85"};
    char name[600], out[FILENAME_SIZE], again[FILENAME_SIZE];
    unsigned seed = 1;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t at = 0;
        seed = seed * 1103515245U + 12345U;
        for (unsigned n = seed >> 16 & 127; n > 0; n--) {
            seed = seed * 1103515245U + 12345U;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            at += (size_t)snprintf(name + at, sizeof name - at, "%s", piece);
        }
        name[at] = '\0';
        filename_safe(name, out);
        check_rules(out);
        filename_safe(out, again);
        assert_string_equal(again, out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_a_cut_makes_no_other_ending),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
