/* SPDX-License-Identifier: MIT */
/*
 * A table of Redis URLs.
 */
#include "base/error.h"
#include "redis/redis_target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define LONG_100                                                                                   \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                                           \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_good_urls(void **state)
{
    static const struct {
        const char *url;
        struct redis_target target;
    } good[] = {
        {"redis://localhost", {.host = "localhost", .port = 6379}},
        {"redis://localhost/", {.host = "localhost", .port = 6379}},
        {"redis://10.0.0.1:7000/3", {.host = "10.0.0.1", .port = 7000, .db = 3}},
        {"redis://[::1]", {.host = "::1", .port = 6379}},
        {"redis://[::1]:7000/1", {.host = "::1", .port = 7000, .db = 1}},
        {"redis://:secret@h", {.host = "h", .port = 6379, .password = "secret"}},
        {"redis://ann:s%40%3a%2f%25@h:1",
         {.host = "h", .port = 1, .user = "ann", .password = "s@:/%"}},
        {"redis://ann:a:b@h", {.host = "h", .port = 6379, .user = "ann", .password = "a:b"}},
        {"redis://:p@ss/w?r#d@h:1/2", {.host = "h", .port = 1, .db = 2, .password = "p@ss/w?r#d"}},
        {"redis://ann:a/b@[::1]", {.host = "::1", .port = 6379, .user = "ann", .password = "a/b"}},
        {"unix:/s?user=ann&password=p@q/r?s",
         {.path = "/s", .port = 6379, .user = "ann", .password = "p@q/r?s"}},
        {"unix:/run/redis.sock", {.path = "/run/redis.sock", .port = 6379}},
        {"unix:///run/redis.sock", {.path = "/run/redis.sock", .port = 6379}},
        {"unix:/run/a%20b?db=15", {.path = "/run/a b", .port = 6379, .db = 15}},
        {"unix:/s?db=0&user=ann&password=p%26q",
         {.path = "/s", .port = 6379, .user = "ann", .password = "p&q"}},
        {"unix:/s?password=p", {.path = "/s", .port = 6379, .password = "p"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct redis_target t;
        const struct redis_target *expected = &good[i].target;
        assert_int_equal(redis_target_parse(good[i].url, &t), 0);
        assert_string_equal(t.host, expected->host);
        assert_string_equal(t.path, expected->path);
        assert_string_equal(t.user, expected->user);
        assert_string_equal(t.password, expected->password);
        assert_int_equal(t.port, expected->port);
        assert_int_equal(t.db, expected->db);
    }
}

static void test_bad_urls(void **state)
{
    static const char *const bad[] = {
        "",
        "localhost",
        "http://localhost",
        "redis:/localhost",
        "redis://",
        "redis:///1",
        "redis://:7000",
        "redis://h:",
        "redis://h:0",
        "redis://h:65536",
        "redis://h:99999999999999",
        "redis://h:12x",
        "redis://h/x",
        "redis://h/-1",
        "redis://h/1/2",
        "redis://h/99999999999",
        "redis://ann@h",
        "redis://ann:@h",
        "redis://:@h",
        "redis://:p%zz@h",
        "redis://:p@h/x",
        "redis://h/1@h",
        "redis://:p%4@h",
        "redis://:p%00q@h",
        "redis://[::1",
        "redis://[]",
        "redis://[::1]7000",
        "redis://h?db=1",
        "redis://" LONG_100 LONG_100 LONG_100,
        "unix:",
        "unix:/",
        "unix:run/redis.sock",
        "unix://host/run",
        "unix:/s?",
        "unix:/s?db",
        "unix:/s?db=",
        "unix:/s?db=x",
        "unix:/s?db=1&",
        "unix:/s?colour=red",
        "unix:/s?user=ann",
        "unix:/" LONG_100 "12345678",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct redis_target t = {.port = 7};
        if (redis_target_parse(bad[i], &t) != ERR_SYNTAX)
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(t.port, 7);
    }
}

static void test_tls_is_named(void **state)
{
    struct redis_target t;

    (void)state;
    assert_int_equal(redis_target_parse("rediss://h", &t), ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_urls),
        cmocka_unit_test(test_bad_urls),
        cmocka_unit_test(test_tls_is_named),
    };

    return cmocka_run_group_tests_name("redis_target", tests, NULL, NULL);
}
