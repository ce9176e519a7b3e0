/* SPDX-License-Identifier: MIT */
/*
 * Tests the gate. A program without a gate, or with an incomplete one, admits no request; open
 * access must be configured.
 */
#include "fcgi/app/gate.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"
#define NEEDS (ACCESS_ADMIN + 1)

/* --- a stub of the request, without libfcgi --- */

static const char *user, *origin_field, *host_field, *https, *forwarded, *peer;

const char *request_header(const struct request *r, const char *name)
{
    (void)r;
    if (strcmp(name, "Origin") == 0)
        return origin_field;
    if (strcmp(name, "Host") == 0)
        return host_field;
    return strcmp(name, "X-Forwarded-Proto") == 0 ? forwarded : NULL;
}

const char *request_variable(const struct request *r, const char *name)
{
    (void)r;
    if (strcmp(name, "REMOTE_USER") == 0)
        return user;
    if (strcmp(name, "REMOTE_ADDR") == 0)
        return peer;
    return strcmp(name, "HTTPS") == 0 ? https : NULL;
}

void response_header(struct response *r, const char *name, const char *value)
{
    (void)r;
    (void)name;
    (void)value;
}

/* --- a gate --- */

static bool exists;

static int read_owner(struct exchange *x, const char *id, char **owner_out)
{
    (void)x;
    (void)id;
    *owner_out = exists ? strdup("alice") : NULL;
    return exists ? 0 : ERR_NOT_FOUND;
}

static bool find_id(struct exchange *x, char id_out[ID_SIZE])
{
    (void)x;
    memcpy(id_out, ID, ID_SIZE);
    return true;
}

static char proxy[] = "10.0.0.1";
static char *proxies[] = {proxy, NULL};
static const struct config config = {.trusted_proxies = proxies};

static struct gate whole(enum access_mode mode)
{
    return (struct gate){.config = &config,
                         .authority = {.mode = mode},
                         .read_owner = read_owner,
                         .find_id = find_id};
}

static int admit(const struct gate *g, enum access_need need)
{
    struct exchange x = {.rest = ID, .gate = g};

    return gate_admit(&x, need);
}

static int reach(const struct gate *g)
{
    struct exchange x = {.rest = ID, .gate = g, .principal = {.owner = "alice"}};

    return gate_reach(&x, ID);
}

static int reset(void **state)
{
    (void)state;
    user = origin_field = host_field = https = forwarded = peer = NULL;
    exists = true;
    return 0;
}

/* --- tests --- */

static void test_no_gate_lets_nobody_in(void **state)
{
    (void)state;
    for (int need = 0; need < NEEDS; need++)
        assert_int_equal(admit(NULL, (enum access_need)need), ERR_FORBIDDEN);
    assert_int_equal(reach(NULL), ERR_FORBIDDEN);
}

static void test_half_a_gate_lets_nobody_in(void **state)
{
    struct gate halves[5];

    (void)state;
    for (size_t i = 0; i < 4; i++)
        halves[i] = whole(ACCESS_BY_KEY);
    halves[0].read_owner = NULL;
    halves[1].find_id = NULL;
    halves[2].config = NULL;
    halves[3].authority = (struct authenticator){0}; /* never opened */
    halves[4] = (struct gate){0};
    for (size_t i = 0; i < 5; i++) {
        for (int need = 0; need < NEEDS; need++)
            assert_int_equal(admit(&halves[i], (enum access_need)need), ERR_FORBIDDEN);
        assert_int_equal(reach(&halves[i]), ERR_FORBIDDEN);
    }
}

static void test_an_open_gate_is_said(void **state)
{
    struct gate g = whole(ACCESS_BY_KEY);

    (void)state;
    for (int need = 0; need < NEEDS; need++) {
        bool admin = need == ACCESS_UNSTATED || need == ACCESS_ADMIN;
        assert_int_equal(admit(&g, (enum access_need)need), admin ? ERR_FORBIDDEN : 0);
    }
    assert_int_equal(reach(&g), 0);
}

/* The answer for another owner's upload equals that for a missing one. */
static void test_others_uploads_are_not_there(void **state)
{
    struct gate g = whole(ACCESS_BY_SERVER);

    (void)state;
    user = "alice";
    assert_int_equal(admit(&g, ACCESS_WATCH), 0);
    user = "bob";
    assert_int_equal(admit(&g, ACCESS_WATCH), ERR_NOT_FOUND);
    assert_int_equal(admit(&g, ACCESS_READ), ERR_NOT_FOUND);
    exists = false;
    assert_int_equal(admit(&g, ACCESS_WATCH), ERR_NOT_FOUND);
    assert_int_equal(admit(&g, ACCESS_READ), ERR_NOT_FOUND);
}

static int change_from(const char *origin)
{
    struct gate g = whole(ACCESS_BY_SERVER);

    user = "alice";
    host_field = "a.example";
    origin_field = origin;
    return admit(&g, ACCESS_CHANGE);
}

static void test_schemes_of_origins(void **state)
{
    (void)state;
    assert_int_equal(change_from("http://a.example"), 0);
    assert_int_equal(change_from("https://a.example"), ERR_CROSS_ORIGIN);
    assert_int_equal(change_from("foo://a.example"), ERR_CROSS_ORIGIN);
    https = "on";
    assert_int_equal(change_from("https://a.example"), 0);
    assert_int_equal(change_from("http://a.example"), ERR_CROSS_ORIGIN);
    https = NULL;
    forwarded = "https";
    peer = "192.0.2.1";
    assert_int_equal(change_from("https://a.example"), ERR_CROSS_ORIGIN);
    peer = proxy;
    assert_int_equal(change_from("https://a.example"), 0);
    assert_int_equal(change_from("http://a.example"), ERR_CROSS_ORIGIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_no_gate_lets_nobody_in, reset),
        cmocka_unit_test_setup(test_half_a_gate_lets_nobody_in, reset),
        cmocka_unit_test_setup(test_an_open_gate_is_said, reset),
        cmocka_unit_test_setup(test_others_uploads_are_not_there, reset),
        cmocka_unit_test_setup(test_schemes_of_origins, reset),
    };
    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
