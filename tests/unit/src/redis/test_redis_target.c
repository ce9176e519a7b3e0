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
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define LONG_100                                                                                   \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                                           \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* The parsed form as a text: TLS, user:password, addresses, name of the primary, database. */
static const char *describe(const struct redis_target *t, char buf[1024])
{
    char address[REDIS_ADDRESS_SIZE];
    int n = snprintf(buf, 1024, "%s%s:%s@", t->tls ? "tls " : "", t->login.user, t->login.password);

    for (size_t i = 0; i < t->count; i++)
        n += snprintf(buf + n, 1024 - (size_t)n, "%s%s", i > 0 ? " " : "",
                      redis_address_text(&t->addresses[i], address));
    (void)snprintf(buf + n, 1024 - (size_t)n, " %s/%d", t->primary, t->db);
    return buf;
}

static void test_good_urls(void **state)
{
    static const struct {
        const char *url, *expected;
    } good[] = {
        {"redis://localhost", ":@localhost:6379 /0"},
        {"redis://localhost/", ":@localhost:6379 /0"},
        {"redis://10.0.0.1:7000/3", ":@10.0.0.1:7000 /3"},
        {"redis://[::1]", ":@[::1]:6379 /0"},
        {"redis://[::1]:7000/1", ":@[::1]:7000 /1"},
        {"redis://:secret@h", ":secret@h:6379 /0"},
        {"redis://ann:s%40%3a%2f%25@h:1", "ann:s@:/%@h:1 /0"},
        {"redis://ann:a:b@h", "ann:a:b@h:6379 /0"},
        {"redis://:p@ss/w?r#d@h:1/2", ":p@ss/w?r#d@h:1 /2"},
        {"redis://ann:a/b@[::1]", "ann:a/b@[::1]:6379 /0"},
        {"rediss://h", "tls :@h:6379 /0"},
        {"rediss://ann:pw@h:6380/2", "tls ann:pw@h:6380 /2"},
        {"redis://a:1,b:2/0", ":@a:1 b:2 /0"},
        {"rediss://ann:p,q@[::1],b,10.0.0.1:3/4", "tls ann:p,q@[::1]:6379 b:6379 10.0.0.1:3 /4"},
        {"redis://a,b,c,d,e,f,g,h", ":@a:6379 b:6379 c:6379 d:6379 e:6379 f:6379 g:6379 h:6379 /0"},
        {"sentinel://h1:26380,h2,[::1]/mymaster/3", ":@h1:26380 h2:26379 [::1]:26379 mymaster/3"},
        {"sentinel://ann:p/w@h/my%2Fname", "ann:p/w@h:26379 my/name/0"},
        {"sentinel://h/n/", ":@h:26379 n/0"},
        {"sentinels://:pw@h/n", "tls :pw@h:26379 n/0"},
        {"unix:/s?user=ann&password=p@q/r?s", "ann:p@q/r?s@unix:/s /0"},
        {"unix:/run/redis.sock", ":@unix:/run/redis.sock /0"},
        {"unix:///run/redis.sock", ":@unix:/run/redis.sock /0"},
        {"unix:/run/a%20b?db=15", ":@unix:/run/a b /15"},
        {"unix:/s?db=0&user=ann&password=p%26q", "ann:p&q@unix:/s /0"},
        {"unix:/s?password=p", ":p@unix:/s /0"},
    };
    char text[1024];

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct redis_target t;
        assert_int_equal(redis_target_parse(good[i].url, &t), 0);
        assert_string_equal(describe(&t, text), good[i].expected);
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
        "rediss:/h",
        "redis://a,",
        "redis://,a",
        "redis://a,,b",
        "redis://a:1,b:x",
        "redis://a,b/0/1",
        "redis://a,b,c,d,e,f,g,h,i",
        "sentinel://h",
        "sentinel://h/",
        "sentinel://h//0",
        "sentinel:///name",
        "sentinel://h/my%20name",
        "sentinel://h/my%0aname",
        "sentinel://h/name/x",
        "sentinel://h/name/0/1",
        "sentinel://ann@h/name",
        "sentinel://h/" LONG_100 LONG_100,
        "sentinels://",
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
        struct redis_target t = {.db = 7};
        if (redis_target_parse(bad[i], &t) != ERR_SYNTAX)
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(t.db, 7);
    }
}

/* Each differs from the first in one thing. */
static void test_equal_targets(void **state)
{
    static const char *const urls[] = {
        "redis://u:p@a:1,b:2/0",     "rediss://u:p@a:1,b:2/0", "redis://v:p@a:1,b:2/0",
        "redis://u:q@a:1,b:2/0",     "redis://u:p@c:1,b:2/0",  "redis://u:p@a:1,b:3/0",
        "redis://u:p@a:1/0",         "redis://u:p@a:1,b:2/1",  "sentinel://u:p@a:1,b:2/x/0",
        "unix:/a?user=u&password=p",
    };
    struct redis_target first, other;

    (void)state;
    assert_int_equal(redis_target_parse(urls[0], &first), 0);
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        assert_int_equal(redis_target_parse(urls[i], &other), 0);
        assert_int_equal(redis_target_equals(&first, &other), i == 0);
    }
    other = first;
    other.tls_settings.ca_file[0] = '/';
    assert_false(redis_target_equals(&first, &other));
    other = first;
    other.sentinel.password[0] = 'p';
    assert_false(redis_target_equals(&first, &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_urls),
        cmocka_unit_test(test_bad_urls),
        cmocka_unit_test(test_equal_targets),
    };

    return cmocka_run_group_tests_name("redis_target", tests, NULL, NULL);
}
