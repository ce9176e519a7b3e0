/* SPDX-License-Identifier: MIT */
/*
 * The access table: every kind of request by every kind of principal. Also where credentials are
 * found, and networks and origins.
 */
#include "access/access.h"

#include "access/authenticator.h"
#include "base/error.h"
#include "base/network.h"
#include "access/web_origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"
#define OTHER_ID "00000000000000000000000000000000"
#define NEEDS (ACCESS_ADMIN + 1)

static struct principal make(const char *owner, unsigned scopes, const char *upload_id)
{
    struct principal p = {.scopes = scopes};

    (void)snprintf(p.owner, sizeof p.owner, "%s", owner);
    (void)snprintf(p.upload_id, sizeof p.upload_id, "%s", upload_id);
    return p;
}

static void test_permit(void **state)
{
    static const struct {
        unsigned scopes;
        int rc[NEEDS]; /* unstated, open, create, change, read, watch, admin */
    } rows[] = {
        {0, {ERR_SCOPE, 0, ERR_SCOPE, ERR_SCOPE, ERR_SCOPE, ERR_SCOPE, ERR_SCOPE}},
        {SCOPE_UPLOAD, {ERR_SCOPE, 0, 0, 0, 0, ERR_SCOPE, ERR_SCOPE}},
        {SCOPE_WATCH, {ERR_SCOPE, 0, ERR_SCOPE, ERR_SCOPE, 0, 0, ERR_SCOPE}},
        {SCOPE_UPLOAD | SCOPE_WATCH, {ERR_SCOPE, 0, 0, 0, 0, 0, ERR_SCOPE}},
        {SCOPE_ADMIN, {0, 0, 0, 0, 0, 0, 0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct principal p = make("a", rows[i].scopes, "");
        for (int need = 0; need < NEEDS; need++) {
            assert_int_equal(access_permit(ACCESS_BY_TOKEN, (enum access_need)need, &p),
                             rows[i].rc[need]);
            assert_int_equal(access_permit(ACCESS_BY_SERVER, (enum access_need)need, &p),
                             rows[i].rc[need]);
        }
    }
}

static void test_nobody(void **state)
{
    const struct principal root = make("", SCOPE_ADMIN, "");

    (void)state;
    for (int need = 0; need < NEEDS; need++) {
        bool admin = need == ACCESS_ADMIN || need == ACCESS_UNSTATED;
        assert_int_equal(access_permit(ACCESS_BY_KEY, (enum access_need)need, NULL),
                         admin ? ERR_FORBIDDEN : 0);
        assert_int_equal(access_permit(ACCESS_BY_KEY, (enum access_need)need, &root), 0);
        assert_int_equal(access_is_free(ACCESS_BY_KEY, (enum access_need)need), !admin);
        assert_int_equal(access_is_free(ACCESS_BY_TOKEN, (enum access_need)need),
                         need == ACCESS_OPEN);
        assert_false(access_is_free(ACCESS_REFUSED, (enum access_need)need));
        assert_int_equal(access_permit(ACCESS_BY_TOKEN, (enum access_need)need, NULL),
                         need == ACCESS_OPEN ? 0 : ERR_UNAUTHORIZED);
    }
}

/* An unset mode or need refuses all requests, also those of administrators. */
static void test_fails_closed(void **state)
{
    const struct authenticator never_opened = {0}, without_keys = {.mode = ACCESS_BY_TOKEN};
    const struct credentials c = {.authorization = "Bearer x", .remote_user = "alice"};
    struct principal admin = make("root", SCOPE_ADMIN | SCOPE_UPLOAD | SCOPE_WATCH, ""), p;
    (void)state;
    for (int need = 0; need <= NEEDS; need++) {
        assert_int_equal(access_permit((enum access_mode)0, (enum access_need)need, &admin),
                         ERR_FORBIDDEN);
        assert_int_equal(access_permit((enum access_mode)0, (enum access_need)need, NULL),
                         ERR_FORBIDDEN);
    }
    admin.scopes = SCOPE_UPLOAD | SCOPE_WATCH;
    assert_int_equal(access_permit(ACCESS_BY_KEY, (enum access_need)NEEDS, &admin), ERR_FORBIDDEN);
    assert_int_equal(access_permit(ACCESS_BY_TOKEN, (enum access_need)NEEDS, &admin), ERR_SCOPE);
    assert_true(access_is_change((enum access_need)NEEDS));
    admin.scopes |= SCOPE_ADMIN;
    assert_int_equal(access_reach((enum access_mode)0, &admin, ID, "root"), ERR_NOT_FOUND);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, NULL, ID, NULL), ERR_NOT_FOUND);
    assert_int_equal(access_mode_from_name("none"), ACCESS_BY_KEY);
    assert_int_equal(access_mode_from_name(""), ACCESS_REFUSED);
    assert_int_equal(access_mode_from_name("tokens"), ACCESS_REFUSED);
    assert_int_equal(authenticator_identify(&never_opened, &c, 0, &p), ERR_FORBIDDEN);
    assert_int_equal(authenticator_identify(&without_keys, &c, 0, &p), ERR_FORBIDDEN);
}

static void test_changes(void **state)
{
    (void)state;
    for (int need = 0; need < NEEDS; need++) {
        bool reads = need == ACCESS_OPEN || need == ACCESS_READ || need == ACCESS_WATCH;
        assert_int_equal(access_is_change((enum access_need)need), !reads);
    }
}

static void test_reach(void **state)
{
    struct principal alice = make("alice", SCOPE_UPLOAD, "");
    struct principal one = make("alice", SCOPE_UPLOAD, ID);
    struct principal admin = make("root", SCOPE_ADMIN, "");
    struct principal nobody = make("", SCOPE_UPLOAD, "");
    (void)state;
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &alice, ID, "alice"), 0);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &alice, ID, "alice2"), ERR_NOT_FOUND);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &alice, ID, NULL), ERR_NOT_FOUND);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &one, ID, "alice"), 0);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &one, OTHER_ID, "alice"), ERR_NOT_FOUND);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &one, ID, "bob"), ERR_NOT_FOUND);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &admin, ID, "bob"), 0);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &admin, ID, NULL), 0);
    assert_int_equal(access_reach(ACCESS_BY_TOKEN, &nobody, ID, ""), ERR_NOT_FOUND);
    assert_int_equal(access_reach(ACCESS_BY_KEY, NULL, ID, "alice"), 0);
    assert_int_equal(access_permit(ACCESS_BY_TOKEN, ACCESS_CREATE, &one), ERR_FORBIDDEN);
    assert_int_equal(access_permit(ACCESS_BY_TOKEN, ACCESS_CHANGE, &one), 0);
}

static void test_users_of_the_server(void **state)
{
    const struct authenticator a = {.mode = ACCESS_BY_SERVER, .cookie = "loadline"};
    struct credentials c = {.authorization = "Bearer x", .cookie = "loadline=x"};
    struct principal p;
    char name[OWNER_SIZE + 1];
    (void)state;
    assert_int_equal(authenticator_identify(&a, &c, 0, &p), ERR_UNAUTHORIZED);
    c.remote_user = "";
    assert_int_equal(authenticator_identify(&a, &c, 0, &p), ERR_UNAUTHORIZED);
    c.remote_user = "alice";
    assert_int_equal(authenticator_identify(&a, &c, 0, &p), 0);
    assert_string_equal(p.owner, "alice");
    assert_int_equal(p.scopes, SCOPE_UPLOAD | SCOPE_WATCH);
    assert_true(access_is_ambient(&p));
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    c.remote_user = name;
    assert_int_equal(authenticator_identify(&a, &c, 0, &p), ERR_UNAUTHORIZED);
}

static void test_guests(void **state)
{
    const struct principal guest = make("alice", SCOPE_WATCH, ID);
    const struct principal owner = make("alice", SCOPE_WATCH, "");
    const struct principal sender = make("alice", SCOPE_UPLOAD | SCOPE_WATCH, ID);
    const struct principal administrator = make("", SCOPE_ADMIN, ID);

    (void)state;
    assert_true(access_is_guest(&guest));
    assert_false(access_is_guest(&owner));
    assert_false(access_is_guest(&sender));
    assert_false(access_is_guest(&administrator));
}

static void test_networks(void **state)
{
    static const struct {
        const char *network, *address;
        bool in;
    } rows[] = {
        {"10.0.0.0/8", "10.255.1.2", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.2", false},
        {"192.168.1.128/25", "192.168.1.127", false},
        {"192.168.1.128/25", "192.168.1.200", true},
        {"0.0.0.0/0", "8.8.8.8", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/32", "2001:db8:1::1", true},
        {"2001:db8::/32", "2001:db9::1", false},
        {"10.0.0.0/8", "::ffff:10.1.2.3", true},
        {"::/0", "10.1.2.3", true},
        {"10.0.0.0/33", "10.1.2.3", false},
        {"10.0.0.0/8", "x", false},
        {"10.0.0.0/8", "", false},
    };
    static const char *const bad[] = {"",        "/8",           "10.0.0.0/", "10.0.0.0/33",
                                      "10.0.0",  "::/129",       "::/-1",     "10.0.0.0/8x",
                                      "example", "10.0.0.0/0008"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(network_contains(rows[i].network, rows[i].address), rows[i].in);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(network_valid(bad[i]));
    assert_true(network_valid("::1"));
    assert_false(network_list_contains(NULL, "10.0.0.1"));
}

static bool is_own(const struct config *c, const char *origin, bool secure, const char *host)
{
    const struct web_origin_site site = {.host = host, .secure = secure};

    return web_origin_is_own(c, origin, &site);
}

/* The whole origin is compared, as the request reached the site. */
static void test_own_origins(void **state)
{
    static const struct {
        const char *origin;
        bool secure;
        const char *host;
        bool own;
    } rows[] = {
        {"http://a.example", false, "a.example", true},
        {"HTTP://A.example", false, "a.EXAMPLE", true},
        {"http://a.example", true, "a.example", false},
        {"https://a.example", false, "a.example", false},
        {"foo://a.example", false, "a.example", false},
        {"foo://a.example:8080", false, "a.example:8080", false},
        {"ws://a.example", false, "a.example", false},
        {"://a.example", false, "a.example", false},
        {"//a.example", false, "a.example", false},
        {"a.example", false, "a.example", false},
        {"http://a.example:80", false, "a.example", true},
        {"http://a.example", false, "a.example:80", true},
        {"http://a.example:443", false, "a.example", false},
        {"https://a.example:443", true, "a.example", true},
        {"https://a.example", true, "a.example:443", true},
        {"https://a.example", true, "a.example:80", false},
        {"http://a.example:8080", false, "a.example:8080", true},
        {"http://a.example:8081", false, "a.example:8080", false},
        {"http://a.example:080", false, "a.example:80", true},
        {"http://a.example:65535", false, "a.example:65535", true},
        {"http://a.example:65536", false, "a.example:65536", false},
        {"http://a.example:80x", false, "a.example:80x", false},
        {"http://a.example/", false, "a.example", false},
        {"http://user@a.example", false, "a.example", false},
        {"http://user@a.example", false, "user@a.example", false},
        {"http://[::1]:8080", false, "[::1]:8080", true},
        {"http://[0:0::1]:8080", false, "[::1]:8080", true},
        {"http://[2001:DB8::1]", false, "[2001:db8:0::1]:80", true},
        {"http://[::1]:8080", false, "[::2]:8080", false},
        {"http://[::1]", true, "[::1]", false},
        {"http://[::1", false, "[::1", false},
        {"http://[::1]x", false, "[::1]x", false},
        {"http://::1", false, "::1", false},
        {"http://127.0.0.1:8080", false, "127.0.0.1:8080", true},
        {"http://", false, "", false},
        {"http://:80", false, ":80", false},
        {"null", false, "null", false},
        {"http://a.example", false, NULL, false},
    };
    const struct config c = {0};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_own(&c, rows[i].origin, rows[i].secure, rows[i].host) != rows[i].own)
            fail_msg("%s on %s", rows[i].origin, rows[i].host);
}

static void test_listed_origins(void **state)
{
    char app[] = "capacitor://localhost", web[] = "https://app.example.org", any[] = "*";
    char *origins[] = {app, web, any, NULL};
    const struct config c = {.cors_origins = origins};
    (void)state;
    assert_true(web_origin_is_named(&c, "capacitor://localhost"));
    assert_true(web_origin_is_named(&c, "https://APP.example.org:443"));
    assert_false(web_origin_is_named(&c, "http://app.example.org"));
    assert_false(web_origin_is_named(&c, "capacitor://localhost:1"));
    assert_false(web_origin_is_named(&c, "ionic://localhost"));
    assert_false(web_origin_is_named(&c, "null"));
    assert_false(web_origin_is_named(&c, "https://app.example.org/"));
}

static void test_origins(void **state)
{
    char any[] = "*", listed[] = "https://app.example.org:8443",
         public_url[] = "https://up.example/x";
    char *origins[] = {any, listed, NULL};
    const struct config c = {.cors_origins = origins, .public_url = public_url};
    (void)state;
    assert_true(is_own(&c, "https://a.example", true, "a.example"));
    assert_true(is_own(&c, "https://A.example", true, "a.Example"));
    assert_false(is_own(&c, "https://a.example:8443", true, "a.example"));
    assert_false(is_own(&c, "https://a.example.evil", true, "a.example"));
    assert_false(is_own(&c, "null", true, "null"));
    assert_false(is_own(&c, "", true, ""));
    assert_true(is_own(&c, "https://up.example", false, NULL));
    assert_true(is_own(&c, "https://up.example:443", false, NULL));
    assert_false(is_own(&c, "http://up.example", false, NULL));
    assert_true(web_origin_is_named(&c, "https://app.example.org:8443"));
    assert_false(web_origin_is_named(&c, "https://app.example.org"));
    assert_false(web_origin_is_named(&c, "*"));
    assert_true(web_origin_is_any(&c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_permit),
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_fails_closed),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_guests),
        cmocka_unit_test(test_networks),
        cmocka_unit_test(test_own_origins),
        cmocka_unit_test(test_listed_origins),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_users_of_the_server),
    };
    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
