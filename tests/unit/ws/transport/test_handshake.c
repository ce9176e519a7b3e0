/* SPDX-License-Identifier: MIT */
/*
 * Which requests may open a WebSocket: the headers that a server has to check, and every kind of
 * Origin.
 */
#include "ws/transport/handshake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char any[] = "*", listed[] = "https://other.example:8443";
static char *lists[][2] = {{NULL, NULL}, {listed, NULL}, {any, NULL}};
static char live[] = "/live", site[] = "https://Site.example/files/";

static const struct handshake_request good = {
    .path = "/live",
    .upgrade = "WebSocket",
    .version = "13",
    .protocol = "loadline.v1",
    .site = {.host = "127.0.0.1:8080"},
};

static int check(const struct handshake_request *r, char **origins, char *public_url)
{
    struct config c = {.live_path = live, .cors_origins = origins, .public_url = public_url};

    return handshake_check(&c, r).status;
}

static int check_origin(const char *origin, char **origins, char *public_url)
{
    struct handshake_request r = good;

    r.origin = origin;
    return check(&r, origins, public_url);
}

static void test_headers(void **state)
{
    struct handshake_request r = good;

    (void)state;
    assert_int_equal(check(&r, NULL, NULL), 101);
    r.protocol = NULL;
    assert_int_equal(check(&r, NULL, NULL), 101);
    r.protocol = "loadline.v2, loadline.v1";
    assert_int_equal(check(&r, NULL, NULL), 101);
    r.protocol = "loadline.v10,xloadline.v1";
    assert_int_equal(check(&r, NULL, NULL), 400);
    r = good;
    r.path = "/live/";
    assert_int_equal(check(&r, NULL, NULL), 404);
    r = good;
    r.upgrade = "h2c";
    assert_int_equal(check(&r, NULL, NULL), 426);
    r.upgrade = NULL;
    assert_int_equal(check(&r, NULL, NULL), 426);
    r = good;
    r.version = "8";
    assert_int_equal(check(&r, NULL, NULL), 426);
    r.version = NULL;
    assert_int_equal(check(&r, NULL, NULL), 426);
}

static void test_origins(void **state)
{
    (void)state;
    assert_int_equal(check_origin(NULL, NULL, NULL), 101);
    assert_int_equal(check_origin("http://127.0.0.1:8080", NULL, NULL), 101);
    assert_int_equal(check_origin("http://127.0.0.1", NULL, NULL), 403);
    assert_int_equal(check_origin("http://127.0.0.1:80800", NULL, NULL), 403);
    assert_int_equal(check_origin("null", NULL, NULL), 403);
    assert_int_equal(check_origin("", NULL, NULL), 403);
    assert_int_equal(check_origin("https://other.example:8443", lists[0], NULL), 403);
    assert_int_equal(check_origin("https://other.example:8443", lists[1], NULL), 101);
    assert_int_equal(check_origin("http://other.example:8443", lists[1], NULL), 403);
    assert_int_equal(check_origin("https://other.example:8443.evil.example", lists[1], NULL), 403);
    assert_int_equal(check_origin("null", lists[2], NULL), 101);
    assert_int_equal(check_origin("https://site.example", NULL, site), 101);
    assert_int_equal(check_origin("https://site.example.evil.example", NULL, site), 403);
}

/* The scheme of the web server, or of the proxy before it. */
static void test_schemes(void **state)
{
    struct handshake_request r = good;

    (void)state;
    r.origin = "foo://127.0.0.1:8080";
    assert_int_equal(check(&r, NULL, NULL), 403);
    r.origin = "https://127.0.0.1:8080";
    assert_int_equal(check(&r, NULL, NULL), 403);
    r.site.secure = true;
    assert_int_equal(check(&r, NULL, NULL), 101);
    r.origin = "http://127.0.0.1:8080";
    assert_int_equal(check(&r, NULL, NULL), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_schemes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
