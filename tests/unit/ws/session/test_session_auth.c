/* SPDX-License-Identifier: MIT */
/*
 * Authentication of sessions: by the handshake, by the first message, too late, by an invalid
 * token, and by a token that expires or is followed by another client's.
 */
#include "ws/session/session.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/token_forge.h"
#include "ws/fanout/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define AUTH_MS 60000
#define HOUR_MS 3600000
#define ID "0123456789abcdef0123456789abcdef"
#define OTHER_ID "1123456789abcdef0123456789abcdef"
#define WATCH "{\"do\":\"watch\",\"ref\":1,\"id\":\"" ID "\"}"
#define WATCH_OWNED "{\"do\":\"watch\",\"ref\":2,\"owner\":\"me\"}"
#define WATCH_SITE "{\"do\":\"watch\",\"ref\":4,\"site\":true}"
#define WATCH_ALL "{\"do\":\"watch\",\"ref\":3,\"all\":true}"

static struct authenticator authority = {.cookie = ""};
static struct topics *topics;
static struct upload_lists lists;
static struct site *site;
static struct sessions *sessions;
static struct session *session;
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
    char *files[] = {(char *)forge_path("secret"), NULL};
    const struct token_settings settings = {
        .algorithm = "HS256", .key_files = files, .audience = ""};
    const struct session_limits limits = {.sessions = 4,
                                          .watches = 2,
                                          .beat_ms = 1000,
                                          .per_owner = 2,
                                          .auth_ms = AUTH_MS,
                                          .authority = &authority};
    const char *wrong;

    (void)state;
    close_code = 0;
    authority.mode = ACCESS_BY_TOKEN;
    if (token_keys_load(&settings, &authority.keys, &wrong) != 0 || topics_new(&topics) != 0 ||
        site_new(&site) != 0 || sessions_new(&limits, topics, &lists, site, &sessions) != 0)
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
    session_close(&session);
    sessions_free(&sessions);
    site_free(&site);
    topics_free(&topics);
    token_keys_free(&authority.keys);
    return 0;
}

/* Reads all due messages and checks that the last one contains the part. */
static void assert_last_has(const char *part)
{
    char text[512] = "";

    while (session_has_next(session)) {
        struct message *m = session_next(session);
        (void)snprintf(text, sizeof text, "%.*s", (int)message_len(m),
                       (const char *)message_bytes(m));
        message_unref(&m);
    }
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" was due, but there was %s", part, text);
}

static void say(const char *message)
{
    session_receive(session, message, strlen(message));
}

static void arrive(const struct principal *p)
{
    struct session_asker asker = {.err = p == NULL ? ERR_UNAUTHORIZED : 0};

    if (p != NULL)
        asker.principal = *p;
    assert_int_equal(session_open(sessions, &ops, NULL, &asker, &session), 0);
}

static void leave(void)
{
    session_close(&session);
    close_code = 0;
}

/* Sends the token made from this offer. */
static void say_token(const char *owner, const char *scope, const char *upload_id)
{
    const struct token_offer offer = {
        .owner = owner, .scope = scope, .upload_id = upload_id, .ttl_ms = HOUR_MS};
    char text[2048], *token = NULL;

    assert_int_equal(token_make("HS256", forge_path("secret"), &offer, clock_wall_ms(), &token), 0);
    (void)snprintf(text, sizeof text, "{\"do\":\"auth\",\"token\":\"%s\"}", token);
    free(token);
    say(text);
}

static void test_nobody_watches_and_stays_for_a_while_only(void **state)
{
    int64_t before_ms = clock_mono_ms();

    (void)state;
    arrive(NULL);
    int64_t after_ms = clock_mono_ms();
    say(WATCH);
    assert_last_has("\"code\":\"unauthorized\"");
    say(WATCH_ALL);
    assert_last_has("\"code\":\"unauthorized\"");
    assert_null(topics_find(topics, ID));
    sessions_tick(sessions, before_ms + AUTH_MS - 1);
    assert_int_equal(close_code, 0);
    sessions_tick(sessions, after_ms + AUTH_MS);
    assert_int_equal(close_code, CLOSE_NO_AUTH);
}

static void test_a_token_in_the_first_message(void **state)
{
    (void)state;
    arrive(NULL);
    say_token("anna", "watch", NULL);
    say(WATCH);
    assert_non_null(topics_find(topics, ID));
    sessions_tick(sessions, clock_mono_ms() + AUTH_MS);
    assert_int_equal(close_code, 0);
    assert_last_has("\"event\":"); /* welcome or beat, and no error */
    say(WATCH_ALL);
    assert_last_has("\"ref\":3,\"code\":\"scope_missing\"");
    assert_int_equal(close_code, 0);
}

static void test_bad_tokens_end_the_session(void **state)
{
    (void)state;
    arrive(NULL);
    say("{\"do\":\"auth\",\"token\":\"a.b.c\"}");
    assert_int_equal(close_code, CLOSE_UNAUTHORIZED);
    leave();
    arrive(NULL);
    say_token("anna", "upload", NULL);
    assert_int_equal(close_code, CLOSE_FORBIDDEN);
    assert_last_has("\"code\":\"scope_missing\"");
    leave();
    /* The principal of the handshake does not help the client. */
    arrive(&(struct principal){.owner = "anna", .scopes = SCOPE_WATCH});
    say("{\"do\":\"auth\",\"token\":\"\"}");
    assert_int_equal(close_code, CLOSE_UNAUTHORIZED);
}

static void test_the_handshake_is_judged(void **state)
{
    (void)state;
    arrive(&(struct principal){.owner = "anna", .scopes = SCOPE_UPLOAD});
    assert_int_equal(close_code, CLOSE_FORBIDDEN);
    leave();
    struct session_asker expired = {.err = ERR_EXPIRED};
    assert_int_equal(session_open(sessions, &ops, NULL, &expired, &session), 0);
    assert_int_equal(close_code, CLOSE_UNAUTHORIZED);
    leave();
    arrive(&(struct principal){.owner = "anna", .scopes = SCOPE_WATCH});
    assert_int_equal(close_code, 0);
    say(WATCH);
    assert_non_null(topics_find(topics, ID));
}

/* With auth = none everybody watches by the id, and an administrator's token opens the rest. */
static void test_administrators_of_an_open_site(void **state)
{
    (void)state;
    authority.mode = ACCESS_BY_KEY;
    arrive(NULL);
    say("{\"do\":\"auth\",\"token\":\"a.b.c\"}");
    say_token("anna", "watch", NULL);
    say(WATCH);
    assert_non_null(topics_find(topics, ID));
    say(WATCH_ALL);
    assert_last_has("\"code\":\"unauthorized\"");
    sessions_tick(sessions, clock_mono_ms() + AUTH_MS);
    assert_int_equal(close_code, 0);
    leave();
    arrive(NULL);
    say_token("root", "admin", NULL);
    say(WATCH_ALL);
    assert_last_has("\"event\":\"welcome\""); /* no error; the source has to confirm */
    leave();
    struct session_asker expired = {.err = ERR_EXPIRED};
    assert_int_equal(session_open(sessions, &ops, NULL, &expired, &session), 0);
    assert_int_equal(close_code, 0);
    leave();
    arrive(&(struct principal){.scopes = SCOPE_ADMIN, .expires_at = clock_wall_ms()});
    sessions_tick(sessions, clock_mono_ms());
    assert_int_equal(close_code, CLOSE_UNAUTHORIZED);
}

/* One that asked twice and left without a word takes the messages of no other. */
static void test_site_of_two_administrators(void **state)
{
    static const struct principal root = {.owner = "root", .scopes = SCOPE_ADMIN};

    (void)state;
    arrive(&root);
    say(WATCH_SITE);
    say(WATCH_SITE);
    struct session *first = session;
    arrive(&root);
    say(WATCH_SITE);
    assert_last_has("\"event\":\"site\"");
    session_close(&first);
    sessions_tick(sessions, clock_mono_ms() + SITE_EVERY_MS);
    assert_last_has("\"event\":\"site\"");
}

static void test_another_client_does_not_take_over_a_session(void **state)
{
    static const struct {
        const char *owner, *upload_id;
        int code;
    } rows[] = {{"anna", ID, 0},
                {"bob", ID, CLOSE_FORBIDDEN},
                {"anna", OTHER_ID, CLOSE_FORBIDDEN},
                {"anna", NULL, CLOSE_FORBIDDEN}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        arrive(&(struct principal){.owner = "anna", .scopes = SCOPE_WATCH, .upload_id = ID});
        say_token(rows[i].owner, "watch", rows[i].upload_id);
        assert_int_equal(close_code, rows[i].code);
        leave();
    }
}

static void test_a_session_ends_when_its_token_expires(void **state)
{
    struct principal p = {.owner = "anna", .scopes = SCOPE_WATCH};

    (void)state;
    arrive(&p);
    sessions_tick(sessions, clock_mono_ms() + AUTH_MS);
    assert_int_equal(close_code, 0); /* 0: never */
    leave();
    p.expires_at = clock_wall_ms() + HOUR_MS;
    arrive(&p);
    sessions_tick(sessions, clock_mono_ms() + AUTH_MS);
    assert_int_equal(close_code, 0);
    leave();
    p.expires_at = clock_wall_ms();
    arrive(&p);
    sessions_tick(sessions, clock_mono_ms());
    assert_int_equal(close_code, CLOSE_UNAUTHORIZED);
    assert_last_has("\"code\":\"token_expired\"");
}

static void test_a_renewed_token_prolongs_the_session(void **state)
{
    (void)state;
    arrive(&(struct principal){.owner = "anna", .scopes = SCOPE_WATCH, .expires_at = 1});
    say_token("anna", "watch", NULL);
    sessions_tick(sessions, clock_mono_ms());
    assert_int_equal(close_code, 0);
}

static void test_sessions_of_one_owner_are_bounded(void **state)
{
    const struct principal anna = {.owner = "anna", .scopes = SCOPE_WATCH};
    struct session *first, *second;

    (void)state;
    arrive(&anna);
    first = session;
    arrive(&anna);
    second = session;
    assert_int_equal(close_code, 0);
    arrive(NULL);
    say_token("anna", "watch", NULL);
    assert_int_equal(close_code, CLOSE_TOO_MANY);
    leave();
    arrive(&(struct principal){.owner = "bob", .scopes = SCOPE_WATCH});
    assert_int_equal(close_code, 0);
    leave();
    session_close(&first);
    arrive(&anna);
    assert_int_equal(close_code, 0);
    session_close(&second);
}

/* The list of an owner is the token's, and a client without an owner has none. */
static void test_lists_are_of_the_token_s_owner(void **state)
{
    (void)state;
    arrive(&(struct principal){.scopes = SCOPE_WATCH});
    say(WATCH_OWNED);
    assert_last_has("\"ref\":2,\"code\":\"bad_request\"");
    leave();
    arrive(&(struct principal){.owner = "anna", .scopes = SCOPE_WATCH});
    say(WATCH_OWNED);
    assert_last_has("\"event\":\"welcome\"");
    leave();
    arrive(&(struct principal){.scopes = SCOPE_ADMIN});
    say(WATCH_ALL);
    assert_last_has("\"event\":\"welcome\"");
}

/* A relay without an authority in its settings admits no client. */
static void test_without_an_authority_nobody_watches(void **state)
{
    (void)state;
    authority.mode = ACCESS_REFUSED;
    arrive(NULL);
    say(WATCH);
    assert_last_has("\"code\":\"unauthorized\"");
    say_token("anna", "watch admin", NULL);
    assert_int_equal(close_code, CLOSE_FORBIDDEN);
    leave();
    arrive(&(struct principal){.owner = "anna", .scopes = SCOPE_ADMIN});
    assert_int_equal(close_code, CLOSE_FORBIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nobody_watches_and_stays_for_a_while_only, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_token_in_the_first_message, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bad_tokens_end_the_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_handshake_is_judged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_administrators_of_an_open_site, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_site_of_two_administrators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_client_does_not_take_over_a_session, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_session_ends_when_its_token_expires, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_renewed_token_prolongs_the_session, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_sessions_of_one_owner_are_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lists_are_of_the_token_s_owner, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_an_authority_nobody_watches, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("session_auth", tests, forge_keys, forge_end);
}
