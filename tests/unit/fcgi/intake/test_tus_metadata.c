/* SPDX-License-Identifier: MIT */
/*
 * Tests Upload-Metadata rule by rule (tus 1.0.0, creation).
 */
#include "fcgi/intake/tus_metadata.h"

#include "base/base64.h"
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int parse(const char *field)
{
    struct tus_metadata m;
    int rc = tus_metadata_parse(field, &m);

    tus_metadata_free(&m);
    return rc;
}

static void test_names_and_types(void **state)
{
    struct tus_metadata m;

    (void)state;
    assert_int_equal(tus_metadata_parse("filename d29ybGQucGRm,filetype dGV4dC9wbGFpbg==,x", &m),
                     0);
    assert_string_equal(m.name, "world.pdf");
    assert_string_equal(m.type, "text/plain");
    tus_metadata_free(&m);
    assert_int_equal(tus_metadata_parse("is_confidential, name YQ==", &m), 0);
    assert_string_equal(m.name, "a");
    assert_null(m.type);
    tus_metadata_free(&m);
}

static void test_bytes_that_are_no_text_are_replaced(void **state)
{
    struct tus_metadata m;

    (void)state;
    assert_int_equal(tus_metadata_parse("name Yf8ucGRm", &m), 0); /* "a", 0xff, ".pdf" */
    assert_string_equal(m.name, "a\xef\xbf\xbd.pdf");
    tus_metadata_free(&m);
    assert_int_equal(tus_metadata_parse("name YS5wZGYALmV4ZQ==", &m), 0); /* a NUL before ".exe" */
    assert_string_equal(m.name, "a.pdf\xef\xbf\xbd.exe");
    tus_metadata_free(&m);
}

static void test_two_spellings_are_one_name(void **state)
{
    static const char *const fields[] = {"filename YS5leGU=,name Yi50eHQ=,type eC95,filetype YS9i",
                                         "filetype YS9i,name Yi50eHQ=,filename YS5leGU=,type eC95"};
    struct tus_metadata m;

    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        assert_int_equal(tus_metadata_parse(fields[i], &m), 0);
        assert_string_equal(m.name, "a.exe");
        assert_string_equal(m.other_name, "b.txt");
        assert_string_equal(m.type, "a/b");
        tus_metadata_free(&m);
    }
    assert_int_equal(tus_metadata_parse("name YQ==,filename YQ==", &m), 0);
    assert_string_equal(m.name, "a");
    assert_null(m.other_name);
    tus_metadata_free(&m);
}

static void test_what_is_refused(void **state)
{
    static const char *const bad[] = {"a YQ",    "a Y===",        "a Y=Q=", "a YQ==,a YQ==", ",",
                                      "a YQ==,", "\xc3\xa4 YQ==", "a Y Q",  "a !!!!",        ""};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(parse(bad[i]), ERR_BAD_METADATA);
    assert_int_equal(parse("a ,b"), 0);
}

/* With two values for "name" the file's name would be ambiguous. */
static void test_a_repeated_key_is_refused(void **state)
{
    static const char *const bad[] = {
        "name YQ==,name Yg==", "name YQ==,name YQ==", "name YQ==,x Yg==, name ", "name,name"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(parse(bad[i]), ERR_BAD_METADATA);
    assert_int_equal(parse("name YQ==,Name Yg==,names YQ=="), 0);
}

#define ID "0123456789abcdef0123456789abcdef"

static const struct secret secret = {.bytes = "0123456789abcdef", .len = 16};

static void check_mask(const char *field, const char *expected)
{
    char *masked = NULL;

    assert_int_equal(parse(field), 0);
    assert_int_equal(tus_metadata_mask(&secret, field, &masked), 0);
    assert_string_equal(masked, expected);
    free(masked);
}

static void test_what_has_no_key_stays_byte_by_byte(void **state)
{
    static const char *const fields[] = {"filename d29ybGQucGRm,filetype dGV4dC9wbGFpbg==,x",
                                         "is_confidential, name YQ==,  b   ,c YR== ,d ",
                                         "binary AP8ALgEuAA==", "a ,b",
                                         /* ID.ID: not an upload key */
                                         ("x "
                                          "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYuMDEyMzQ1Njc4"
                                          "OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")};

    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        check_mask(fields[i], fields[i]);
}

/* Keys are masked between bytes that are no text, and in the name of a pair. */
static void test_keys_within_values_are_masked(void **state)
{
    static const char before[] = "\xff\0https://site/uploads/" ID ".", after[] = "\0\xff/x";
    char key[KEY_SIZE], plain[256], value[512], field[1024], expected[1024];
    size_t len = sizeof before - 1;

    (void)state;
    assert_int_equal(key_make(&secret, ID, key), 0);
    memcpy(plain, before, len);
    memcpy(plain + len, key, KEY_LEN);
    memcpy(plain + len + KEY_LEN, after, sizeof after - 1);
    base64_encode(plain, len + KEY_LEN + sizeof after - 1, value);
    (void)snprintf(field, sizeof field, "a YQ==, b %s ,%s.%s,c", value, ID, key);
    memcpy(plain + len, "***", 3);
    memcpy(plain + len + 3, after, sizeof after - 1);
    base64_encode(plain, len + 3 + sizeof after - 1, value);
    (void)snprintf(expected, sizeof expected, "a YQ==, b %s ,%s.***,c", value, ID);
    check_mask(field, expected);
}

static void test_a_field_has_at_most_64_pairs(void **state)
{
    char field[65 * 4 + 1] = "k0";

    (void)state;
    for (int n = 1; n < 65; n++) {
        char pair[8];
        (void)snprintf(pair, sizeof pair, ",k%d", n);
        (void)strncat(field, pair, sizeof field - strlen(field) - 1);
        assert_int_equal(parse(field), n < 64 ? 0 : ERR_BAD_METADATA);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_and_types),
        cmocka_unit_test(test_bytes_that_are_no_text_are_replaced),
        cmocka_unit_test(test_two_spellings_are_one_name),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_a_repeated_key_is_refused),
        cmocka_unit_test(test_a_field_has_at_most_64_pairs),
        cmocka_unit_test(test_what_has_no_key_stays_byte_by_byte),
        cmocka_unit_test(test_keys_within_values_are_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
