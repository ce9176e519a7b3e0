/* SPDX-License-Identifier: MIT */
/*
 * Claims and headers as issuers write them; and malformed claims never widen a token.
 */
#include "access/token.h"
#include "tests/unit/support/token_forge.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS INT64_C(1700000000000)
#define ID "0123456789abcdef0123456789abcdef"
#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define GOOD "\"sub\":\"a\",\"scope\":\"upload\",\"exp\":1700003600"

static int verify_for(const char *audience, const char *header, const char *claims,
                      struct principal *p)
{
    char *files[] = {(char *)forge_path("secret"), NULL};
    const struct token_settings s = {
        .algorithm = "HS256", .key_files = files, .audience = audience};
    struct token_keys *k = NULL;
    const char *wrong;

    assert_int_equal(token_keys_load(&s, &k, &wrong), 0);
    int rc = token_verify(k, forge_token(header, claims, "secret"), NOW_MS, p);
    token_keys_free(&k);
    return rc;
}

static int verify(const char *claims, struct principal *p)
{
    return verify_for("", HEADER, claims, p);
}

/* Verifies valid claims with more claims after them. */
static int verify_with(const char *more, struct principal *p)
{
    char claims[1280];

    (void)snprintf(claims, sizeof claims, "{" GOOD ",%s}", more);
    return verify(claims, p);
}

static int verify_expiry(const char *exp, struct principal *p)
{
    char claims[1024];

    (void)snprintf(claims, sizeof claims, "{\"sub\":\"a\",\"exp\":%s}", exp);
    return verify(claims, p);
}

static void test_tokens_of_real_issuers(void **state)
{
    static const char *const issuers[][2] = {
        /* Keycloak */
        {"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"x\"}",
         "{" GOOD ",\"iat\":1699999990,\"jti\":\"b7\",\"iss\":\"https://id.example/realms/r\","
         "\"aud\":\"account\",\"typ\":\"Bearer\",\"azp\":\"web\",\"acr\":\"1\","
         "\"allowed-origins\":[\"https://app.example\"],\"realm_access\":{\"roles\":[\"user\"]},"
         "\"resource_access\":{\"account\":{\"roles\":[\"manage-account\"]}}}"},
        /* RFC 9068 */
        {"{\"typ\":\"at+jwt\",\"alg\":\"HS256\",\"kid\":\"y\"}",
         "{" GOOD ",\"client_id\":\"s6BhdRkqt3\",\"aud\":[\"https://rs.example\"],"
         "\"auth_time\":1618354090.25}"},
        {"{\"typ\":\"application/at+jwt\",\"alg\":\"HS256\"}", "{" GOOD "}"},
        {"{\"alg\":\"HS256\"}", "{" GOOD ",\"aud\":[],\"email_verified\":true,\"name\":null}"},
    };
    struct principal p;
    (void)state;
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++) {
        assert_int_equal(verify_for("", issuers[i][0], issuers[i][1], &p), 0);
        assert_string_equal(p.owner, "a");
    }
}

static void test_tokens_made_for_something_else(void **state)
{
    static const char *const headers[] = {
        "{\"alg\":\"HS256\",\"typ\":\"logout+jwt\"}", "{\"alg\":\"HS256\",\"typ\":null}",
        "{\"alg\":\"HS256\",\"typ\":[\"JWT\"]}", "{\"alg\":\"HS256\",\"typ\":\"\"}"};
    struct principal p;
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        assert_int_equal(verify_for("", headers[i], "{" GOOD "}", &p), ERR_TOKEN);
}

static void test_critical_extensions_of_any_kind(void **state)
{
    static const char *const crits[] = {"[]", "null", "[\"b64\"]",        "{}",
                                        "1",  "\"\"", "[[[[[[[[1]]]]]]]]"};
    char header[256];
    struct principal p;
    (void)state;
    for (size_t i = 0; i < sizeof crits / sizeof *crits; i++) {
        (void)snprintf(header, sizeof header, "{\"alg\":\"HS256\",\"crit\":%s}", crits[i]);
        assert_int_equal(verify_for("", header, "{" GOOD "}", &p), ERR_TOKEN);
        (void)snprintf(header, sizeof header, "{\"alg\":\"HS256\",\"\\u0063rit\":%s}", crits[i]);
        assert_int_equal(verify_for("", header, "{" GOOD "}", &p), ERR_TOKEN);
    }
}

static void test_depth(void **state)
{
    char more[1024];
    struct principal p;
    (void)state;
    for (int levels = 1; levels <= TOKEN_DEPTH_MAX + 1; levels++) {
        (void)snprintf(more, sizeof more, "\"x\":%.*s1%.*s", levels,
                       "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", levels,
                       "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
        assert_int_equal(verify_with(more, &p), levels <= TOKEN_DEPTH_MAX ? 0 : ERR_TOKEN);
    }
}

static void test_any_number_is_a_date(void **state)
{
    static const struct {
        const char *exp;
        int64_t ends_ms;
    } dates[] = {
        {"1700003600.5", INT64_C(1700003600500)},
        {"1700000000.25", INT64_C(1700000000250)},
        {"1.7000036e9", INT64_C(1700003600000)},
        {"17000036E+2", INT64_C(1700003600000)},
        {"9007199254740993", INT64_C(253402300799000)},
        {"9223372036854775807", INT64_C(253402300799000)},
        {"9223372036854775808", INT64_C(253402300799000)},
        {"18446744073709551616", INT64_C(253402300799000)},
        {"100000000000000000000000000000000000000000", INT64_C(253402300799000)},
        {"1e400", INT64_C(253402300799000)},
    };
    struct principal p;
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        assert_int_equal(verify_expiry(dates[i].exp, &p), 0);
        assert_true(p.expires_at == dates[i].ends_ms);
    }
    assert_int_equal(verify_expiry("1699999999.9999", &p), ERR_EXPIRED);
    assert_int_equal(verify_expiry("-1", &p), ERR_EXPIRED);
    assert_int_equal(verify_expiry("-99999999999999999999999999", &p), ERR_EXPIRED);
    assert_int_equal(verify_expiry("0", &p), ERR_EXPIRED);
    assert_int_equal(verify_expiry("1e-400", &p), ERR_EXPIRED);
    assert_int_equal(verify_with("\"nbf\":1700000000.5", &p), ERR_EARLY);
    assert_int_equal(verify_with("\"nbf\":1.6e9", &p), 0);
    assert_int_equal(verify_with("\"nbf\":-1.5", &p), 0);
    assert_int_equal(verify_with("\"nbf\":1e400", &p), ERR_EARLY);
    assert_int_equal(verify_with("\"x\":[99999999999999999999999,-1e999,1.5]", &p), 0);
}

static void test_numbers_that_are_none(void **state)
{
    static const char *const bad[] = {"1700003600.",
                                      ".5e10",
                                      "+1700003600",
                                      "01700003600",
                                      "NaN",
                                      "Infinity",
                                      "1e",
                                      "00000000000000000001700003600",
                                      "1700003600abc",
                                      "--1",
                                      "-Infinity",
                                      "1.e5",
                                      "-",
                                      "1e+",
                                      "0x6553f100"};
    struct principal p;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(verify_expiry(bad[i], &p), ERR_TOKEN);
}

static void test_sizes(void **state)
{
    struct principal p;
    (void)state;
    assert_int_equal(verify_with("\"max_size\":1.048576e6", &p), 0);
    assert_int_equal(p.max_size, 1048576);
    assert_int_equal(verify_with("\"max_size\":1000.9", &p), 0);
    assert_int_equal(p.max_size, 1000);
    assert_int_equal(verify_with("\"max_size\":1e300", &p), 0);
    assert_true(p.max_size == INT64_MAX);
    assert_int_equal(verify_with("\"max_size\":9223372036854775808", &p), 0);
    assert_true(p.max_size == INT64_MAX);
    assert_int_equal(verify_with("\"max_size\":0.9", &p), ERR_TOKEN);
    assert_int_equal(verify_with("\"max_size\":-1e300", &p), ERR_TOKEN);
}

/* If one of them counted as absent, the token would allow more than its issuer meant. */
static void test_wrong_types_are_not_absent(void **state)
{
    static const char *const values[] = {"null", "true",      "{}",           "[null]",
                                         "[7]",  "[[\"a\"]]", "\"a\\u0000b\""};
    static const char *const names[] = {"upload_id", "max_size", "nbf", "aud", "scope"};
    char claims[512];
    struct principal p;
    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            (void)snprintf(claims, sizeof claims, "{\"sub\":\"a\",\"exp\":1700003600,\"%s\":%s}",
                           names[n], values[i]);
            assert_int_equal(verify(claims, &p), ERR_TOKEN);
            assert_string_equal(p.owner, "");
        }
    assert_int_equal(verify_with("\"upload_id\":\"\"", &p), ERR_TOKEN);
    assert_int_equal(verify_with("\"upload_id\":[\"" ID "\"]", &p), ERR_TOKEN);
    assert_int_equal(verify_with("\"max_size\":\"5\"", &p), ERR_TOKEN);
    assert_int_equal(verify_with("\"aud\":5", &p), ERR_TOKEN);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        (void)snprintf(claims, sizeof claims, "{\"sub\":%s,\"exp\":1700003600}", values[i]);
        assert_int_equal(verify(claims, &p), ERR_TOKEN);
        assert_int_equal(verify_expiry(values[i], &p), ERR_TOKEN);
    }
}

static void test_audiences_of_a_wrong_type(void **state)
{
    struct principal p;
    (void)state;
    assert_int_equal(verify_for("files", HEADER, "{" GOOD ",\"aud\":[\"files\"]}", &p), 0);
    assert_int_equal(verify_for("files", HEADER, "{" GOOD ",\"aud\":[\"files\",null]}", &p),
                     ERR_TOKEN);
    assert_int_equal(verify_for("files", HEADER, "{" GOOD ",\"aud\":[]}", &p), ERR_TOKEN);
    assert_int_equal(verify_for("files", HEADER, "{" GOOD ",\"aud\":null}", &p), ERR_TOKEN);
}

static void test_claims_that_are_there_twice(void **state)
{
    struct principal p;
    (void)state;
    assert_int_equal(verify_with("\"max_size\":5,\"max_size\":50", &p), ERR_TOKEN);
    assert_int_equal(verify_with("\"s\\u0075b\":\"root\"", &p), ERR_TOKEN);
    assert_int_equal(verify_for("", "{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "{" GOOD "}", &p),
                     ERR_TOKEN);
    assert_int_equal(verify_with("\"x\":{\"y\":1,\"y\":2},\"z\":\":\"", &p), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens_of_real_issuers),
        cmocka_unit_test(test_tokens_made_for_something_else),
        cmocka_unit_test(test_critical_extensions_of_any_kind),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_any_number_is_a_date),
        cmocka_unit_test(test_numbers_that_are_none),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_wrong_types_are_not_absent),
        cmocka_unit_test(test_audiences_of_a_wrong_type),
        cmocka_unit_test(test_claims_that_are_there_twice),
    };
    return cmocka_run_group_tests_name("token_claims", tests, forge_keys, forge_end);
}
