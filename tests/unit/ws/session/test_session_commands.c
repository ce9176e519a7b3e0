/* SPDX-License-Identifier: MIT */
/*
 * The rate of requests: the burst, the rate after it, and the end of a session that exceeds it. The
 * test compares counts with the time that has passed, so that a slow machine changes nothing.
 */
#include "ws/session/session.h"

#include "access/authenticator.h"
#include "base/clock.h"
#include "ws/fanout/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define PING "{\"do\":\"ping\"}"
#define BURST_MS 10000 /* the allowance of this time may be spent in one burst */
#define PING_MAX 2000

static struct topics *topics;
static struct upload_lists lists;
static struct site *site;
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

static void attend(void *arg, struct topic *topic)
{
    (void)arg;
    (void)topic;
}

static void on_joined(void *arg, struct upload_list *list)
{
    (void)arg;
    (void)list;
}

static struct sessions *sessions_make(int64_t requests_per_s)
{
    static const struct authenticator keys_only = {.mode = ACCESS_BY_KEY, .cookie = ""};
    const struct session_limits limits = {.sessions = 2,
                                          .watches = 2,
                                          .beat_ms = 1000,
                                          .requests_per_s = requests_per_s,
                                          .authority = &keys_only};
    struct sessions *sessions;

    close_code = 0;
    assert_int_equal(topics_new(&topics), 0);
    assert_int_equal(site_new(&site), 0);
    assert_int_equal(sessions_new(&limits, topics, &lists, site, &sessions), 0);
    topics_attach_source(topics, 0, attend, NULL);
    upload_lists_init(&lists);
    lists.sources[0] = (struct upload_lists_source){on_joined, on_joined, NULL};
    sessions_set_available(sessions, 0, true, clock_mono_ms());
    return sessions;
}

static void sessions_drop(struct sessions *sessions)
{
    sessions_free(&sessions);
    site_free(&site);
    topics_free(&topics);
}

/* Sends pings and reads each answer, until the session ends; returns the number of answered pings.
 */
static int ping_until_end(struct session *session)
{
    int answered = 0;

    for (int i = 0; i < PING_MAX; i++) {
        bool is_pong = false;
        session_receive(session, PING, strlen(PING));
        while (session_has_next(session)) {
            struct message *m = session_next(session);
            is_pong = memcmp(message_bytes(m), "{\"event\":\"beat\"", 15) == 0;
            message_unref(&m);
        }
        if (!is_pong)
            break;
        answered++;
    }
    return answered;
}

static void check_rate(int64_t per_s)
{
    struct sessions *sessions = sessions_make(per_s);
    int64_t cost_ms = 1000 / per_s + 1, began_ms = clock_mono_ms();
    struct session *session;

    assert_int_equal(session_open(sessions, &ops, NULL, NULL, &session), 0);
    int answered = ping_until_end(session);
    int64_t most = (BURST_MS + clock_mono_ms() - began_ms) / cost_ms;
    assert_in_range(answered, BURST_MS / cost_ms, most);
    assert_int_equal(close_code, CLOSE_TOO_MANY);
    session_close(&session);
    sessions_drop(sessions);
}

static void test_more_than_the_burst_ends_the_session(void **state)
{
    (void)state;
    check_rate(1);
    check_rate(7);
    check_rate(20);
}

static void test_no_rate_is_no_limit(void **state)
{
    struct sessions *sessions = sessions_make(0);
    struct session *session;

    (void)state;
    assert_int_equal(session_open(sessions, &ops, NULL, NULL, &session), 0);
    assert_int_equal(ping_until_end(session), PING_MAX);
    session_close(&session);
    sessions_drop(sessions);
}

/* Each session has a rate of its own. */
static void test_a_fast_client_costs_no_other_session(void **state)
{
    struct sessions *sessions = sessions_make(1);
    struct session *fast, *other;

    (void)state;
    assert_int_equal(session_open(sessions, &ops, NULL, NULL, &fast), 0);
    assert_int_equal(session_open(sessions, &ops, NULL, NULL, &other), 0);
    assert_true(ping_until_end(fast) >= 9);
    assert_true(ping_until_end(other) >= 9);
    session_close(&fast);
    session_close(&other);
    sessions_drop(sessions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_more_than_the_burst_ends_the_session),
        cmocka_unit_test(test_no_rate_is_no_limit),
        cmocka_unit_test(test_a_fast_client_costs_no_other_session),
    };
    return cmocka_run_group_tests_name("session_commands", tests, NULL, NULL);
}
