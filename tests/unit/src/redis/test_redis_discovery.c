/* SPDX-License-Identifier: MIT */
/*
 * The way to the primary, as transcripts of steps: "ask A" and "log in A" with their results.
 */
#include "redis/redis_discovery.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void begin(struct redis_discovery *d, const char *url)
{
    struct redis_target target;

    assert_int_equal(redis_target_parse(url, &target), 0);
    redis_discovery_init(d, &target);
}

static void assert_next(const struct redis_discovery *d, enum redis_step step, const char *address)
{
    const struct redis_address *a = NULL;
    char text[REDIS_ADDRESS_SIZE];

    assert_int_equal(redis_discovery_next(d, &a), step);
    if (step == REDIS_STEP_OVER)
        assert_null(a);
    else
        assert_string_equal(redis_address_text(a, text), address);
}

static void test_one_server(void **state)
{
    struct redis_discovery d;

    (void)state;
    begin(&d, "unix:/run/redis.sock");
    assert_next(&d, REDIS_STEP_LOG_IN, "unix:/run/redis.sock");
    assert_int_equal(redis_discovery_step_ms(&d, REDIS_STEP_LOG_IN, 2000), 2000);
    redis_discovery_fail(&d, "no");
    assert_next(&d, REDIS_STEP_OVER, NULL);
    assert_string_equal(d.why, "no");
    redis_discovery_begin(&d);
    assert_next(&d, REDIS_STEP_LOG_IN, "unix:/run/redis.sock");
    redis_discovery_succeed(&d);
    assert_next(&d, REDIS_STEP_LOG_IN, "unix:/run/redis.sock");
}

static void test_a_list_of_servers(void **state)
{
    struct redis_discovery d;

    (void)state;
    begin(&d, "redis://a,b,c");
    assert_next(&d, REDIS_STEP_LOG_IN, "a:6379");
    redis_discovery_fail(&d, "it is a replica");
    assert_next(&d, REDIS_STEP_LOG_IN, "b:6379");
    redis_discovery_fail(&d, "Connection refused");
    assert_next(&d, REDIS_STEP_LOG_IN, "c:6379");
    redis_discovery_succeed(&d);
    /* the good one is the first, and the others keep their order */
    assert_next(&d, REDIS_STEP_LOG_IN, "c:6379");
    redis_discovery_fail(&d, "gone");
    assert_next(&d, REDIS_STEP_LOG_IN, "a:6379");
    redis_discovery_fail(&d, "gone");
    assert_next(&d, REDIS_STEP_LOG_IN, "b:6379");
    redis_discovery_fail(&d, "Connection refused");
    assert_next(&d, REDIS_STEP_OVER, NULL);
    assert_string_equal(d.why, "b:6379: Connection refused");
}

static void test_the_time_of_a_step(void **state)
{
    struct redis_discovery d;

    (void)state;
    begin(&d, "redis://a,b,c,d");
    assert_int_equal(redis_discovery_step_ms(&d, REDIS_STEP_LOG_IN, 2000), 500);
    assert_int_equal(redis_discovery_step_ms(&d, REDIS_STEP_LOG_IN, 1000), 300);
    assert_int_equal(redis_discovery_step_ms(&d, REDIS_STEP_LOG_IN, 100), 100);
    begin(&d, "sentinel://a,b/name");
    assert_int_equal(redis_discovery_step_ms(&d, REDIS_STEP_ASK, 2000), 300);
    assert_int_equal(redis_discovery_step_ms(&d, REDIS_STEP_ASK, 100), 100);
    assert_int_equal(redis_discovery_step_ms(&d, REDIS_STEP_LOG_IN, 2000), 2000);
}

static void test_sentinels(void **state)
{
    struct redis_discovery d;

    (void)state;
    begin(&d, "sentinel://s1,s2/name");
    assert_next(&d, REDIS_STEP_ASK, "s1:26379");
    redis_discovery_fail(&d, "Connection refused");
    assert_next(&d, REDIS_STEP_ASK, "s2:26379");
    redis_discovery_take_primary(&d, "10.0.0.1", 7000);
    assert_next(&d, REDIS_STEP_LOG_IN, "10.0.0.1:7000");
    redis_discovery_succeed(&d);
    /* what the Sentinel said is asked anew, and that Sentinel first */
    assert_next(&d, REDIS_STEP_ASK, "s2:26379");
    redis_discovery_take_primary(&d, NULL, 0);
    assert_next(&d, REDIS_STEP_ASK, "s1:26379");
    redis_discovery_take_primary(&d, "", 7000);
    assert_next(&d, REDIS_STEP_OVER, NULL);
    assert_string_equal(d.why, "Sentinel s1:26379: it names an invalid address");
}

/* A Sentinel that is cut off still names the old primary. */
static void test_a_sentinel_that_is_behind(void **state)
{
    struct redis_discovery d;

    (void)state;
    begin(&d, "sentinel://s1,s2,s3/name");
    redis_discovery_take_primary(&d, "old", 6379);
    redis_discovery_fail(&d, "it is a replica of new:6379");
    assert_next(&d, REDIS_STEP_ASK, "s2:26379");
    redis_discovery_take_primary(&d, "old", 6379); /* no second login at the same */
    assert_next(&d, REDIS_STEP_ASK, "s3:26379");
    assert_string_equal(d.why, "old:6379: it is a replica of new:6379");
    redis_discovery_take_primary(&d, "new", 6379);
    assert_next(&d, REDIS_STEP_LOG_IN, "new:6379");
    redis_discovery_succeed(&d);
    assert_next(&d, REDIS_STEP_ASK, "s3:26379");
    redis_discovery_take_primary(&d, "old", 6379); /* a new round asks it again */
    assert_next(&d, REDIS_STEP_LOG_IN, "old:6379");
}

static void test_bad_ports_and_long_names(void **state)
{
    struct redis_discovery d;
    char host[300] = "";

    (void)state;
    memset(host, 'h', sizeof host - 1);
    begin(&d, "sentinel://s1,s2,s3/name");
    redis_discovery_take_primary(&d, "h", 0);
    assert_next(&d, REDIS_STEP_ASK, "s2:26379");
    redis_discovery_take_primary(&d, "h", 65536);
    assert_next(&d, REDIS_STEP_ASK, "s3:26379");
    redis_discovery_take_primary(&d, host, 6379);
    assert_next(&d, REDIS_STEP_OVER, NULL);
}

static void test_other_sentinels(void **state)
{
    struct redis_discovery d;
    char host[16];

    (void)state;
    begin(&d, "sentinel://s1,s2/name");
    redis_discovery_take_sentinel(&d, "s1", 26379); /* known */
    redis_discovery_take_sentinel(&d, "s3", 0);     /* invalid */
    assert_int_equal(d.count, 2);
    redis_discovery_take_sentinel(&d, "s3", 26380);
    redis_discovery_take_sentinel(&d, "s3", 26380);
    assert_int_equal(d.count, 3);
    redis_discovery_fail(&d, "no");
    redis_discovery_fail(&d, "no");
    assert_next(&d, REDIS_STEP_ASK, "s3:26380");
    for (int i = 0; i < 2 * REDIS_DISCOVERY_MAX; i++) {
        (void)snprintf(host, sizeof host, "x%d", i);
        redis_discovery_take_sentinel(&d, host, 26379);
    }
    assert_int_equal(d.count, REDIS_DISCOVERY_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_server),
        cmocka_unit_test(test_a_list_of_servers),
        cmocka_unit_test(test_the_time_of_a_step),
        cmocka_unit_test(test_sentinels),
        cmocka_unit_test(test_a_sentinel_that_is_behind),
        cmocka_unit_test(test_bad_ports_and_long_names),
        cmocka_unit_test(test_other_sentinels),
    };

    return cmocka_run_group_tests_name("redis_discovery", tests, NULL, NULL);
}
