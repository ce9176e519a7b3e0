/* SPDX-License-Identifier: MIT */
/*
 * Tokens: valid ones of each algorithm, and all kinds of invalid ones.
 */
#include "access/token.h"
#include "tests/unit/support/token_forge.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS INT64_C(1700000000000)
#define HOUR_MS INT64_C(3600000)
#define LEEWAY_MS 30000
#define MUTATIONS 20000
#define ID "0123456789abcdef0123456789abcdef"

static int load(const char *algorithm, const char *file, const char *second,
                struct token_keys **out)
{
    char *files[] = {(char *)forge_path(file), second != NULL ? (char *)forge_path(second) : NULL,
                     NULL};
    const struct token_settings s = {
        .algorithm = algorithm, .key_files = files, .leeway_ms = LEEWAY_MS, .audience = ""};
    const char *wrong;

    return token_keys_load(&s, out, &wrong);
}

static struct token_keys *keys(const char *algorithm, const char *file, const char *second)
{
    struct token_keys *k = NULL;

    assert_int_equal(load(algorithm, file, second, &k), 0);
    return k;
}

/* --- tokens --- */

static char *make(const char *algorithm, const char *file)
{
    const struct token_offer offer = {.owner = "alice", .scope = "upload watch", .ttl_ms = HOUR_MS};
    char *token = NULL;

    assert_int_equal(token_make(algorithm, forge_path(file), &offer, NOW_MS, &token), 0);
    return token;
}

static int verify_claims(const char *claims, struct principal *p)
{
    struct token_keys *k = keys("HS256", "secret", NULL);
    int rc = token_verify(k, forge_token("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, "secret"),
                          NOW_MS, p);

    token_keys_free(&k);
    return rc;
}

/* --- tests --- */

static void check_algorithm(const char *algorithm, const char *private_name,
                            const char *public_name)
{
    struct token_keys *k = keys(algorithm, public_name, NULL);
    char *token = make(algorithm, private_name);
    struct principal p;

    assert_int_equal(token_verify(k, token, NOW_MS, &p), 0);
    assert_string_equal(p.owner, "alice");
    assert_int_equal(p.scopes, SCOPE_UPLOAD | SCOPE_WATCH);
    assert_false(p.ambient);
    assert_true(p.expires_at == NOW_MS + HOUR_MS + LEEWAY_MS);
    for (size_t len = 0; len < strlen(token); len++) {
        char *cut = strndup(token, len);
        assert_int_equal(token_verify(k, cut, NOW_MS, &p), ERR_TOKEN);
        assert_string_equal(p.owner, "");
        free(cut);
    }
    free(token);
    token_keys_free(&k);
}

static void test_each_algorithm(void **state)
{
    (void)state;
    check_algorithm("HS256", "secret", "secret");
    check_algorithm("RS256", "rsa", "rsa.pub");
    check_algorithm("ES256", "ec", "ec.pub");
}

static void test_times(void **state)
{
    struct token_keys *k = keys("HS256", "secret", NULL);
    char *token = make("HS256", "secret");
    struct principal p;
    (void)state;
    assert_int_equal(token_verify(k, token, NOW_MS + HOUR_MS + LEEWAY_MS - 1, &p), 0);
    assert_int_equal(token_verify(k, token, NOW_MS + HOUR_MS + LEEWAY_MS, &p), ERR_EXPIRED);
    free(token);
    token = forge_token("{\"alg\":\"HS256\"}",
                        "{\"sub\":\"a\",\"nbf\":1700000000,\"exp\":1700000100}", "secret");
    assert_int_equal(token_verify(k, token, NOW_MS - LEEWAY_MS, &p), 0);
    assert_int_equal(token_verify(k, token, NOW_MS - LEEWAY_MS - 1, &p), ERR_EARLY);
    token_keys_free(&k);
}

static void test_rotation(void **state)
{
    struct token_keys *one = keys("HS256", "secret", NULL);
    struct token_keys *both = keys("HS256", "secret2", "secret");
    char *old = make("HS256", "secret"), *new = make("HS256", "secret2");
    struct principal p;
    (void)state;
    assert_int_equal(token_verify(one, new, NOW_MS, &p), ERR_TOKEN);
    assert_int_equal(token_verify(both, new, NOW_MS, &p), 0);
    assert_int_equal(token_verify(both, old, NOW_MS, &p), 0);
    free(old);
    free(new);
    token_keys_free(&one);
    token_keys_free(&both);
}

static void test_wrong_key(void **state)
{
    struct token_keys *rsa = keys("RS256", "rsa2.pub", NULL);
    char *token = make("RS256", "rsa");
    struct principal p;
    (void)state;
    assert_int_equal(token_verify(rsa, token, NOW_MS, &p), ERR_TOKEN);
    free(token);
    token_keys_free(&rsa);
}

#define CLAIMS "{\"sub\":\"alice\",\"scope\":\"admin\",\"exp\":1700003600}"

static void test_no_algorithm(void **state)
{
    static const char *const headers[] = {"{\"alg\":\"none\"}",
                                          "{\"alg\":\"None\"}",
                                          "{\"alg\":\"NONE\",\"typ\":\"JWT\"}",
                                          "{\"typ\":\"JWT\"}",
                                          "{\"alg\":null}",
                                          "{\"alg\":\"HS512\"}",
                                          "{\"alg\":\"RS256\"}",
                                          "[]",
                                          "{\"alg\":\"HS256\",\"crit\":[\"b64\"]}"};
    struct token_keys *k = keys("HS256", "secret", NULL);
    struct principal p;
    (void)state;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        assert_int_equal(token_verify(k, forge_token(headers[i], CLAIMS, NULL), NOW_MS, &p),
                         ERR_TOKEN);
        assert_int_equal(token_verify(k, forge_token(headers[i], CLAIMS, "secret"), NOW_MS, &p),
                         ERR_TOKEN);
    }
    assert_int_equal(
        token_verify(k, forge_token("{\"alg\":\"HS256\"}", CLAIMS, "secret"), NOW_MS, &p), 0);
    token_keys_free(&k);
}

/* A public key is no secret: a token signed with it by HMAC must be rejected. */
static void test_confusion(void **state)
{
    struct token_keys *rsa = keys("RS256", "rsa.pub", NULL);
    struct token_keys *ec = keys("ES256", "ec.pub", NULL);
    struct principal p;
    (void)state;
    assert_int_equal(
        token_verify(rsa, forge_token("{\"alg\":\"HS256\"}", CLAIMS, "rsa.pub"), NOW_MS, &p),
        ERR_TOKEN);
    assert_int_equal(
        token_verify(rsa, forge_token("{\"alg\":\"RS256\"}", CLAIMS, "rsa.pub"), NOW_MS, &p),
        ERR_TOKEN);
    assert_int_equal(
        token_verify(ec, forge_token("{\"alg\":\"HS256\"}", CLAIMS, "ec.pub"), NOW_MS, &p),
        ERR_TOKEN);
    token_keys_free(&rsa);
    token_keys_free(&ec);
}

static void test_unfit_keys(void **state)
{
    static const char *const unfit[][2] = {
        {"HS256", "short"},  {"HS256", "rsa.pub"}, {"HS256", "rsa"},     {"HS256", "absent"},
        {"RS256", "secret"}, {"RS256", "rsa"},     {"RS256", "ec.pub"},  {"RS256", "weak.pub"},
        {"ES256", "ec"},     {"ES256", "rsa.pub"}, {"ES256", "p384.pub"}};
    struct token_keys *k = NULL;
    (void)state;
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
        assert_int_equal(load(unfit[i][0], unfit[i][1], NULL, &k), ERR_CONFIG);
        assert_null(k);
    }
    assert_int_equal(load("HS256", "secret", "short", &k), ERR_CONFIG);
}

static void test_claims(void **state)
{
    struct principal p;
    (void)state;
    assert_int_equal(verify_claims("{\"sub\":\"b\",\"exp\":1700000001,\"scope\":[\"watch\","
                                   "\"other\",\"admin\"],\"max_size\":5,\"upload_id\":\"" ID "\"}",
                                   &p),
                     0);
    assert_int_equal(p.scopes, SCOPE_WATCH | SCOPE_ADMIN);
    assert_int_equal(p.max_size, 5);
    assert_string_equal(p.upload_id, ID);
    assert_int_equal(verify_claims("{\"sub\":\"b\",\"exp\":9007199254740993}", &p), 0);
    assert_int_equal(p.scopes, 0);
}

static void test_bad_claims(void **state)
{
    static const char *const bad[] = {
        "{\"sub\":\"a\"}",
        "{\"sub\":\"a\",\"exp\":\"1700003600\"}",
        "{\"sub\":\"a\",\"exp\":null}",
        "{\"exp\":1700003600}",
        "{\"sub\":\"\",\"exp\":1700003600}",
        "{\"sub\":7,\"exp\":1700003600}",
        "{\"sub\":\"a\\nb\",\"exp\":1700003600}",
        "{\"sub\":\"a\",\"exp\":1700003600,\"nbf\":\"x\"}",
        "{\"sub\":\"a\",\"exp\":1700003600,\"max_size\":0}",
        "{\"sub\":\"a\",\"exp\":1700003600,\"max_size\":\"9\"}",
        "{\"sub\":\"a\",\"exp\":1700003600,\"upload_id\":\"../x\"}",
        "[]",
        "x",
    };
    struct principal p;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(verify_claims(bad[i], &p), ERR_TOKEN);
}

static void test_garbage(void **state)
{
    struct token_keys *k = keys("HS256", "secret", NULL);
    char *good = make("HS256", "secret"), longer[TOKEN_MAX + 2];
    static const char *const garbage[] = {
        "", ".", "..", "...", "a.b.c", "a.b", "\xff.\xff.\xff", "e30.e30.e30"};
    struct principal p;
    (void)state;
    for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++)
        assert_int_equal(token_verify(k, garbage[i], NOW_MS, &p), ERR_TOKEN);
    (void)snprintf(longer, sizeof longer, "%s.x", good);
    assert_int_equal(token_verify(k, longer, NOW_MS, &p), ERR_TOKEN);
    (void)snprintf(longer, sizeof longer, "%s=", good);
    assert_int_equal(token_verify(k, longer, NOW_MS, &p), ERR_TOKEN);
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(token_verify(k, longer, NOW_MS, &p), ERR_TOKEN);
    for (size_t i = 0; i < strlen(good); i++) { /* one changed character at any place */
        char *other = strdup(good);
        other[i] = other[i] == 'A' ? 'B' : 'A';
        assert_int_equal(token_verify(k, other, NOW_MS, &p), ERR_TOKEN);
        free(other);
    }
    free(good);
    token_keys_free(&k);
}

/* Replaces a few bytes of a valid token by random ones, many times. */
static void test_mutations(void **state)
{
    struct token_keys *k = keys("HS256", "secret", NULL);
    char *good = make("HS256", "secret"), *other = strdup(good);
    size_t len = strlen(good);
    uint32_t dice = 1;
    struct principal p;
    (void)state;
    for (int i = 0; i < MUTATIONS; i++) {
        memcpy(other, good, len);
        for (int n = i % 4; n >= 0; n--) {
            dice = dice * 1664525 + 1013904223;
            other[(dice >> 8) % (len - 1)] = (char)(1 + (dice >> 24) % 255);
        }
        if (memcmp(other, good, len) != 0)
            assert_int_equal(token_verify(k, other, NOW_MS, &p), ERR_TOKEN);
    }
    free(good);
    free(other);
    token_keys_free(&k);
}

static void test_audience(void **state)
{
    char *files[] = {(char *)forge_path("secret"), NULL};
    const struct token_settings s = {.algorithm = "HS256", .key_files = files, .audience = "files"};
    static const struct {
        const char *claims;
        int rc;
    } tokens[] = {
        {"{\"sub\":\"a\",\"exp\":1700003600,\"aud\":\"files\"}", 0},
        {"{\"sub\":\"a\",\"exp\":1700003600,\"aud\":[\"mail\",\"files\"]}", 0},
        {"{\"sub\":\"a\",\"exp\":1700003600,\"aud\":\"mail\"}", ERR_TOKEN},
        {"{\"sub\":\"a\",\"exp\":1700003600}", ERR_TOKEN},
    };
    struct token_keys *k = NULL;
    const char *wrong;
    struct principal p;
    (void)state;
    assert_int_equal(token_keys_load(&s, &k, &wrong), 0);
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
        assert_int_equal(
            token_verify(k, forge_token("{\"alg\":\"HS256\"}", tokens[i].claims, "secret"), NOW_MS,
                         &p),
            tokens[i].rc);
    token_keys_free(&k);
}

/* --- links --- */

#define LINK_HEADER "{\"alg\":\"HS256\",\"typ\":\"loadline-link+jwt\"}"
#define LINK_CLAIMS "\"sub\":\"root\",\"scope\":\"admin\",\"jti\":\"" ID "\""

static int verify_link(const char *header, const char *claims, struct token_link *link)
{
    struct token_keys *k = keys("HS256", "secret", NULL);
    int rc = token_verify_link(k, forge_token(header, claims, "secret"), NOW_MS, link);

    token_keys_free(&k);
    return rc;
}

/* A link is no token and a token is no link; and it may not live for long. */
static void test_links(void **state)
{
    static const struct {
        const char *header, *claims;
        int rc;
    } rows[] = {
        {LINK_HEADER, "{" LINK_CLAIMS ",\"exp\":1700000600}", 0},
        {LINK_HEADER, "{" LINK_CLAIMS ",\"exp\":1700086400}", 0},
        {LINK_HEADER, "{" LINK_CLAIMS ",\"exp\":1700086401}", ERR_TOKEN},
        {LINK_HEADER, "{" LINK_CLAIMS ",\"exp\":1699999900}", ERR_EXPIRED},
        {LINK_HEADER, "{\"sub\":\"root\",\"scope\":\"admin\",\"exp\":1700000600}", ERR_TOKEN},
        {LINK_HEADER, "{" LINK_CLAIMS ",\"exp\":1700000600,\"upload_id\":\"" ID "\"}", ERR_TOKEN},
        {LINK_HEADER,
         "{\"sub\":\"root\",\"scope\":\"watch\",\"exp\":1700000600,\"jti\":\"" ID "\"}", ERR_TOKEN},
        {"{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{" LINK_CLAIMS ",\"exp\":1700000600}", ERR_TOKEN},
        {"{\"alg\":\"HS256\"}", "{" LINK_CLAIMS ",\"exp\":1700000600}", ERR_TOKEN},
    };
    const struct token_offer offer = {
        .owner = "root", .scope = "admin", .link_id = ID, .ttl_ms = HOUR_MS};
    struct token_keys *k = keys("HS256", "secret", NULL);
    struct token_link link;
    struct principal p;
    char *made = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(verify_link(rows[i].header, rows[i].claims, &link), rows[i].rc);
    assert_int_equal(token_make("HS256", forge_path("secret"), &offer, NOW_MS, &made), 0);
    assert_int_equal(token_verify_link(k, made, NOW_MS, &link), 0);
    assert_string_equal(link.id, ID);
    assert_string_equal(link.owner, "root");
    assert_int_equal(link.expires_at, NOW_MS + HOUR_MS + LEEWAY_MS);
    assert_int_equal(token_verify(k, made, NOW_MS, &p), ERR_TOKEN);
    free(made);
    token_keys_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_algorithm), cmocka_unit_test(test_times),
        cmocka_unit_test(test_rotation),       cmocka_unit_test(test_wrong_key),
        cmocka_unit_test(test_no_algorithm),   cmocka_unit_test(test_confusion),
        cmocka_unit_test(test_unfit_keys),     cmocka_unit_test(test_claims),
        cmocka_unit_test(test_bad_claims),     cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_audience),       cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_links),
    };
    return cmocka_run_group_tests_name("token", tests, forge_keys, forge_end);
}
