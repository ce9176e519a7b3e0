/* SPDX-License-Identifier: MIT */
/*
 * Tests checksums against values computed by other programs, in one piece and byte by byte.
 */
#include "fcgi/intake/checksum.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define TEXT "hello world"

static const char *const fields[] = {
    "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
    "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
    ("sha512 MJ7MSJwS1utMxA9QyQLytNDtd+5RGnx6m808qG1M2G+"
     "YndNbxf9JlnDaNCVbRbDP2DDoH2Bdz33FVC6TrpzXbw=="),
    "md5 XrY7u+Ae7tCTyyK7j1rNww==",
    "crc32 DUoRhQ==",
};
#define FIELDS (sizeof fields / sizeof *fields)

/* Whether text, added in pieces of `piece` bytes, matches the field. */
static bool matches(const char *field, const char *text, size_t piece)
{
    struct checksum *c = NULL;

    assert_int_equal(checksum_parse(field, &c), 0);
    for (size_t len = strlen(text); len > 0;) {
        size_t n = len < piece ? len : piece;
        assert_int_equal(checksum_add(c, text, n), 0);
        text += n;
        len -= n;
    }
    bool result = checksum_matches(c);
    checksum_free(&c);
    assert_null(c);
    return result;
}

static void test_every_algorithm(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIELDS; i++) {
        assert_true(matches(fields[i], TEXT, SIZE_MAX));
        assert_true(matches(fields[i], TEXT, 1));
        assert_false(matches(fields[i], "hello worle", 4));
        assert_false(matches(fields[i], "", 1));
    }
}

static void test_what_is_announced_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < FIELDS; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(fields[i], " "), fields[i]);
        assert_non_null(strstr(CHECKSUM_ALGORITHMS, name));
    }
}

static void test_bad_fields(void **state)
{
    static const char *const bad[] = {
        "",
        "sha1",
        "sha1 ",
        " Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
        "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
        "sha1  Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
        "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0",
        "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0= ",
        "sha1 Kq5sNclPz7QV2-lfQIuc6R7oRu0=",
        "sha3 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
        "a-name-of-16-byt Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
        "a-very-long-name-of-an-algorithm Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
    };
    struct checksum *c = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(checksum_parse(bad[i], &c), ERR_BAD_CHECKSUM);
        assert_null(c);
    }
    assert_int_equal(checksum_parse(NULL, &c), 0);
    assert_null(c);
}

/* tus 1.0.0, checksum: 400 is for a field that cannot be parsed; a digest of the wrong length is
 * only a mismatch. */
static void test_a_digest_of_another_length_matches_nothing(void **state)
{
    static const char *const wrong[] = {
        "sha1 XrY7u+Ae7tCTyyK7j1rNww==", /* MD5 of "hello world" */
        "crc32 DUoRhQ0=",                /* its CRC-32, and one byte more */
        "sha1 Kg==",
        "md5 "
        "KioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKi"
        "oqKioq"
        "KioqKioqKioqKioqKioqKioqKioqKioq",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct checksum *c = NULL;
        assert_int_equal(checksum_parse(wrong[i], &c), 0);
        assert_int_equal(checksum_add(c, "hello world", 11), 0);
        assert_false(checksum_matches(c));
        checksum_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_algorithm),
        cmocka_unit_test(test_what_is_announced_is_known),
        cmocka_unit_test(test_bad_fields),
        cmocka_unit_test(test_a_digest_of_another_length_matches_nothing),
    };

    return cmocka_run_group_tests_name("checksum", tests, NULL, NULL);
}
