/* SPDX-License-Identifier: MIT */
/*
 * Which of a request's credentials counts, what a field of each kind may hold, and that settings
 * with a wrong key open nothing.
 */
#include "access/authenticator.h"

#include "base/error.h"
#include "tests/unit/support/token_forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define NOW_MS INT64_C(1700000000000)
#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

static struct authenticator authority;
static char anna[512], bob[512], cid[512];

static void token_of(const char *owner, char out[512])
{
    char claims[128];

    (void)snprintf(claims, sizeof claims, "{\"sub\":\"%s\",\"scope\":\"watch\",\"exp\":1700003600}",
                   owner);
    (void)snprintf(out, 512, "%s", forge_token(HEADER, claims, "secret"));
}

/* Borrowed for as long as an authenticator is open. */
static char algorithm[] = "HS256", audience[] = "", cookie_name[] = "pass";

static int open_with(const char *auth, const char *file, struct authenticator *out)
{
    char *files[] = {(char *)forge_path(file), NULL};
    const struct config c = {.auth = (char *)auth,
                             .token_algorithm = algorithm,
                             .token_keys = files,
                             .token_audience = audience,
                             .token_cookie = cookie_name};

    return authenticator_open(&c, out);
}

static int set_up(void **state)
{
    if (forge_keys(state) != 0)
        return -1;
    token_of("anna", anna);
    token_of("bob", bob);
    token_of("cid", cid);
    return open_with("token", "secret", &authority);
}

static int tear_down(void **state)
{
    authenticator_close(&authority);
    return forge_end(state);
}

static void check(const struct credentials *c, const char *owner, int err, bool is_ambient)
{
    struct principal p;

    assert_int_equal(authenticator_identify(&authority, c, NOW_MS, &p), err);
    assert_string_equal(p.owner, owner);
    assert_true(p.ambient == is_ambient);
}

static void test_the_most_deliberate_credential_counts(void **state)
{
    char bearer[600], cookie[600];

    (void)state;
    (void)snprintf(bearer, sizeof bearer, "Bearer %s", anna);
    (void)snprintf(cookie, sizeof cookie, "pass=%s", cid);
    check(&(struct credentials){bearer, bob, cookie, "dan"}, "anna", 0, false);
    check(&(struct credentials){NULL, bob, cookie, "dan"}, "bob", 0, false);
    check(&(struct credentials){NULL, NULL, cookie, "dan"}, "cid", 0, true);
    check(&(struct credentials){NULL, NULL, NULL, "dan"}, "", ERR_UNAUTHORIZED, false);
    /* A bad one is not passed over for the next. */
    check(&(struct credentials){"Bearer x", bob, cookie, NULL}, "", ERR_TOKEN, false);
    check(&(struct credentials){NULL, "x", cookie, NULL}, "", ERR_TOKEN, false);
    check(&(struct credentials){"Bearer ", bob, cookie, NULL}, "", ERR_TOKEN, false);
    /* Another scheme is not for us. */
    check(&(struct credentials){"Basic YTpi", bob, cookie, NULL}, "bob", 0, false);
    (void)snprintf(bearer, sizeof bearer, "bEARER   %s", anna);
    check(&(struct credentials){.authorization = bearer}, "anna", 0, false);
}

static void test_the_cookie_among_others(void **state)
{
    static const struct {
        const char *format;
        const char *owner;
        int err;
    } rows[] = {
        {"pass=%s", "cid", 0},
        {"a=b; pass=%s; c=d", "cid", 0},
        {";; \tpass=%s", "cid", 0},
        {"a=b;pass=%s", "cid", 0},
        {"compass=%s", "", ERR_UNAUTHORIZED},
        {"pass2=%s", "", ERR_UNAUTHORIZED},
        {"pas=%s", "", ERR_UNAUTHORIZED},
        {"PASS=%s", "", ERR_UNAUTHORIZED},
        {"pass; x=%s", "", ERR_UNAUTHORIZED},
        {"x=pass=%s", "", ERR_UNAUTHORIZED},
        {"pass=; x=%s", "", ERR_TOKEN},
        {"pass=x; pass=%s", "", ERR_TOKEN}, /* the first one counts */
    };
    char text[700];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *percent = strstr(rows[i].format, "%s");
        (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(percent - rows[i].format),
                       rows[i].format, cid, percent + 2);
        struct principal p;
        assert_int_equal(
            authenticator_identify(&authority, &(struct credentials){.cookie = text}, NOW_MS, &p),
            rows[i].err);
        assert_string_equal(p.owner, rows[i].owner);
    }
}

static void test_without_a_cookie_s_name_no_cookie_counts(void **state)
{
    struct authenticator nameless = authority;
    struct principal p;
    char text[600];

    (void)state;
    nameless.cookie = "";
    (void)snprintf(text, sizeof text, "=%s", cid);
    assert_int_equal(
        authenticator_identify(&nameless, &(struct credentials){.cookie = text}, NOW_MS, &p),
        ERR_UNAUTHORIZED);
}

static void test_a_token_has_a_greatest_length(void **state)
{
    char *text = calloc(1, TOKEN_MAX + 2);

    (void)state;
    assert_non_null(text);
    memset(text, 'a', TOKEN_MAX + 1);
    check(&(struct credentials){.token = text}, "", ERR_TOKEN, false);
    text[TOKEN_MAX] = '\0';
    check(&(struct credentials){.token = text}, "", ERR_TOKEN, false);
    free(text);
}

static void test_settings_that_open_nothing(void **state)
{
    struct authenticator a;
    struct principal p;

    (void)state;
    assert_int_equal(open_with("token", "short", &a), ERR_CONFIG);
    assert_int_equal(authenticator_identify(&a, &(struct credentials){.token = anna}, NOW_MS, &p),
                     ERR_FORBIDDEN);
    authenticator_close(&a);
    assert_int_equal(open_with("tokens", "secret", &a), 0);
    assert_int_equal(a.mode, ACCESS_REFUSED);
    assert_int_equal(authenticator_identify(&a, &(struct credentials){.token = anna}, NOW_MS, &p),
                     ERR_FORBIDDEN);
    authenticator_close(&a);
    assert_int_equal(open_with("none", "short", &a), 0); /* has no administrators */
    assert_false(authenticator_asks(&a));
    assert_int_equal(authenticator_identify(&a, &(struct credentials){.token = "x"}, NOW_MS, &p),
                     0);
    assert_string_equal(p.owner, "");
    assert_int_equal(p.scopes, 0);
    authenticator_close(&a);
}

static int identify_openly(const char *file, const struct credentials *c, struct principal *p)
{
    struct authenticator a;

    assert_int_equal(open_with("none", file, &a), 0);
    assert_true(authenticator_asks(&a));
    int rc = authenticator_identify(&a, c, NOW_MS, p);
    authenticator_close(&a);
    return rc;
}

/* With auth = none a token makes an administrator, and nothing else: no owner, no bounds. */
static void test_administrators_of_an_open_site(void **state)
{
    static const char *const claims[] = {
        "{\"sub\":\"root\",\"scope\":\"upload admin\",\"exp\":1700003600,\"max_size\":5}",
        "{\"sub\":\"root\",\"scope\":\"admin\",\"exp\":1700003600,"
        "\"upload_id\":\"0123456789abcdef0123456789abcdef\"}"};
    static const struct principal nobody;
    char cookie[600];
    struct principal p;

    (void)state;
    const char *token = forge_token(HEADER, claims[0], "secret");
    assert_int_equal(identify_openly("secret", &(struct credentials){.token = token}, &p), 0);
    assert_int_equal(p.scopes, SCOPE_ADMIN);
    assert_string_equal(p.owner, "");
    assert_int_equal(p.max_size, 0);
    assert_int_equal(p.expires_at, INT64_C(1700003600000));
    (void)snprintf(cookie, sizeof cookie, "pass=%s", token);
    assert_int_equal(identify_openly("secret", &(struct credentials){.cookie = cookie}, &p),
                     ERR_UNAUTHORIZED);
    token = forge_token(HEADER, claims[1], "secret");
    assert_int_equal(identify_openly("secret", &(struct credentials){.token = token}, &p),
                     ERR_SCOPE);
    assert_int_equal(identify_openly("secret", &(struct credentials){.token = anna}, &p),
                     ERR_SCOPE);
    assert_memory_equal(&p, &nobody, sizeof p);
    assert_int_equal(identify_openly("secret", &(struct credentials){.token = "x"}, &p), ERR_TOKEN);
    assert_int_equal(identify_openly("secret", &(struct credentials){0}, &p), ERR_UNAUTHORIZED);
}

/* RFC 7518 section 3.2: a secret has at least the bits of its hash. */
static void test_the_length_of_a_secret_is_bounded(void **state)
{
    static const struct {
        size_t len;
        int err;
    } rows[] = {{31, ERR_CONFIG}, {32, 0}, {4096, 0}, {4097, ERR_CONFIG}};
    struct authenticator a;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        FILE *f = fopen(forge_path("secret2"), "w");
        assert_non_null(f);
        for (size_t n = 0; n < rows[i].len; n++)
            assert_int_equal(fputc('k', f), 'k');
        assert_int_equal(fputs(" \n", f) >= 0, 1); /* white space at the end does not count */
        assert_int_equal(fclose(f), 0);
        assert_int_equal(open_with("token", "secret2", &a), rows[i].err);
        authenticator_close(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_most_deliberate_credential_counts),
        cmocka_unit_test(test_the_cookie_among_others),
        cmocka_unit_test(test_without_a_cookie_s_name_no_cookie_counts),
        cmocka_unit_test(test_a_token_has_a_greatest_length),
        cmocka_unit_test(test_settings_that_open_nothing),
        cmocka_unit_test(test_administrators_of_an_open_site),
        cmocka_unit_test(test_the_length_of_a_secret_is_bounded),
    };
    return cmocka_run_group_tests_name("authenticator", tests, set_up, tear_down);
}
