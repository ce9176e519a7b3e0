/* SPDX-License-Identifier: MIT */
/*
 * Tests the lists of types and endings, the quota of owners, and the names of clients.
 */
#include "access/type_filter.h"
#include "fcgi/app/alias.h"
#include "fcgi/app/client_identity.h"
#include "fcgi/intake/quota.h"

#include "base/error.h"
#include "tests/unit/support/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define OWNER(name) ((struct quota_client){.owner = (name)})
#define ADDRESS(name) ((struct quota_client){.address = (name)})

/* A stub of the request for client_identity_name(). */
static const char *remote, *forwarded;

const char *request_variable(const struct request *r, const char *name)
{
    (void)r;
    assert_string_equal(name, "REMOTE_ADDR");
    return remote;
}

const char *request_header(const struct request *r, const char *name)
{
    (void)r;
    return strcmp(name, "X-Forwarded-For") == 0 ? forwarded : NULL;
}

int request_query_value(const struct request *r, const char *name, char *buf, size_t size)
{
    (void)r, (void)name, (void)buf, (void)size;
    return ERR_NOT_FOUND;
}

static void test_types(void **state)
{
    char *patterns[] = {(char[]){"image/*"}, (char[]){"application/pdf"}, NULL};
    char *all[] = {(char[]){"*/*"}, NULL};

    (void)state;
    assert_true(type_filter_type(patterns, "image/png"));
    assert_true(type_filter_type(patterns, " IMAGE/x; a=b/c"));
    assert_true(type_filter_type(patterns, "Application/PDF ;v=1"));
    assert_false(type_filter_type(patterns, "image/"));
    assert_false(type_filter_type(patterns, "image"));
    assert_false(type_filter_type(patterns, "images/png"));
    assert_false(type_filter_type(patterns, "application/pdfx"));
    assert_false(type_filter_type(patterns, "application/pd"));
    assert_false(type_filter_type(patterns, ""));
    assert_false(type_filter_type(patterns, NULL));
    assert_false(type_filter_type(NULL, "image/png"));
    assert_true(type_filter_type(all, "a/b"));
}

static void test_endings(void **state)
{
    char *endings[] = {(char[]){"exe"}, (char[]){"tar.gz"}, NULL};

    (void)state;
    assert_true(type_filter_ending(endings, "a.exe"));
    assert_true(type_filter_ending(endings, "a.Exe. . "));
    assert_true(type_filter_ending(endings, "a.b.tar.gz"));
    assert_true(type_filter_ending(endings, ".exe"));
    assert_false(type_filter_ending(endings, "exe"));
    assert_false(type_filter_ending(endings, "a.gz"));
    assert_false(type_filter_ending(endings, "a.exe.txt"));
    assert_false(type_filter_ending(endings, "..."));
    assert_false(type_filter_ending(endings, ""));
    assert_false(type_filter_ending(endings, NULL));
}

static void test_fields(void **state)
{
    char *patterns[] = {(char[]){"*csrf*"}, (char[]){"*_token"}, (char[]){"view*"}, (char[]){"One"},
                        NULL};
    static const char *const on[] = {"csrf", "X-CSRF-Token", "_token",    "A_TOKEN", "up[_token]",
                                     "view", "VIEWSTATE",    "a[b][one]", "one",     "a[x_csrf_y]"};
    static const char *const off[] = {"",      "token", "_tokens", "a[_token]b", "oview",  "ones",
                                      "a[one", "one]",  "[",       "]",          "cs[rf]", "[]"};

    (void)state;
    for (size_t i = 0; i < sizeof on / sizeof *on; i++)
        assert_true(type_filter_field(patterns, on[i]));
    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        assert_false(type_filter_field(patterns, off[i]));
    assert_false(type_filter_field(NULL, "csrf"));
}

static void test_clients(void **state)
{
    char *proxies[] = {(char[]){"10.0.0.0/8"}, NULL};
    struct config c = {.trusted_proxies = proxies};
    char name[CLIENT_IDENTITY_SIZE];

    (void)state;
    remote = "192.0.2.1";
    forwarded = "198.51.100.7";
    client_identity_name(&c, NULL, "ann", name);
    assert_string_equal(name, "ann");
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "192.0.2.1"); /* no trusted proxy: its field is ignored */
    remote = "10.0.0.1";
    client_identity_name(&c, NULL, "", name);
    assert_string_equal(name, "198.51.100.7");
    forwarded = "203.0.113.9, 198.51.100.7 ,10.2.3.4";
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "198.51.100.7");
    forwarded = "198.51.100.7, nonsense";
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "10.0.0.1");
    forwarded = "203.0.113.9:4711, 198.51.100.7:4712";
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "198.51.100.7");
    forwarded = "[2001:DB8:0:0::1]:4711";
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "2001:db8::/64");
    forwarded = NULL;
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "10.0.0.1");
    remote = "::ffff:192.0.2.1";
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "192.0.2.1");
    remote = "2001:DB8:1:2:3:4:5:6";
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "2001:db8:1:2::/64");
    remote = "2001:db8:1:2:ffff::1";
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "2001:db8:1:2::/64");
    remote = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "ffff:ffff:ffff:ffff::/64");
    remote = NULL;
    client_identity_name(&c, NULL, NULL, name);
    assert_string_equal(name, "unknown");
}

static void test_names_are_of_one_client(void **state)
{
    const struct config c = {.trusted_proxies = NULL};
    const struct secret secret = {.bytes = "0123456789abcdef", .len = 16};
    char mine[CLIENT_IDENTITY_SIZE], other[CLIENT_IDENTITY_SIZE], key[KEY_SIZE];

    (void)state;
    forwarded = NULL;
    remote = "192.0.2.1";
    assert_int_equal(alias_scope(&c, &secret, NULL, "ann", mine), 0);
    assert_string_equal(mine, "ann");
    assert_int_equal(alias_scope(&c, NULL, NULL, "ann", mine), 0);
    assert_int_equal(alias_scope(&c, NULL, NULL, "", mine), ERR_NOT_FOUND);
    assert_int_equal(alias_scope(&c, &secret, NULL, "", mine), 0);
    assert_null(strstr(mine, "192.0.2.1"));
    assert_int_equal(key_make(&secret, "192.0.2.1", key), 0);
    assert_string_not_equal(mine + 1, key);
    remote = "192.0.2.2";
    assert_int_equal(alias_scope(&c, &secret, NULL, "", other), 0);
    assert_string_not_equal(mine, other);
    remote = "192.0.2.1";
    assert_int_equal(alias_scope(&c, &secret, NULL, "", other), 0);
    assert_string_equal(mine, other);
}

static void put(struct store *s, const char *owner, const char *address, int64_t size)
{
    struct upload u;

    spool_upload(NULL, size, &u);
    assert_int_equal(upload_set(&u.owner, owner), 0);
    assert_int_equal(upload_set(&u.address, address), 0);
    assert_int_equal(store_create(s, &u), 0);
    upload_free(&u);
}

static void test_quota_of_bytes(void **state)
{
    struct store *s = spool_begin();
    struct quota *q = quota_new(s, 1000, 0);

    (void)state;
    put(s, "ann", NULL, 600);
    put(s, NULL, NULL, 5000);
    assert_int_equal(quota_left(q, OWNER("ann")), 400);
    assert_int_equal(quota_take(q, OWNER("ann"), 401, 1), ERR_QUOTA);
    assert_int_equal(quota_take(q, OWNER("ann"), 300, 1), 0);
    assert_int_equal(quota_left(q, OWNER("ann")), 100);
    assert_int_equal(quota_take(q, OWNER("ann"), INT64_MAX, 1), ERR_QUOTA);
    assert_int_equal(quota_take(q, OWNER("ann"), 100, 1), 0);
    assert_int_equal(quota_take(q, OWNER("ann"), 0, 1), ERR_QUOTA); /* size unknown so far */
    assert_int_equal(quota_take(q, OWNER("bob"), 1000, 1), 0);
    assert_int_equal(quota_take(q, OWNER("cid"), 1001, 1), ERR_QUOTA);
    quota_free(&q);
    spool_end(&s);
}

static void test_quota_of_uploads(void **state)
{
    struct store *s = spool_begin();
    struct quota *q = quota_new(s, 0, 3);

    (void)state;
    put(s, "ann", NULL, 1);
    put(s, "ann", NULL, -1);
    assert_int_equal(quota_take(q, OWNER("ann"), 1 << 30, 1), 0);
    assert_int_equal(quota_take(q, OWNER("ann"), 0, 1), ERR_QUOTA);
    assert_int_equal(quota_take(q, OWNER("ann"), 500, 0),
                     0); /* more bytes for an existing upload */
    assert_true(quota_left(q, OWNER("ann")) == INT64_MAX);
    quota_free(&q);
    spool_end(&s);
}

static void test_quota_of_addresses(void **state)
{
    struct store *s = spool_begin();
    struct quota *q = quota_new(s, 1000, 3);

    (void)state;
    put(s, NULL, "192.0.2.1", 600);
    put(s, "192.0.2.1", NULL, 100); /* an owner of that name is another client */
    assert_int_equal(quota_left(q, ADDRESS("192.0.2.1")), 400);
    assert_int_equal(quota_left(q, OWNER("192.0.2.1")), 900);
    assert_int_equal(quota_take(q, ADDRESS("192.0.2.1"), 401, 1), ERR_QUOTA);
    assert_int_equal(quota_take(q, ADDRESS("192.0.2.1"), 300, 1), 0);
    quota_add(q, ADDRESS("192.0.2.1"), 100);
    assert_int_equal(quota_left(q, ADDRESS("192.0.2.1")), 0);
    assert_int_equal(quota_take(q, ADDRESS("192.0.2.2"), 1000, 1), 0);
    assert_int_equal(quota_take(q, ADDRESS(NULL), 5000, 10), 0); /* no client */
    quota_free(&q);
    spool_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_endings),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_clients),
        cmocka_unit_test(test_names_are_of_one_client),
        cmocka_unit_test(test_quota_of_bytes),
        cmocka_unit_test(test_quota_of_uploads),
        cmocka_unit_test(test_quota_of_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
