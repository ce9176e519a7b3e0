/* SPDX-License-Identifier: MIT */
/*
 * All sessions of a relay: limits per address, the end of idle ones, the count of each kind, and
 * how often they are looked after.
 */
#include "ws/session/session.h"

#include "base/clock.h"
#include "base/error.h"
#include "ws/fanout/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define BEAT_MS 1000
#define IDLE_MS 60000
#define WATCH "{\"do\":\"watch\",\"ref\":1,\"id\":\"0123456789abcdef0123456789abcdef\"}"
#define WATCH_OTHER "{\"do\":\"watch\",\"ref\":1,\"id\":\"f123456789abcdef0123456789abcdef\"}"
#define UNWATCH "{\"do\":\"unwatch\",\"ref\":2,\"id\":\"0123456789abcdef0123456789abcdef\"}"

static const struct authenticator keys_only = {.mode = ACCESS_BY_KEY, .cookie = ""};
static struct session_limits limits;
static struct topics *topics;
static struct upload_lists lists;
static struct site *site;
static struct sessions *sessions;
static int close_code;

static void request_write(void *connection)
{
    (void)connection;
}

static void request_close(void *connection, int code, const char *reason)
{
    (void)connection;
    (void)reason;
    close_code = code;
}

static const struct transport_ops ops = {SESSION_WEBSOCKET, request_write, request_close};
static const struct transport_ops poll_ops = {SESSION_POLL, request_write, request_close};

static void attend(void *arg, struct topic *topic)
{
    (void)arg;
    if (topic_is_deserted(topic))
        topics_release(topics, topic);
}

static void on_joined(void *arg, struct upload_list *list)
{
    (void)arg;
    (void)list;
}

static int set_up(void **state)
{
    (void)state;
    close_code = 0;
    limits = (struct session_limits){.sessions = 8,
                                     .watches = 2,
                                     .beat_ms = BEAT_MS,
                                     .idle_ms = IDLE_MS,
                                     .per_address = 2,
                                     .polls_per_address = 1,
                                     .authority = &keys_only};
    if (topics_new(&topics) != 0 || site_new(&site) != 0 ||
        sessions_new(&limits, topics, &lists, site, &sessions) != 0)
        return -1;
    topics_attach_source(topics, 0, attend, NULL);
    upload_lists_init(&lists);
    lists.sources[0] = (struct upload_lists_source){on_joined, on_joined, NULL};
    sessions_set_available(sessions, 0, true, clock_mono_ms());
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    assert_int_equal(sessions_count(sessions), 0);
    sessions_free(&sessions);
    site_free(&site);
    topics_free(&topics);
    return 0;
}

static int arrive(const struct transport_ops *how, const char *address, struct session **out)
{
    struct session_asker asker = {.err = 0};

    (void)snprintf(asker.address, sizeof asker.address, "%s", address);
    return session_open(sessions, how, NULL, &asker, out);
}

static void test_sessions_of_one_address_are_bounded(void **state)
{
    struct session *s[5] = {NULL};

    (void)state;
    assert_int_equal(arrive(&ops, "192.0.2.1", &s[0]), 0);
    assert_int_equal(arrive(&ops, "192.0.2.1", &s[1]), 0);
    assert_int_equal(arrive(&ops, "192.0.2.1", &s[2]), ERR_CONNECTIONS);
    assert_null(s[2]);
    assert_int_equal(arrive(&ops, "192.0.2.2", &s[2]), 0); /* another client's */
    assert_int_equal(arrive(&ops, "", &s[3]), 0);          /* not known: not counted */
    assert_int_equal(arrive(&ops, "", &s[4]), 0);
    session_close(&s[0]);
    assert_int_equal(arrive(&ops, "192.0.2.1", &s[0]), 0);
    assert_int_equal(sessions_count(sessions), 5);
    for (int i = 0; i < 5; i++)
        session_close(&s[i]);
}

static void test_polls_are_counted_apart(void **state)
{
    struct session *poll = NULL, *second = NULL, *one = NULL;

    (void)state;
    assert_int_equal(arrive(&poll_ops, "192.0.2.1", &poll), 0);
    assert_int_equal(arrive(&poll_ops, "192.0.2.1", &second), ERR_CONNECTIONS);
    assert_int_equal(arrive(&ops, "192.0.2.1", &one), 0);
    assert_int_equal(arrive(&ops, "192.0.2.1", &second), 0);
    assert_int_equal(sessions_count_of(sessions, SESSION_POLL), 1);
    assert_int_equal(sessions_count_of(sessions, SESSION_WEBSOCKET), 2);
    assert_int_equal(sessions_count_of(sessions, SESSION_EVENTS), 0);
    session_close(&poll);
    assert_int_equal(sessions_count_of(sessions, SESSION_POLL), 0);
    assert_int_equal(arrive(&poll_ops, "192.0.2.1", &poll), 0);
    session_close(&poll);
    session_close(&one);
    session_close(&second);
}

static void test_limits_change_while_clients_are_there(void **state)
{
    struct session *one = NULL, *second = NULL, *third = NULL;

    (void)state;
    assert_int_equal(arrive(&ops, "192.0.2.1", &one), 0);
    assert_int_equal(arrive(&ops, "192.0.2.1", &second), 0);
    limits.per_address = 1;
    sessions_set_limits(sessions, &limits);
    assert_int_equal(close_code, 0); /* one over the limit stays */
    assert_int_equal(arrive(&ops, "192.0.2.1", &third), ERR_CONNECTIONS);
    session_close(&second);
    assert_int_equal(arrive(&ops, "192.0.2.1", &third), ERR_CONNECTIONS);
    limits.per_address = 0;
    limits.sessions = 2;
    sessions_set_limits(sessions, &limits);
    assert_int_equal(arrive(&ops, "192.0.2.1", &second), 0);
    assert_int_equal(arrive(&ops, "192.0.2.1", &third), ERR_CONNECTIONS);
    session_close(&one);
    session_close(&second);
}

/* Beats do not keep a session, a watch does, and so does a message. */
static void test_an_idle_session_ends(void **state)
{
    int64_t before_ms = clock_mono_ms();
    struct session *s = NULL;

    (void)state;
    assert_int_equal(arrive(&ops, "", &s), 0);
    int64_t after_ms = clock_mono_ms();
    sessions_tick(sessions, before_ms + IDLE_MS); /* not longer than the limit */
    assert_int_equal(close_code, 0);
    session_receive(s, WATCH, strlen(WATCH));
    sessions_tick(sessions, after_ms + 3 * IDLE_MS);
    assert_int_equal(close_code, 0);
    session_receive(s, UNWATCH, strlen(UNWATCH));
    int64_t heard_ms = clock_mono_ms();
    sessions_tick(sessions, heard_ms + 4 * IDLE_MS);
    assert_int_equal(close_code, CLOSE_POLICY);
    session_close(&s);
}

static void test_without_the_limit_an_idle_session_stays(void **state)
{
    struct session *s = NULL;

    (void)state;
    limits.idle_ms = 0;
    sessions_set_limits(sessions, &limits);
    assert_int_equal(arrive(&ops, "", &s), 0);
    sessions_tick(sessions, clock_mono_ms() + 100 * IDLE_MS);
    assert_int_equal(close_code, 0);
    session_close(&s);
}

/* Takes all messages; returns how many are errors. */
static int take_errors(struct session *s)
{
    struct message *m;
    int errors = 0;

    while ((m = session_next(s)) != NULL) {
        char text[512];
        (void)snprintf(text, sizeof text, "%.*s", (int)message_len(m),
                       (const char *)message_bytes(m));
        errors += strstr(text, "\"event\":\"error\"") != NULL;
        message_unref(&m);
    }
    return errors;
}

/* The id of WATCH is of the first shard, that of WATCH_OTHER of the second. */
static void test_who_is_told_that_a_shard_is_away(void **state)
{
    struct session *first = NULL, *second = NULL;
    int64_t now_ms = clock_mono_ms();

    (void)state;
    topics_set_shards(topics, 2);
    topics_attach_source(topics, 1, attend, NULL);
    sessions_set_shards(sessions, 2);
    sessions_set_available(sessions, 1, true, now_ms);
    assert_int_equal(arrive(&ops, "", &first), 0);
    assert_int_equal(arrive(&ops, "", &second), 0);
    session_receive(first, WATCH, strlen(WATCH));
    session_receive(second, WATCH_OTHER, strlen(WATCH_OTHER));
    sessions_set_available(sessions, 1, false, now_ms);
    for (int i = 0; i < 3; i++)
        sessions_tick(sessions, now_ms + 5000);
    assert_int_equal(take_errors(first), 0);
    assert_int_equal(take_errors(second), 1);
    session_receive(first, WATCH_OTHER, strlen(WATCH_OTHER));
    sessions_set_available(sessions, 0, false, now_ms);
    sessions_tick(sessions, now_ms + 5000);
    assert_int_equal(take_errors(first), 1);
    assert_int_equal(take_errors(second), 0);
    session_close(&first);
    session_close(&second);
}

static void test_how_often_sessions_are_looked_after(void **state)
{
    static const int64_t rows[][2] = {{100, 20},    {400, 20},   {420, 21}, {1000, 50},
                                      {10000, 500}, {9980, 499}, {20, 20},  {60000, 500}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        limits.beat_ms = rows[i][0];
        sessions_set_limits(sessions, &limits);
        assert_int_equal(sessions_tick_ms(sessions), rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sessions_of_one_address_are_bounded, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_polls_are_counted_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits_change_while_clients_are_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_who_is_told_that_a_shard_is_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_idle_session_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_the_limit_an_idle_session_stays, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_how_often_sessions_are_looked_after, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("sessions", tests, NULL, NULL);
}
