/* SPDX-License-Identifier: MIT */
/*
 * The scan of tokens before every parser: the tokens that it accepts, with every split into pieces.
 */
#include "access/token_scan.h"

#include "base/base64.h"
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_MAX 8192

/* Makes "HEADER.CLAIMS.c2ln", valid until the next call. */
static const char *token(const char *header, const char *claims)
{
    static char out[3 * TEXT_MAX];
    char first[BASE64_SIZE(TEXT_MAX)], second[BASE64_SIZE(TEXT_MAX)];

    base64url_encode(header, strlen(header), first);
    base64url_encode(claims, strlen(claims), second);
    (void)snprintf(out, sizeof out, "%s.%s.c2ln", first, second);
    return out;
}

/* Nests the text in this many levels. */
static const char *nested(const char *open, const char *inner, const char *close, int levels)
{
    static char out[TEXT_MAX];

    out[0] = '\0';
    size_t at = 0;
    for (int i = 0; i < levels; i++)
        at += (size_t)snprintf(out + at, sizeof out - at, "%s", open);
    at += (size_t)snprintf(out + at, sizeof out - at, "%s", inner);
    for (int i = 0; i < levels; i++)
        at += (size_t)snprintf(out + at, sizeof out - at, "%s", close);
    assert_true(at < sizeof out);
    return out;
}

static int scan(const char *text, struct token_scan *out)
{
    token_scan_begin(out);
    (void)token_scan_push(out, text, strlen(text));
    return token_scan_end(out);
}

/* Checks that the result is the same for the whole token, for two pieces cut at any place, and byte
 * by byte. */
static int scan_at_every_split(const char *text)
{
    struct token_scan whole, split;
    size_t len = strlen(text);

    int rc = scan(text, &whole);
    for (size_t cut = 0; cut <= len; cut++) {
        token_scan_begin(&split);
        (void)token_scan_push(&split, text, cut);
        (void)token_scan_push(&split, text + cut, len - cut);
        assert_int_equal(token_scan_end(&split), rc);
        if (rc == 0)
            assert_memory_equal(split.members, whole.members, sizeof whole.members);
    }
    token_scan_begin(&split);
    for (size_t i = 0; i < len; i++)
        (void)token_scan_push(&split, text + i, 1);
    assert_int_equal(token_scan_end(&split), rc);
    return rc;
}

#define HEADER "{\"alg\":\"HS256\"}"

static void test_good_ones_at_every_split(void **state)
{
    static const char *const claims[] = {"{}", "{\"a\":1}", "{\"a\":12}",
                                         "{\"a\":\"x:y\",\"b\":{\"c\":[1,2]}}",
                                         "{\"a\\\"{[\":\"[[[[\\\\\",\"b\":\"\\\\\\\"[\"}"};
    static const size_t members[] = {0, 1, 1, 2, 2};
    struct token_scan s;
    (void)state;
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        assert_int_equal(scan_at_every_split(token(HEADER, claims[i])), 0);
        assert_int_equal(scan(token(HEADER, claims[i]), &s), 0);
        assert_int_equal(s.members[TOKEN_HEADER], 1);
        assert_int_equal(s.members[TOKEN_CLAIMS], members[i]);
    }
}

static void test_depth_of_header_and_claims_at_every_split(void **state)
{
    static const char *const kinds[][2] = {{"[", "]"}, {"{\"a\":", "}"}, {"{\"crit\":[", "]}"}};
    char deep[TEXT_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int step = i == 2 ? 2 : 1, most = TOKEN_DEPTH_MAX / step;
        (void)snprintf(deep, sizeof deep, "{\"a\":%s}",
                       nested(kinds[i][0], "1", kinds[i][1], most));
        assert_int_equal(scan_at_every_split(token(HEADER, deep)), 0);
        assert_int_equal(scan_at_every_split(token(deep, "{}")), 0);
        (void)snprintf(deep, sizeof deep, "{\"a\":%s}",
                       nested(kinds[i][0], "1", kinds[i][1], most + 1));
        assert_int_equal(scan_at_every_split(token(HEADER, deep)), ERR_TOKEN);
        assert_int_equal(scan_at_every_split(token(deep, "{}")), ERR_TOKEN);
    }
    (void)snprintf(deep, sizeof deep, "{\"crit\":%s}", nested("[", "", "]", 900));
    assert_int_equal(scan_at_every_split(token(deep, "{}")), ERR_TOKEN);
}

/* Many brackets side by side are not deep, and brackets in strings do not count. */
static void test_width_is_not_depth(void **state)
{
    (void)state;
    assert_int_equal(scan_at_every_split(token(HEADER, nested("[],", "1", "", 500))), 0);
    assert_int_equal(scan_at_every_split(token(HEADER, nested("\"[{\",", "1", "", 200))), 0);
}

static void test_shapes_at_every_split(void **state)
{
    static const char *const bad[] = {"", ".", "..", "e30", "e30.e30", "e30.e30.", ".e30.ab",
                                      "e30..ab", "e30.e30.ab.", "e30.e30.a", "e30.e30.a.ab",
                                      "e30.e30.ab=", "e30.e31", "e3 .e30.ab", "e30.e30.a+",
                                      "e30.e30.a/", "e30.e30.\xff\xff", "e30.e30.ab.cd",
                                      /* a second spelling: unused bits that are not zero */
                                      "e31.e30.c2ln", "e30.e30.c2lnYR", "e30.e30.c2lnYWJ"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(scan_at_every_split(bad[i]), ERR_TOKEN);
    assert_int_equal(scan_at_every_split("e30.e30.c2lnYQ"), 0);
}

static void test_length(void **state)
{
    char text[TOKEN_MAX + 2];
    struct token_scan s;
    (void)state;
    memset(text, 'A', sizeof text);
    memcpy(text, "e30.e30.", 8);
    text[TOKEN_MAX] = '\0';
    assert_int_equal(scan(text, &s), 0);
    text[TOKEN_MAX] = 'A';
    text[TOKEN_MAX + 1] = '\0';
    assert_int_equal(scan(text, &s), ERR_TOKEN);
}

/* A failed scan stays failed. */
static void test_failure_sticks(void **state)
{
    struct token_scan s;
    (void)state;
    token_scan_begin(&s);
    assert_int_equal(token_scan_push(&s, "e30.=", 5), ERR_TOKEN);
    assert_int_equal(token_scan_push(&s, "e30.ab", 6), ERR_TOKEN);
    assert_int_equal(token_scan_end(&s), ERR_TOKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_ones_at_every_split),
        cmocka_unit_test(test_depth_of_header_and_claims_at_every_split),
        cmocka_unit_test(test_width_is_not_depth),
        cmocka_unit_test(test_shapes_at_every_split),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_failure_sticks),
    };
    return cmocka_run_group_tests_name("token_scan", tests, NULL, NULL);
}
