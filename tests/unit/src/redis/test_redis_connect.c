/* SPDX-License-Identifier: MIT */
/*
 * Logins at servers that are no primary, and the way to the primary over lists and Sentinels.
 */
#include "base/error.h"
#include "redis/redis.h"
#include "redis/redis_loss.h"
#include "tests/unit/support/scripted_redis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TIMEOUT_MS 10000
#define INFO                                                                                       \
    "$72\r\n# Server\r\nredis_mode:standalone\r\nrun_id:012345678901234567890123456789\r\n\r\n"
#define SELECTS                                                                                    \
    {                                                                                              \
        "SELECT 0", "+OK\r\n"                                                                      \
    }
#define INFORMS                                                                                    \
    {                                                                                              \
        "INFO server", INFO                                                                        \
    }
#define PONGS                                                                                      \
    {                                                                                              \
        "PING", "+PONG\r\n"                                                                        \
    }
#define IS_MASTER                                                                                  \
    {                                                                                              \
        "ROLE", "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"                                               \
    }
#define IS_REPLICA                                                                                 \
    {                                                                                              \
        "ROLE", "*5\r\n$5\r\nslave\r\n$8\r\n10.0.0.9\r\n:6380\r\n$9\r\nconnected\r\n:1\r\n"        \
    }
#define THE_END                                                                                    \
    {                                                                                              \
        NULL, NULL                                                                                 \
    }

static const struct scripted_answer primary[] = {SELECTS, INFORMS, IS_MASTER, PONGS, THE_END};
static const struct scripted_answer replica[] = {SELECTS, INFORMS, IS_REPLICA, PONGS, THE_END};

/* Connects to the URL. Returns 0, or ERR_REDIS with the reason. */
static int connect_to(const char *url, char why[REDIS_WHY_SIZE])
{
    struct redis_target target;
    struct redis *r = NULL;

    assert_int_equal(redis_target_parse(url, &target), 0);
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &r), 0);
    int err = redis_ensure(r);
    (void)snprintf(why, REDIS_WHY_SIZE, "%s", err == 0 ? redis_server(r) : redis_failure(r));
    assert_int_equal(redis_connected(r), err == 0);
    redis_free(&r);
    return err;
}

/* The reason why a server with these answers is refused. */
static void assert_reason(const struct scripted_answer *answers, const char *reason)
{
    struct scripted_redis s;
    char url[64], why[REDIS_WHY_SIZE];

    assert_int_equal(scripted_redis_start(&s, answers), 0);
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%d", s.port);
    assert_int_equal(connect_to(url, why), ERR_REDIS);
    assert_string_equal(why, reason);
    scripted_redis_stop(&s);
}

static void test_servers_that_are_refused(void **state)
{
    static const struct scripted_answer forbidden[] = {
        SELECTS, INFORMS, {"ROLE", "-NOPERM cannot run the 'role' command\r\n"}, PONGS, THE_END};
    static const struct scripted_answer loading[] = {
        SELECTS, INFORMS, IS_MASTER, {"PING", "-LOADING Redis is loading\r\n"}, THE_END};
    static const struct scripted_answer odd[] = {
        SELECTS, INFORMS, {"ROLE", "+OK\r\n"}, PONGS, THE_END};
    static const struct scripted_answer cluster[] = {
        {"SELECT 0", "-ERR SELECT is not allowed in cluster mode\r\n"},
        {"INFO server", "$39\r\nredis_mode:cluster\r\nrun_id:0123456789\r\n\r\n"},
        IS_MASTER,
        PONGS,
        THE_END};
    static const struct scripted_answer valkey_cluster[] = {
        SELECTS,
        {"INFO server", "$40\r\nserver_mode:cluster\r\nrun_id:0123456789\r\n\r\n"},
        IS_MASTER,
        PONGS,
        THE_END};
    static const struct scripted_answer sentinel[] = {
        {"INFO server", "$40\r\nredis_mode:sentinel\r\nrun_id:0123456789\r\n\r\n"}, THE_END};

    (void)state;
    assert_reason(replica, "it is a replica of 10.0.0.9:6380");
    assert_reason(forbidden, "NOPERM cannot run the 'role' command");
    assert_reason(loading, "LOADING Redis is loading");
    assert_reason(odd, "ROLE does not say \"master\"");
    assert_reason(cluster, "it is a Redis Cluster, which is not supported: use one primary, with "
                           "replicas and Sentinels");
    assert_reason(valkey_cluster,
                  "it is a Redis Cluster, which is not supported: use one primary, with "
                  "replicas and Sentinels");
    assert_reason(sentinel, "it is a Sentinel: begin redis_url with sentinel://");
}

/* A server that cannot save, or does not permit PING, is used. */
static void test_ping_is_only_asked_whether_it_serves(void **state)
{
    static const struct scripted_answer misconf[] = {
        SELECTS, INFORMS, IS_MASTER, {"PING", "-MISCONF Redis cannot save\r\n"}, THE_END};
    static const struct scripted_answer forbidden[] = {
        SELECTS, INFORMS, IS_MASTER, {"PING", "-NOPERM cannot run 'ping'\r\n"}, THE_END};
    static const struct scripted_answer *const good[] = {misconf, forbidden};
    char url[64], why[REDIS_WHY_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct scripted_redis s;
        assert_int_equal(scripted_redis_start(&s, good[i]), 0);
        (void)snprintf(url, sizeof url, "redis://127.0.0.1:%d", s.port);
        assert_int_equal(connect_to(url, why), 0);
        scripted_redis_stop(&s);
    }
}

static void test_the_primary_of_a_list(void **state)
{
    struct scripted_redis one, two;
    char url[96], why[REDIS_WHY_SIZE], expected[64];

    (void)state;
    assert_int_equal(scripted_redis_start(&one, replica), 0);
    assert_int_equal(scripted_redis_start(&two, primary), 0);
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%d,127.0.0.1:%d", one.port, two.port);
    (void)snprintf(expected, sizeof expected, "127.0.0.1:%d", two.port);
    assert_int_equal(connect_to(url, why), 0);
    assert_string_equal(why, expected);
    scripted_redis_stop(&two);
    (void)snprintf(expected, sizeof expected, "127.0.0.1:%d: Connection refused", two.port);
    assert_int_equal(connect_to(url, why), ERR_REDIS);
    assert_string_equal(why, expected);
    scripted_redis_stop(&one);
}

/* Starts a Sentinel whose answer is the port of a server. */
static void start_sentinel(struct scripted_redis *s, int port, struct scripted_answer answers[4],
                           char text[128])
{
    char number[16];

    (void)snprintf(number, sizeof number, "%d", port);
    (void)snprintf(text, 128, "*2\r\n$9\r\n127.0.0.1\r\n$%zu\r\n%s\r\n", strlen(number), number);
    answers[0] = (struct scripted_answer){"AUTH ann secret", "+OK\r\n"};
    answers[1] = (struct scripted_answer){"SENTINEL sentinels mymaster", "*0\r\n"};
    answers[2] = (struct scripted_answer){"SENTINEL get-master-addr-by-name mymaster", text};
    answers[3] = (struct scripted_answer)THE_END;
    assert_int_equal(scripted_redis_start(s, answers), 0);
}

static void test_the_primary_by_sentinels(void **state)
{
    struct scripted_answer behind[4], current[4];
    struct scripted_redis one, two, s1, s2;
    struct redis_target target;
    struct redis *r = NULL;
    char url[96], texts[2][128], expected[64];

    (void)state;
    assert_int_equal(scripted_redis_start(&one, replica), 0);
    assert_int_equal(scripted_redis_start(&two, primary), 0);
    start_sentinel(&s1, one.port, behind, texts[0]);
    start_sentinel(&s2, two.port, current, texts[1]);
    (void)snprintf(url, sizeof url, "sentinel://127.0.0.1:%d,127.0.0.1:%d/mymaster", s1.port,
                   s2.port);
    assert_int_equal(redis_target_parse(url, &target), 0);
    (void)snprintf(target.sentinel.user, sizeof target.sentinel.user, "ann");
    (void)snprintf(target.sentinel.password, sizeof target.sentinel.password, "secret");
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &r), 0);
    assert_int_equal(redis_ensure(r), 0);
    (void)snprintf(expected, sizeof expected, "127.0.0.1:%d", two.port);
    assert_string_equal(redis_server(r), expected);
    redis_free(&r);

    (void)snprintf(target.sentinel.password, sizeof target.sentinel.password, "wrong");
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &r), 0);
    assert_int_equal(redis_ensure(r), ERR_REDIS);
    (void)snprintf(expected, sizeof expected, "Sentinel 127.0.0.1:%d: ERR unknown command",
                   s2.port);
    assert_string_equal(redis_failure(r), expected);
    redis_free(&r);
    scripted_redis_stop(&s2);
    scripted_redis_stop(&s1);
    scripted_redis_stop(&two);
    scripted_redis_stop(&one);
}

/* The Sentinel of the URL is away; one that it named before is asked. */
static void test_another_sentinel_is_remembered(void **state)
{
    struct scripted_answer first[4], second[4];
    struct scripted_redis server, s1, s2;
    struct redis_target target;
    struct redis *r = NULL;
    char url[96], texts[2][128], others[128], number[16];

    (void)state;
    assert_int_equal(scripted_redis_start(&server, primary), 0);
    start_sentinel(&s2, server.port, second, texts[1]);
    start_sentinel(&s1, server.port, first, texts[0]);
    scripted_redis_stop(&s1);
    (void)snprintf(number, sizeof number, "%d", s2.port);
    (void)snprintf(others, sizeof others,
                   "*1\r\n*4\r\n$2\r\nip\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n$%zu\r\n%s\r\n",
                   strlen(number), number);
    first[1].reply = others;
    assert_int_equal(scripted_redis_start(&s1, first), 0);
    (void)snprintf(url, sizeof url, "sentinel://127.0.0.1:%d/mymaster", s1.port);
    assert_int_equal(redis_target_parse(url, &target), 0);
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &r), 0);
    assert_int_equal(redis_ensure(r), 0);
    scripted_redis_stop(&s1);
    redis_disconnect(r);
    assert_int_equal(redis_ensure(r), 0);
    redis_free(&r);
    scripted_redis_stop(&s2);
    scripted_redis_stop(&server);
}

static void test_losses(void **state)
{
    (void)state;
    assert_true(redis_loss_is("READONLY You can't write against a read only replica."));
    assert_true(redis_loss_is("ERR Error running script: @user_script: -READONLY You can't"));
    assert_true(redis_loss_is("MASTERDOWN Link with MASTER is down"));
    assert_true(redis_loss_is("LOADING Redis is loading the dataset in memory"));
    assert_true(redis_loss_is("CLUSTERDOWN The cluster is down"));
    assert_true(redis_loss_is("UNBLOCKED force unblock from blocking operation"));
    assert_true(redis_loss_is("MOVED 3999 127.0.0.1:6381"));
    assert_false(redis_loss_is("OOM command not allowed"));
    assert_false(redis_loss_is("ERR READONLY"));
    assert_false(redis_loss_is("READONLYX"));
    assert_false(redis_loss_is(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_servers_that_are_refused),
        cmocka_unit_test(test_ping_is_only_asked_whether_it_serves),
        cmocka_unit_test(test_the_primary_of_a_list),
        cmocka_unit_test(test_the_primary_by_sentinels),
        cmocka_unit_test(test_another_sentinel_is_remembered),
        cmocka_unit_test(test_losses),
    };

    return cmocka_run_group_tests_name("redis_connect", tests, NULL, NULL);
}
