/* SPDX-License-Identifier: MIT */
/*
 * A connection on an event loop to scripted servers: who is a primary, who is not, and why.
 */
#include "tests/unit/support/scripted_redis.h"
#include "ws/source/redis_connection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define INFO(mode) "$61\r\nredis_mode:" mode "\r\nrun_id:0123456789012345678901234567890123\r\n"
#define STANDALONE INFO("solo---")
#define CLUSTER INFO("cluster")
#define MASTER "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"
#define MESSAGE "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$4\r\nnews\r\n"
#define REPLICA "*5\r\n$5\r\nslave\r\n$4\r\nhost\r\n:6379\r\n$9\r\nconnected\r\n:0\r\n"

/* What the connection said. */
struct told {
    struct redis_connection *connection;
    int ups, replies, published;
    bool closes_at_news;
    char text[64], news[64], why[REDIS_WHY_SIZE];
};

static void told_up(void *arg)
{
    struct told *t = arg;

    t->ups++;
    redis_connection_command(t->connection, 2, (const char *[]){"GET", "key"});
}

static void told_answered(void *arg)
{
    struct told *t = arg;

    t->ups++;
    redis_connection_close(&t->connection);
}

static void told_reply(void *arg, const struct redis_value *r)
{
    struct told *t = arg;

    t->replies++;
    (void)snprintf(t->text, sizeof t->text, "%s", redis_value_text(r));
    redis_connection_close(&t->connection);
}

static void told_published(void *arg, const struct redis_published *m)
{
    struct told *t = arg;

    t->published++;
    (void)snprintf(t->news, sizeof t->news, "%s %.*s", m->channel, (int)m->text_len, m->text);
    if (t->closes_at_news)
        redis_connection_close(&t->connection);
}

static void told_down(void *arg, const char *why)
{
    struct told *t = arg;

    (void)snprintf(t->why, sizeof t->why, "%s", why);
    redis_connection_close(&t->connection);
}

/* Runs a connection to the end; discovery NULL: to a server. t says how to behave. */
static struct told talk_as(struct told t, const struct scripted_answer *answers,
                           struct redis_discovery *discovery, const char *name)
{
    static const struct redis_connection_ops to_server = {told_up, told_reply, told_down,
                                                          told_published};
    static const struct redis_connection_ops to_sentinel = {told_answered, told_reply, told_down,
                                                            NULL};
    struct redis_target target = {.count = 1};
    struct scripted_redis server;
    uv_loop_t loop;

    assert_int_equal(scripted_redis_start(&server, answers), 0);
    assert_int_equal(uv_loop_init(&loop), 0);
    (void)snprintf(target.addresses[0].host, sizeof target.addresses[0].host, "127.0.0.1");
    (void)snprintf(target.primary, sizeof target.primary, "%s", name);
    target.addresses[0].port = server.port;
    if (discovery != NULL)
        redis_discovery_init(discovery, &target);
    const struct redis_connection_peer peer = {&target, &target.addresses[0], "127.0.0.1",
                                               discovery};
    assert_int_equal(redis_connection_open(&loop, &peer,
                                           discovery != NULL ? &to_sentinel : &to_server, &t,
                                           &t.connection, t.why),
                     0);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    scripted_redis_stop(&server);
    return t;
}

static struct told talk(const struct scripted_answer *answers, struct redis_discovery *discovery,
                        const char *name)
{
    return talk_as((struct told){0}, answers, discovery, name);
}

static void test_a_primary_takes_commands(void **state)
{
    static const struct scripted_answer answers[] = {
        {"SELECT 0", "+OK\r\n"}, {"INFO server", STANDALONE},    {"ROLE", MASTER},
        {"PING", "+PONG\r\n"},   {"GET key", "$5\r\nvalue\r\n"}, {0}};
    struct told t = talk(answers, NULL, "");

    (void)state;
    assert_string_equal(t.why, "");
    assert_int_equal(t.ups, 1);
    assert_int_equal(t.replies, 1);
    assert_string_equal(t.text, "value");
}

/* Those before a reply are passed where they lie; one behind it is a reply of hiredis. */
static void test_messages_of_channels(void **state)
{
    static const struct scripted_answer answers[] = {
        {"SELECT 0", "+OK\r\n"},
        {"INFO server", STANDALONE},
        {"ROLE", MASTER},
        {"PING", "+PONG\r\n"},
        {"GET key", MESSAGE MESSAGE "$5\r\nvalue\r\n" MESSAGE},
        {0}};
    struct told t = talk(answers, NULL, "");

    (void)state;
    assert_string_equal(t.why, "");
    assert_int_equal(t.published, 2);
    assert_string_equal(t.news, "ch news");
    assert_int_equal(t.replies, 1);
    assert_string_equal(t.text, "value");

    t = talk_as((struct told){.closes_at_news = true}, answers, NULL, "");
    assert_string_equal(t.why, "");
    assert_int_equal(t.published, 1);
    assert_int_equal(t.replies, 0);
}

static void test_a_replica_is_refused(void **state)
{
    static const struct scripted_answer answers[] = {{"SELECT 0", "+OK\r\n"},
                                                     {"INFO server", STANDALONE},
                                                     {"ROLE", REPLICA},
                                                     {"PING", "+PONG\r\n"},
                                                     {0}};
    struct told t = talk(answers, NULL, "");

    (void)state;
    assert_int_equal(t.ups, 0);
    assert_string_equal(t.why, "it is a replica of host:6379");
}

static void test_a_cluster_is_refused(void **state)
{
    static const struct scripted_answer answers[] = {{"SELECT 0", "+OK\r\n"},
                                                     {"INFO server", CLUSTER},
                                                     {"ROLE", MASTER},
                                                     {"PING", "+PONG\r\n"},
                                                     {0}};
    struct told t = talk(answers, NULL, "");

    (void)state;
    assert_int_equal(t.ups, 0);
    assert_non_null(strstr(t.why, "it is a Redis Cluster"));
    assert_non_null(strstr(t.why, "Sentinels"));
}

/* The words of a server that closes at once are the reason. */
static void test_a_server_that_closes_says_why(void **state)
{
    static const struct scripted_answer answers[] = {
        {"INFO server", "-ERR max number of clients reached\r\n"}, {"SELECT 0", NULL}, {0}};
    struct told t = talk(answers, NULL, "");

    (void)state;
    assert_int_equal(t.ups, 0);
    assert_string_equal(t.why, "ERR max number of clients reached");
}

static void test_a_sentinel_names_the_primary(void **state)
{
    static const struct scripted_answer answers[] = {
        {"SENTINEL sentinels site", "*0\r\n"},
        {"SENTINEL get-master-addr-by-name site", "*2\r\n$9\r\n127.0.0.2\r\n$4\r\n6380\r\n"},
        {0}};
    const struct redis_address *address;
    struct redis_discovery discovery;
    struct told t = talk(answers, &discovery, "site");

    (void)state;
    assert_string_equal(t.why, "");
    assert_int_equal(t.ups, 1);
    assert_int_equal(redis_discovery_next(&discovery, &address), REDIS_STEP_LOG_IN);
    assert_string_equal(address->host, "127.0.0.2");
    assert_int_equal(address->port, 6380);
}

static void test_nobody_listens(void **state)
{
    struct redis_target target = {.count = 1};
    const struct redis_connection_peer peer = {&target, &target.addresses[0], "127.0.0.1", NULL};
    static const struct redis_connection_ops ops = {told_up, told_reply, told_down, NULL};
    struct told t = {0};
    uv_loop_t loop;

    (void)state;
    target.addresses[0].port = 1;
    assert_int_equal(uv_loop_init(&loop), 0);
    if (redis_connection_open(&loop, &peer, &ops, &t, &t.connection, t.why) == 0)
        (void)uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_string_equal(t.why, "Connection refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_primary_takes_commands),
        cmocka_unit_test(test_messages_of_channels),
        cmocka_unit_test(test_a_replica_is_refused),
        cmocka_unit_test(test_a_cluster_is_refused),
        cmocka_unit_test(test_a_server_that_closes_says_why),
        cmocka_unit_test(test_a_sentinel_names_the_primary),
        cmocka_unit_test(test_nobody_listens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
