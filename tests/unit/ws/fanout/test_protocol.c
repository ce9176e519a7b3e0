/* SPDX-License-Identifier: MIT */
/*
 * The protocol loadline.v1: accepted requests, refused ones with their reason, and the exact text
 * of the relay's messages.
 */
#include "ws/fanout/protocol.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"

static struct protocol_request request;

/* Parses into request, which is valid until the next call. */
static int parse_bytes(const char *text, size_t len)
{
    protocol_request_free(&request);
    return protocol_parse(text, len, &request);
}

static int forget(void **state)
{
    (void)state;
    protocol_request_free(&request);
    return 0;
}

static int parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

static void assert_says(struct message *m, const char *text)
{
    assert_non_null(m);
    assert_int_equal(message_len(m), strlen(text));
    assert_memory_equal(message_bytes(m), text, strlen(text));
    message_unref(&m);
}

static void test_requests(void **state)
{
    (void)state;
    assert_int_equal(parse("{\"do\":\"watch\",\"ref\":7,\"id\":\"" ID "\"}"), 0);
    assert_int_equal(request.verb, PROTOCOL_WATCH);
    assert_true(request.ref.given);
    assert_int_equal(request.ref.number, 7);
    assert_int_equal(request.scope, PROTOCOL_IDS);
    assert_int_equal(request.id_count, 1);
    assert_string_equal(request.ids[0], ID);

    assert_int_equal(parse(" {\"id\":\"" ID "\", \"do\":\"unwatch\", \"new\":[{}]} "), 0);
    assert_int_equal(request.verb, PROTOCOL_UNWATCH);
    assert_false(request.ref.given);

    assert_int_equal(parse("{\"do\":\"watch\",\"ids\":[\"" ID "\",\"" ID "\"]}"), 0);
    assert_int_equal(request.id_count, 2);
    assert_string_equal(request.ids[1], ID);
    assert_int_equal(parse("{\"do\":\"watch\",\"owner\":\"me\"}"), 0);
    assert_int_equal(request.scope, PROTOCOL_OWNED);
    assert_int_equal(parse("{\"do\":\"unwatch\",\"all\":true}"), 0);
    assert_int_equal(request.scope, PROTOCOL_ALL);
    assert_int_equal(parse("{\"do\":\"watch\",\"site\":true}"), 0);
    assert_int_equal(request.scope, PROTOCOL_SITE);

    assert_int_equal(parse("{\"do\":\"ping\",\"ref\":null}"), 0);
    assert_int_equal(request.verb, PROTOCOL_PING);
    assert_false(request.ref.given);

    assert_int_equal(parse("{\"do\":\"auth\",\"token\":\"x\"}"), 0);
    assert_int_equal(request.verb, PROTOCOL_AUTH);
}

static void test_mistakes(void **state)
{
    static const char *const wrong[] = {
        "{}",
        "{\"do\":\"sing\"}",
        "{\"do\":4}",
        "{\"do\":\"watch\"}",
        "{\"do\":\"watch\",\"id\":5}",
        "{\"do\":\"watch\",\"ids\":[]}",
        "{\"do\":\"watch\",\"ids\":\"" ID "\"}",
        "{\"do\":\"watch\",\"ids\":[\"" ID "\",5]}",
        "{\"do\":\"watch\",\"owner\":\"you\"}",
        "{\"do\":\"watch\",\"all\":false}",
        "{\"do\":\"watch\",\"site\":1}",
        "{\"do\":\"watch\",\"id\":\"" ID "0\"}",
        "{\"do\":\"watch\",\"id\":\"0123456789ABCDEF0123456789ABCDEF\"}",
        "{\"do\":\"watch\",\"id\":\"../../../../../../../../etc/passwd\"}",
        "{\"do\":\"ping\",\"ref\":1.5}",
        "{\"do\":\"ping\",\"ref\":\"1\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(parse(wrong[i]), ERR_BAD_REQUEST);
        assert_non_null(request.mistake);
    }
    assert_int_equal(parse("{\"ref\":9,\"do\":\"sing\"}"), ERR_BAD_REQUEST);
    assert_int_equal(request.ref.number, 9);
}

static void test_no_json(void **state)
{
    static const char *const wrong[] = {
        "",
        "[",
        "nonsense",
        "[]",
        "\"watch\"",
        "3",
        "{\"do\":\"ping\"}x",
        "{\"do\":\"ping\",}",
        "{\"do\":\"p\xff\"}",
        "{\"do\":\"ping\",\"x\":[[[[[[[[1]]]]]]]]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(parse(wrong[i]), ERR_SYNTAX);
    assert_int_equal(parse_bytes("{}\0", 3), ERR_SYNTAX);
}

/* Every prefix and every one-byte change of a valid request is accepted or refused, without a
 * crash. */
static void test_damage(void **state)
{
    static const char good[] = "{\"do\":\"watch\",\"ref\":1,\"id\":\"" ID "\"}";
    char text[sizeof good];

    (void)state;
    for (size_t len = 0; len < sizeof good - 1; len++)
        assert_int_equal(parse_bytes(good, len), ERR_SYNTAX);
    for (size_t at = 0; at < sizeof good - 1; at++) {
        for (int c = 0; c < 256; c++) {
            memcpy(text, good, sizeof good);
            text[at] = (char)c;
            int rc = parse(text);
            assert_true(rc == 0 || rc == ERR_BAD_REQUEST || rc == ERR_SYNTAX);
            for (size_t k = 0; rc == 0 && k < request.id_count; k++)
                assert_true(id_valid(request.ids[k]));
        }
    }
}

static void test_messages(void **state)
{
    const struct protocol_ref none = {0}, three = {true, 3};

    (void)state;
    assert_says(protocol_welcome("0123456789abcdef", 20000),
                "{\"event\":\"welcome\",\"protocol\":\"loadline.v1\",\"beat_ms\":20000,"
                "\"session\":\"0123456789abcdef\"}");
    assert_says(protocol_watching(three, ID),
                "{\"event\":\"watching\",\"ref\":3,\"id\":\"" ID "\"}");
    assert_says(protocol_watching(none, ID),
                "{\"event\":\"watching\",\"ref\":null,\"id\":\"" ID "\"}");
    assert_says(protocol_gone(ID), "{\"event\":\"gone\",\"id\":\"" ID "\"}");
    assert_says(protocol_stale(ID), "{\"event\":\"stale\",\"id\":\"" ID "\"}");
    assert_says(protocol_beat(1700000000000, none), "{\"event\":\"beat\",\"at\":1700000000000}");
    assert_says(protocol_beat(5, three), "{\"event\":\"beat\",\"at\":5,\"ref\":3}");
    assert_says(protocol_bye("shutting_down", 12),
                "{\"event\":\"bye\",\"code\":\"shutting_down\",\"reconnect_after_ms\":12}");
    assert_says(
        protocol_error(three, ERR_TOO_MANY, "So \"many\"."),
        "{\"event\":\"error\",\"ref\":3,\"code\":\"too_many\",\"message\":\"So \\\"many\\\".\","
        "\"retry\":false}");
    assert_says(
        protocol_error(none, ERR_REDIS, "x"),
        "{\"event\":\"error\",\"ref\":null,\"code\":\"status_unavailable\",\"message\":\"x\","
        "\"retry\":true}");
}

static void test_references(void **state)
{
    struct message *first = message_new("abc", 3), *second;

    (void)state;
    assert_non_null(first);
    second = message_ref(first);
    message_unref(&first);
    assert_null(first);
    memset(message_bytes(second) - MESSAGE_HEADROOM, 0xff, MESSAGE_HEADROOM);
    assert_says(second, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests), cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_no_json),  cmocka_unit_test(test_damage),
        cmocka_unit_test(test_messages), cmocka_unit_test(test_references),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
