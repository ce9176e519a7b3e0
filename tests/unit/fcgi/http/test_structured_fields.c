/* SPDX-License-Identifier: MIT */
/*
 * Tests structured fields rule by rule (RFC 9651), and with damaged input.
 */
#include "fcgi/http/structured_fields.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ROUNDS 100000
#define FIELD_MAX 128

static void test_integers(void **state)
{
    static const char *const bad[] = {"",    "-",     "1.5",    "1000000000000000",
                                      "+1",  "1 2",   "1,2",    "1, 2",
                                      "?1",  "\"1\"", ":MQ==:", "abc",
                                      "(1)", "1;A",   "1;",     "1;a=",
                                      "@1",  "1\t",   "0x1",    "1;a=(1)"};
    int64_t n = -1;

    (void)state;
    assert_int_equal(structured_fields_integer("42", &n), 0);
    assert_int_equal(n, 42);
    assert_int_equal(structured_fields_integer("  -999999999999999 ", &n), 0);
    assert_int_equal(n, -999999999999999);
    assert_int_equal(structured_fields_integer("0042;a;b=?0; c=\"x\\\"\"", &n), 0);
    assert_int_equal(n, 42);
    assert_int_equal(structured_fields_integer(NULL, &n), ERR_NOT_FOUND);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(structured_fields_integer(bad[i], &n), ERR_SYNTAX);
    assert_int_equal(n, 42);
}

static void test_booleans(void **state)
{
    static const char *const bad[] = {"", "?", "?2", "1", "true", "?1,?1", "?0?", "\"?1\"", "??1"};
    bool b = false;

    (void)state;
    assert_int_equal(structured_fields_boolean("?1", &b), 0);
    assert_true(b);
    assert_int_equal(structured_fields_boolean(" ?0;x=1 ", &b), 0);
    assert_false(b);
    assert_int_equal(structured_fields_boolean(NULL, &b), ERR_NOT_FOUND);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(structured_fields_boolean(bad[i], &b), ERR_SYNTAX);
}

static void test_dictionaries_of_integers(void **state)
{
    static const char *const bad[] = {
        "max-size",    "max-size=?1",        "max-size=1,",           "max-size=1 b=2",
        "Max-size=1",  "max-size= 1",        "max-size=1,,",          "=1",
        "max-size=(1", "max-size=1, b=\x01", "max-size=1, b=%\"%AA\""};
    int64_t n = 0;

    (void)state;
    assert_int_equal(structured_fields_member_integer("max-size=10, max-age=3", "max-age", &n), 0);
    assert_int_equal(n, 3);
    assert_int_equal(
        structured_fields_member_integer("a=1 ,\tb;x, c=(1 \"two\" ?0);y=2, d=@5, e=*t/x, f=1.25,"
                                         "g=%\"f%c3%bc\", max-size=7;q",
                                         "max-size", &n),
        0);
    assert_int_equal(n, 7);
    assert_int_equal(structured_fields_member_integer("a=1, a=2", "a", &n), 0);
    assert_int_equal(n, 2);
    assert_int_equal(structured_fields_member_integer("a=1", "b", &n), ERR_NOT_FOUND);
    assert_int_equal(structured_fields_member_integer("", "b", &n), ERR_NOT_FOUND);
    assert_int_equal(structured_fields_member_integer(NULL, "b", &n), ERR_NOT_FOUND);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(structured_fields_member_integer(bad[i], "max-size", &n), ERR_SYNTAX);
}

static void test_byte_sequences(void **state)
{
    static const char *const bad[] = {
        "sha-256=:YQ=",   "sha-256=YQ==",    "sha-256=:Y!==:",  "sha-256=:Y:",
        "sha-256=:Y=Q=:", "sha-256=:YQ===:", "sha-256=:YQ ==:", "sha-256=\"YQ==\""};
    unsigned char bytes[4];
    size_t len = 9;

    (void)state;
    assert_int_equal(structured_fields_member_bytes("md5=:AAAA:, sha-256=:YWJj:", "sha-256", bytes,
                                                    sizeof bytes, &len),
                     0);
    assert_int_equal(len, 3);
    assert_memory_equal(bytes, "abc", 3);
    assert_int_equal(structured_fields_member_bytes("a=:YWI=:", "a", bytes, sizeof bytes, &len), 0);
    assert_int_equal(len, 2);
    assert_int_equal(structured_fields_member_bytes("a=::", "a", bytes, sizeof bytes, &len), 0);
    assert_int_equal(len, 0);
    assert_int_equal(structured_fields_member_bytes("a=:YWJjZGU=:", "a", bytes, sizeof bytes, &len),
                     ERR_BOUND);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(
            structured_fields_member_bytes(bad[i], "sha-256", bytes, sizeof bytes, &len),
            ERR_SYNTAX);
}

static void test_written_as_read(void **state)
{
    struct buffer b;
    int64_t n = 0;

    (void)state;
    buffer_init(&b, FIELD_MAX);
    structured_fields_add_integer(&b, "max-size", 1234567890);
    structured_fields_add_integer(&b, "max-age", 0);
    assert_string_equal(buffer_text(&b), "max-size=1234567890, max-age=0");
    assert_int_equal(structured_fields_member_integer(buffer_text(&b), "max-size", &n), 0);
    assert_int_equal(n, 1234567890);
    buffer_free(&b);
}

/* Each input is a heap block of exactly its length, so that the sanitizers detect a read past its
 * end. */
static void try_all(const char *text)
{
    char *exact = strdup(text);
    unsigned char bytes[8];
    int64_t n;
    size_t len;
    bool b;

    assert_non_null(exact);
    (void)structured_fields_integer(exact, &n);
    (void)structured_fields_boolean(exact, &b);
    (void)structured_fields_member_integer(exact, "a", &n);
    (void)structured_fields_member_bytes(exact, "b", bytes, sizeof bytes, &len);
    free(exact);
}

static void test_damaged_input(void **state)
{
    static const char whole[] =
        "a=1, b=:YWJj:;p=?1, c=(1 2.5 \"x\\\"y\");q, d=%\"f%c3%bc\", e=@123, f=tok/en, g=-7";
    static const char letters[] = "a1=:;,?%@\"\\()-. *\t\x7f\xc3";
    char text[sizeof whole];

    (void)state;
    for (size_t cut = 0; cut < sizeof whole; cut++) {
        memcpy(text, whole, sizeof whole);
        text[cut] = '\0';
        try_all(text);
    }
    srandom(9651);
    for (int i = 0; i < ROUNDS; i++) {
        memcpy(text, whole, sizeof whole);
        for (long changes = random() % 4; changes >= 0; changes--)
            text[(size_t)random() % (sizeof whole - 1)] =
                letters[(size_t)random() % (sizeof letters - 1)];
        text[(size_t)random() % sizeof whole] = '\0';
        try_all(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_booleans),
        cmocka_unit_test(test_dictionaries_of_integers),
        cmocka_unit_test(test_byte_sequences),
        cmocka_unit_test(test_written_as_read),
        cmocka_unit_test(test_damaged_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
