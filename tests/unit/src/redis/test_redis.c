/* SPDX-License-Identifier: MIT */
/*
 * The connection: replies, pipelines, scripts, and a server that stops.
 */
#include "redis/redis.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/redis_server.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#define TIMEOUT_MS 5000
#define SHORT_MS 100
#define RECOVERY_MS 10000
#define POLL_MS 10
#define CALLS_MAX 6

struct fixture {
    struct redis_server server;
    struct redis_target target;
    struct redis *r;
};

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    *state = f;
    signal(SIGPIPE, SIG_IGN);
    if (redis_server_start(&f->server) != 0)
        return -1;
    return redis_target_parse(f->server.url, &f->target);
}

static int stop(void **state)
{
    struct fixture *f = *state;

    redis_server_stop(&f->server);
    free(f);
    return 0;
}

static int open_connection(void **state)
{
    struct fixture *f = *state;

    return redis_new(&f->target, TIMEOUT_MS, &f->r);
}

static int close_connection(void **state)
{
    struct fixture *f = *state;

    redis_free(&f->r);
    return 0;
}

static int append_text(struct redis *r, const char *a, const char *b, const char *c)
{
    const char *argv[] = {a, b, c};

    return redis_append(r, c != NULL ? 3 : b != NULL ? 2 : 1, argv, NULL);
}

static void test_values(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    static const char script[] = "return {1, 'two', {'3', false}, -4}";
    struct redis_value *v = NULL;

    assert_int_equal(redis_script(r, script, 0, 0, NULL, NULL, &v), 0);
    assert_int_equal(redis_value_type(v), REDIS_VALUE_ARRAY);
    assert_int_equal(redis_value_count(v), 4);
    assert_int_equal(redis_value_int(redis_value_item(v, 0)), 1);
    assert_string_equal(redis_value_text(redis_value_item(v, 1)), "two");
    assert_int_equal(redis_value_len(redis_value_item(v, 1)), 3);
    const struct redis_value *inner = redis_value_item(v, 2);
    assert_int_equal(redis_value_int(redis_value_item(inner, 0)), 3);
    assert_int_equal(redis_value_type(redis_value_item(inner, 1)), REDIS_VALUE_NIL);
    assert_int_equal(redis_value_int(redis_value_item(v, 3)), -4);
    assert_null(redis_value_item(v, 4));
    assert_null(redis_value_text(v));
    redis_value_free(&v);
    assert_null(v);
    assert_int_equal(redis_value_type(NULL), REDIS_VALUE_NIL);
    assert_int_equal(redis_value_int(NULL), 0);
}

static void test_bytes_and_lengths(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    const char *set[] = {"SET", "k", "a\0b"};
    const size_t lens[] = {3, 1, 3};
    struct redis_value *v = NULL;

    assert_int_equal(redis_command(r, 3, set, lens, NULL), 0);
    assert_int_equal(redis_commandl(r, &v, "GET", "k", (const char *)NULL), 0);
    assert_int_equal(redis_value_len(v), 3);
    assert_memory_equal(redis_value_text(v), "a\0b", 3);
    redis_value_free(&v);
}

static void test_error_reply_keeps_the_connection(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    struct redis_value *v = NULL;

    assert_int_equal(redis_commandl(r, &v, "NONSENSE", (const char *)NULL), ERR_REDIS);
    assert_null(v);
    assert_non_null(strstr(redis_failure(r), "unknown command"));
    assert_true(redis_connected(r));
    assert_int_equal(redis_commandl(r, NULL, "PING", (const char *)NULL), 0);
    assert_int_equal(redis_connects(r), 1);
}

static void test_pipeline_of_hundreds(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    char value[16];

    assert_int_equal(append_text(r, "PING", NULL, NULL), ERR_REDIS); /* not connected yet */
    assert_int_equal(redis_ensure(r), 0);
    for (int i = 0; i < REDIS_PIPELINE_MAX; i++) {
        snprintf(value, sizeof value, "%d", i);
        assert_int_equal(append_text(r, "ECHO", value, NULL), 0);
    }
    assert_int_equal(append_text(r, "PING", NULL, NULL), ERR_BOUND);
    assert_int_equal(redis_owed(r), REDIS_PIPELINE_MAX);
    for (int i = 0; i < REDIS_PIPELINE_MAX; i++) {
        struct redis_value *v = NULL;
        assert_int_equal(redis_next(r, &v), 0);
        assert_int_equal(redis_value_int(v), i);
        redis_value_free(&v);
    }
    assert_int_equal(redis_owed(r), 0);
}

/* Far more data than the buffers of a socket hold, in both directions. */
static void test_pipeline_of_large_values(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    size_t size = 64 << 10;
    char *big = calloc(1, size + 1);

    memset(big, 'x', size);
    assert_int_equal(redis_ensure(r), 0);
    for (int i = 0; i < REDIS_PIPELINE_MAX; i++)
        assert_int_equal(append_text(r, "ECHO", big, NULL), 0);
    for (int i = 0; i < REDIS_PIPELINE_MAX; i++) {
        struct redis_value *v = NULL;
        assert_int_equal(redis_next(r, &v), 0);
        assert_int_equal(redis_value_len(v), size);
        redis_value_free(&v);
    }
    free(big);
}

static void test_script_after_flush(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    static const char script[] = "return ARGV[1] .. KEYS[1]";
    const char *argv[] = {"key", "value"};
    struct redis_value *v = NULL;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(redis_commandl(r, NULL, "SCRIPT", "FLUSH", (const char *)NULL), 0);
        assert_int_equal(redis_append_script(r, script, 1, 2, argv, NULL), 0);
        assert_int_equal(redis_next(r, &v), 0);
        assert_true(redis_value_is_noscript(v));
        redis_value_free(&v);
        assert_int_equal(redis_script(r, script, 1, 2, argv, NULL, &v), 0);
        assert_string_equal(redis_value_text(v), "valuekey");
        redis_value_free(&v);
        assert_int_equal(redis_append_script(r, script, 1, 2, argv, NULL), 0);
        assert_int_equal(redis_next(r, &v), 0);
        assert_false(redis_value_is_noscript(v));
        redis_value_free(&v);
    }
}

static void test_script_that_fails(void **state)
{
    struct redis *r = ((struct fixture *)*state)->r;
    struct redis_value *v = NULL;

    assert_int_equal(redis_script(r, "return redis.call('NONSENSE')", 0, 0, NULL, NULL, &v),
                     ERR_REDIS);
    assert_null(v);
    assert_true(redis_connected(r));
}

static void test_database_is_selected(void **state)
{
    struct fixture *f = *state;
    struct redis_target target = f->target;
    struct redis *other = NULL;
    struct redis_value *v = NULL;

    target.db = 3;
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &other), 0);
    assert_int_equal(redis_commandl(other, NULL, "SET", "only", "3", (const char *)NULL), 0);
    assert_int_equal(redis_commandl(f->r, &v, "GET", "only", (const char *)NULL), 0);
    assert_int_equal(redis_value_type(v), REDIS_VALUE_NIL);
    redis_value_free(&v);
    redis_free(&other);

    target.db = 9999;
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &other), 0);
    assert_int_equal(redis_ensure(other), ERR_REDIS);
    assert_false(redis_connected(other));
    assert_non_null(strstr(redis_failure(other), "DB index"));
    redis_free(&other);
}

static void test_login(void **state)
{
    struct fixture *f = *state;
    struct redis_target target = f->target;
    struct redis *other = NULL;

    assert_int_equal(redis_commandl(f->r, NULL, "ACL", "SETUSER", "ann", "on", ">secret", "+@all",
                                    "~*", "&*", (const char *)NULL),
                     0);
    snprintf(target.login.user, sizeof target.login.user, "ann");
    snprintf(target.login.password, sizeof target.login.password, "secret");
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &other), 0);
    assert_int_equal(redis_ensure(other), 0);
    redis_free(&other);

    snprintf(target.login.password, sizeof target.login.password, "wrong");
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &other), 0);
    assert_int_equal(redis_ensure(other), ERR_REDIS);
    assert_non_null(strstr(redis_failure(other), "WRONGPASS"));
    assert_null(strstr(redis_failure(other), target.login.password));
    redis_free(&other);
}

/* Calls redis_ensure() until it succeeds, within a limit. */
static void ensure_within(struct redis *r, int limit_ms)
{
    int64_t end = clock_mono_ms() + limit_ms;

    while (redis_ensure(r) != 0) {
        assert_true(clock_mono_ms() < end);
        poll(NULL, 0, POLL_MS);
    }
}

static void test_server_killed_and_started_again(void **state)
{
    struct fixture *f = *state;
    char run_id[REDIS_RUN_ID_SIZE];

    assert_string_equal(redis_run_id(f->r), "");
    assert_int_equal(redis_ensure(f->r), 0);
    snprintf(run_id, sizeof run_id, "%s", redis_run_id(f->r));
    assert_int_equal(strlen(run_id), REDIS_RUN_ID_SIZE - 1);
    assert_int_equal(append_text(f->r, "PING", NULL, NULL), 0);
    assert_int_equal(append_text(f->r, "PING", NULL, NULL), 0);
    redis_server_kill(&f->server);
    assert_int_equal(redis_next(f->r, NULL), ERR_REDIS);
    assert_false(redis_connected(f->r));
    assert_int_equal(redis_owed(f->r), 0); /* the other reply is dropped too */
    assert_int_equal(redis_next(f->r, NULL), ERR_REDIS);
    assert_int_equal(redis_server_restart(&f->server), 0);
    ensure_within(f->r, RECOVERY_MS);
    assert_int_equal(redis_connects(f->r), 2);
    assert_string_not_equal(redis_run_id(f->r), run_id);
    assert_int_equal(redis_commandl(f->r, NULL, "PING", (const char *)NULL), 0);
}

static void test_restart_while_idle_is_not_noticed(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(redis_ensure(f->r), 0);
    redis_server_kill(&f->server);
    assert_int_equal(redis_server_restart(&f->server), 0);
    assert_int_equal(redis_commandl(f->r, NULL, "PING", (const char *)NULL), 0);
    assert_int_equal(redis_connects(f->r), 2);
}

static void test_down_server_fails_fast(void **state)
{
    struct fixture *f = *state;
    int64_t begin;
    int asked = 0;

    redis_server_kill(&f->server);
    assert_int_equal(redis_ensure(f->r), ERR_REDIS);
    assert_true(strlen(redis_failure(f->r)) > 0);
    begin = clock_mono_ms();
    for (int i = 0; i < 1000; i++)
        assert_int_equal(redis_ensure(f->r), ERR_REDIS);
    assert_true(clock_mono_ms() - begin < 1000);
    assert_int_equal(redis_server_restart(&f->server), 0);
    while (redis_ensure(f->r) != 0 && asked++ < RECOVERY_MS / POLL_MS)
        poll(NULL, 0, POLL_MS);
    assert_true(redis_connected(f->r));
}

/* A server that accepts connections and never answers costs one timeout, and nothing during the
 * backoff. */
static void test_silent_server_costs_one_timeout(void **state)
{
    struct fixture *f = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct redis_target target = {.count = 1};
    struct redis *r = NULL;
    int64_t begin = clock_mono_ms();
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    bool is_free = false;

    snprintf(target.addresses[0].path, sizeof target.addresses[0].path, "%.60s/silent",
             f->server.folder);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", target.addresses[0].path);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(redis_new(&target, SHORT_MS, &r), 0);
    assert_int_equal(redis_ensure(r), ERR_REDIS);
    assert_true(clock_mono_ms() - begin >= SHORT_MS - 1);
    assert_true(clock_mono_ms() - begin < 20 * SHORT_MS);
    assert_string_not_equal(redis_failure(r), "");
    /* It doubles: however long a busy machine stops this process, one of the calls falls into it.
     */
    for (int i = 0; i < CALLS_MAX && !is_free; i++) {
        begin = clock_mono_ms();
        assert_int_equal(redis_ensure(r), ERR_REDIS);
        is_free = clock_mono_ms() - begin < SHORT_MS;
    }
    assert_true(is_free);
    redis_free(&r);
    close(fd);
}

static void test_command_timeout_disconnects(void **state)
{
    struct fixture *f = *state;
    struct redis *r = NULL;

    assert_int_equal(redis_new(&f->target, SHORT_MS, &r), 0);
    assert_int_equal(redis_commandl(r, NULL, "BLPOP", "nothing", "0", (const char *)NULL),
                     ERR_REDIS);
    assert_false(redis_connected(r));
    ensure_within(r, RECOVERY_MS);
    assert_true(redis_connected(r));
    redis_free(&r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_connection, close_connection)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_values),
        TEST(test_bytes_and_lengths),
        TEST(test_error_reply_keeps_the_connection),
        TEST(test_pipeline_of_hundreds),
        TEST(test_pipeline_of_large_values),
        TEST(test_script_after_flush),
        TEST(test_script_that_fails),
        TEST(test_database_is_selected),
        TEST(test_login),
        TEST(test_server_killed_and_started_again),
        TEST(test_restart_while_idle_is_not_noticed),
        TEST(test_down_server_fails_fast),
        TEST(test_silent_server_costs_one_timeout),
        TEST(test_command_timeout_disconnects),
    };

    return cmocka_run_group_tests_name("redis", tests, start, stop);
}
