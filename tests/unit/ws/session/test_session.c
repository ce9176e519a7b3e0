/* SPDX-License-Identifier: MIT */
/*
 * Sessions over a transport that records its calls: order of messages, a slow consumer, limits, and
 * the end.
 */
#include "ws/session/session.h"

#include "access/authenticator.h"
#include "base/clock.h"
#include "base/error.h"
#include "ws/fanout/protocol.h"

#include "tests/unit/support/documents.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"
#define WATCH "{\"do\":\"watch\",\"ref\":1,\"id\":\"" ID "\"}"
#define TEXT_MAX 512
#define BEAT_MS 1000

static struct topics *topics;
static struct upload_lists lists;
static struct site *site;
static struct sessions *sessions;
static struct session *session;
static int writes_asked, close_code, drained;
static char text[TEXT_MAX];

static void request_write(void *connection)
{
    (void)connection;
    writes_asked++;
}

static void request_close(void *connection, int code, const char *reason)
{
    (void)connection;
    assert_non_null(reason);
    close_code = code;
}

static const struct transport_ops ops = {SESSION_WEBSOCKET, request_write, request_close};

static void attend(void *arg, struct topic *topic)
{
    (void)arg;
    if (topic_is_deserted(topic))
        topics_release(topics, topic);
}

static void on_joined(void *arg, struct upload_list *r)
{
    (void)arg;
    (void)r;
}

static void on_drained(void *arg)
{
    (void)arg;
    drained++;
}

/* Returns the next message, or "" if there is none. */
static const char *next(void)
{
    struct message *m = session_next(session);

    text[0] = '\0';
    if (m != NULL) {
        assert_true(message_len(m) < TEXT_MAX);
        (void)snprintf(text, sizeof text, "%.*s", (int)message_len(m),
                       (const char *)message_bytes(m));
    }
    message_unref(&m);
    return text;
}

static void assert_next(const char *event)
{
    char start[64];

    (void)snprintf(start, sizeof start, "{\"event\":\"%s\"", event);
    assert_true(session_has_next(session));
    if (strncmp(next(), start, strlen(start)) != 0)
        fail_msg("%s was due, but there was %s", event, text);
}

static void assert_silent(void)
{
    assert_false(session_has_next(session));
    assert_null(session_next(session));
}

static void say(const char *message)
{
    session_receive(session, message, strlen(message));
}

static int set_up(void **state)
{
    static const struct authenticator keys_only = {.mode = ACCESS_BY_KEY, .cookie = ""};
    const struct session_limits limits = {
        .sessions = 2, .watches = 2, .beat_ms = BEAT_MS, .authority = &keys_only};

    (void)state;
    writes_asked = close_code = drained = 0;
    if (topics_new(&topics) != 0 || site_new(&site) != 0 ||
        sessions_new(&limits, topics, &lists, site, &sessions) != 0)
        return -1;
    topics_attach_source(topics, 0, attend, NULL);
    upload_lists_init(&lists);
    lists.sources[0] = (struct upload_lists_source){on_joined, on_joined, NULL};
    sessions_set_available(sessions, 0, true, clock_mono_ms());
    return session_open(sessions, &ops, NULL, NULL, &session);
}

static int tear_down(void **state)
{
    (void)state;
    session_close(&session);
    sessions_free(&sessions);
    site_free(&site);
    topics_free(&topics);
    return 0;
}

static void publish(int rev, const char *upload_state)
{
    const char *json = documents_make(ID, 1, rev, upload_state);
    struct topic *t = topics_find(topics, ID);

    assert_non_null(t);
    if (t->phase == TOPIC_LIVE)
        assert_int_equal(topic_take_event(t, json, strlen(json)), 0);
    else
        assert_int_equal(topic_take_snapshot(t, json, strlen(json), NULL), 0);
}

static void test_order(void **state)
{
    (void)state;
    assert_next("welcome");
    assert_silent();
    say(WATCH);
    assert_silent();
    writes_asked = 0;
    publish(1, "uploading");
    assert_true(writes_asked > 0);
    say("{\"do\":\"ping\",\"ref\":5}");
    assert_next("beat");
    assert_non_null(strstr(text, "\"ref\":5"));
    assert_next("watching");
    assert_next("progress");
    assert_silent();
    say("{\"do\":\"unwatch\",\"id\":\"" ID "\"}");
    assert_null(topics_find(topics, ID));
    assert_silent();
}

static void test_slow_reader(void **state)
{
    (void)state;
    assert_next("welcome");
    say(WATCH);
    for (int rev = 1; rev <= 1000; rev++)
        publish(rev, rev == 1000 ? "done" : "uploading");
    assert_next("watching");
    assert_next("progress");
    assert_non_null(strstr(text, "\"rev\":1000,"));
    assert_non_null(strstr(text, "\"state\":\"done\""));
    assert_silent();
}

/* A constantly changing upload does not delay the news of another. */
static void test_fairness(void **state)
{
    static const char other[] = "{\"do\":\"watch\",\"id\":\"f123456789abcdef0123456789abcdef\"}";

    (void)state;
    assert_next("welcome");
    say(WATCH);
    say(other);
    publish(1, "uploading");
    assert_int_equal(
        topic_take_snapshot(topics_find(topics, "f123456789abcdef0123456789abcdef"), NULL, 0, NULL),
        0);
    assert_next("watching");
    publish(2, "uploading");
    assert_next("progress");
    publish(3, "uploading");
    assert_next("watching");
    assert_next("gone");
    assert_next("progress");
    assert_silent();
}

static void test_limits(void **state)
{
    struct session *second = NULL, *third = NULL;

    (void)state;
    assert_int_equal(session_open(sessions, &ops, NULL, NULL, &second), 0);
    assert_int_equal(session_open(sessions, &ops, NULL, NULL, &third), ERR_CONNECTIONS);
    assert_null(third);
    session_close(&second);
    assert_next("welcome");
    say(WATCH);
    say(WATCH);
    say("{\"do\":\"watch\",\"ref\":2,\"id\":\"1123456789abcdef0123456789abcdef\"}");
    assert_silent();
    say("{\"do\":\"watch\",\"ref\":3,\"id\":\"2123456789abcdef0123456789abcdef\"}");
    assert_next("error");
    assert_non_null(strstr(text, "\"ref\":3,\"code\":\"too_many\""));
    assert_int_equal(close_code, 0);
}

static void test_bad_messages(void **state)
{
    (void)state;
    assert_next("welcome");
    say("{\"do\":\"sing\",\"ref\":8}");
    assert_next("error");
    assert_non_null(strstr(text, "\"ref\":8,\"code\":\"bad_request\""));
    assert_int_equal(close_code, 0);
    say("[");
    say(WATCH);
    assert_null(topics_find(topics, ID));
    assert_int_equal(close_code, CLOSE_POLICY);
    assert_next("error");
    assert_silent();
}

static void test_unread_answers(void **state)
{
    int answers = 0;

    (void)state;
    assert_next("welcome");
    for (int i = 0; i < 10000; i++)
        say("{\"do\":\"ping\"}");
    assert_int_equal(close_code, CLOSE_POLICY);
    while (next()[0] != '\0')
        answers++;
    assert_in_range(answers, 60, 70);
}

static void test_beats(void **state)
{
    int64_t now_ms = clock_mono_ms();

    (void)state;
    assert_next("welcome");
    sessions_tick(sessions, now_ms);
    assert_silent();
    for (int i = 1; i <= 5; i++)
        sessions_tick(sessions, now_ms + i * 2 * BEAT_MS);
    assert_next("beat");
    assert_silent();
}

static void test_news_away(void **state)
{
    int64_t now_ms = clock_mono_ms();

    (void)state;
    assert_next("welcome");
    sessions_set_available(sessions, 0, false, now_ms);
    sessions_tick(sessions, now_ms + 5 * BEAT_MS);
    assert_next("beat");
    assert_silent();
    say(WATCH);
    for (int i = 0; i < 3; i++)
        sessions_tick(sessions, now_ms + 5 * BEAT_MS + 1);
    assert_next("error");
    assert_non_null(strstr(text, "\"ref\":null,\"code\":\"status_unavailable\""));
    assert_non_null(strstr(text, "\"retry\":true"));
    assert_silent();
}

static void test_shut_down(void **state)
{
    struct session *late = NULL;

    (void)state;
    say(WATCH);
    publish(1, "uploading");
    sessions_shut_down(sessions, on_drained, NULL);
    assert_int_equal(close_code, CLOSE_GOING_AWAY);
    publish(2, "done");
    assert_next("welcome");
    assert_next("bye");
    assert_non_null(strstr(text, "\"code\":\"shutting_down\""));
    assert_silent();
    close_code = 0;
    assert_int_equal(session_open(sessions, &ops, NULL, NULL, &late), 0);
    assert_int_equal(close_code, CLOSE_GOING_AWAY);
    session_close(&session);
    assert_int_equal(drained, 0);
    session_close(&late);
    assert_int_equal(drained, 1);
}

static void test_no_administrators(void **state)
{
    (void)state;
    assert_next("welcome");
    say("{\"do\":\"watch\",\"ref\":1,\"site\":true}");
    assert_next("error");
    assert_non_null(strstr(text, "\"ref\":1,\"code\":\"forbidden\""));
    sessions_tick(sessions, clock_mono_ms());
    assert_silent();
}

/* Opens a session of the same owner with these scopes. */
static void come_as(unsigned scopes)
{
    static const struct authenticator tokens = {.mode = ACCESS_BY_TOKEN, .cookie = ""};
    const struct session_limits limits = {
        .sessions = 2, .watches = 2, .beat_ms = 60 * BEAT_MS, .authority = &tokens};
    struct session_asker asker = {.principal = {.owner = "root", .scopes = scopes}};

    session_close(&session);
    sessions_set_limits(sessions, &limits);
    assert_int_equal(session_open(sessions, &ops, NULL, &asker, &session), 0);
    assert_next("welcome");
}

static void test_site(void **state)
{
    int64_t now_ms = clock_mono_ms();

    (void)state;
    come_as(SCOPE_ADMIN);
    say("{\"do\":\"watch\",\"ref\":1,\"site\":true}");
    assert_next("watching");
    assert_non_null(strstr(text, "\"ref\":1,\"site\":true"));
    assert_next("site");
    assert_silent();
    sessions_tick(sessions, now_ms);
    assert_next("site");
    for (int i = 0; i < 5; i++) /* a slow consumer receives only the newest */
        sessions_tick(sessions, now_ms + (int64_t)i * SITE_EVERY_MS + 1);
    assert_next("site");
    assert_silent();
    sessions_tick(sessions, now_ms + 4 * SITE_EVERY_MS + 2); /* not before a second has passed */
    assert_silent();
    say("{\"do\":\"unwatch\",\"site\":true}");
    sessions_tick(sessions, now_ms + 9 * SITE_EVERY_MS);
    assert_silent();
}

static void test_site_is_for_administrators(void **state)
{
    (void)state;
    come_as(SCOPE_WATCH);
    say("{\"do\":\"watch\",\"ref\":1,\"site\":true}");
    assert_next("error");
    assert_non_null(strstr(text, "\"code\":\"scope_missing\""));
    sessions_tick(sessions, clock_mono_ms());
    assert_silent();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_slow_reader, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fairness, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bad_messages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unread_answers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_beats, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_news_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shut_down, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_administrators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_site, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_site_is_for_administrators, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
