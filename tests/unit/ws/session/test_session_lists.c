/* SPDX-License-Identifier: MIT */
/*
 * Upload lists of a session: whose list it is, how many uploads of it are watched, and that access
 * is checked for each upload.
 */
#include "ws/session/session.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/documents.h"
#include "ws/fanout/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define WATCHES 2
#define WATCH_OWNED "{\"do\":\"watch\",\"ref\":2,\"owner\":\"me\"}"
#define WATCH_ALL "{\"do\":\"watch\",\"ref\":3,\"all\":true}"
#define UNWATCH_OWNED "{\"do\":\"unwatch\",\"owner\":\"me\"}"

static const struct authenticator authority = {.mode = ACCESS_BY_TOKEN, .cookie = ""};
static const char *const ids[] = {"0123456789abcdef0123456789abcdef",
                                  "1123456789abcdef0123456789abcdef",
                                  "2123456789abcdef0123456789abcdef"};
static const char in_second_shard[] = "8123456789abcdef0123456789abcdef";
static struct topics *topics;
static struct upload_lists lists;
static struct site *site;
static struct sessions *sessions;
static struct session *session;
static char text[1024];

static void request_write(void *connection)
{
    (void)connection;
}

static void request_close(void *connection, int code, const char *reason)
{
    (void)connection;
    fail_msg("closed by %d, %s", code, reason);
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
    const struct session_limits limits = {
        .sessions = 2, .watches = WATCHES, .beat_ms = 1000, .authority = &authority};

    (void)state;
    session = NULL;
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
    session_close(&session);
    assert_null(upload_lists_find(&lists, "anna"));
    sessions_free(&sessions);
    site_free(&site);
    topics_free(&topics);
    return 0;
}

static const char *next(void)
{
    struct message *m = session_next(session);

    text[0] = '\0';
    if (m != NULL)
        (void)snprintf(text, sizeof text, "%.*s", (int)message_len(m),
                       (const char *)message_bytes(m));
    message_unref(&m);
    return text;
}

static void assert_next_has(const char *part)
{
    if (strstr(next(), part) == NULL)
        fail_msg("\"%s\" was due, but there was %s", part, text);
}

static void arrive(const char *owner, unsigned scopes)
{
    struct session_asker asker = {.principal = {.scopes = scopes}};

    (void)snprintf(asker.principal.owner, sizeof asker.principal.owner, "%s", owner);
    assert_int_equal(session_open(sessions, &ops, NULL, &asker, &session), 0);
    assert_next_has("\"welcome\"");
}

static void say(const char *message)
{
    session_receive(session, message, strlen(message));
}

static void settle(const char *id, const char *owner)
{
    const char *json = documents_make(id, 1, 1, "uploading");

    assert_non_null(topics_find(topics, id));
    assert_int_equal(topic_take_snapshot(topics_find(topics, id), json, strlen(json), owner), 0);
}

static void test_a_list_is_watched_up_to_the_bound(void **state)
{
    struct upload_list *list;

    (void)state;
    arrive("anna", SCOPE_WATCH);
    say(WATCH_OWNED);
    list = upload_lists_find(&lists, "anna");
    assert_non_null(list);
    for (int i = 0; i < 3; i++)
        upload_list_appear(list, ids[i], false);
    upload_list_appear(list, ids[2], false); /* is refused once */
    upload_list_complete(list, 0);
    assert_next_has("\"ref\":2,\"code\":\"too_many\"");
    assert_next_has("\"event\":\"watching\",\"ref\":2,\"owner\":\"me\"");
    assert_string_equal(next(), "");
    assert_non_null(topics_find(topics, ids[1]));
    assert_null(topics_find(topics, ids[2]));
}

/* The answer comes after the parts of all shards, except of those that are away. */
static void test_a_list_of_two_shards(void **state)
{
    struct upload_list *list;

    (void)state;
    lists.shards = 2;
    lists.sources[1] = lists.sources[0];
    arrive("anna", SCOPE_WATCH);
    say(WATCH_OWNED);
    list = upload_lists_find(&lists, "anna");
    upload_list_complete(list, 1);
    assert_string_equal(next(), "");
    upload_list_complete(list, 0);
    assert_next_has("\"event\":\"watching\",\"ref\":2,\"owner\":\"me\"");
    say(WATCH_OWNED);
    list = upload_lists_find(&lists, "anna");
    upload_list_complete(list, 0);
    assert_string_equal(next(), "");
    lists.away = 2;
    upload_list_forget(list, 1);
    assert_next_has("\"event\":\"watching\",\"ref\":2,\"owner\":\"me\"");
    lists.away = 0;
    upload_list_complete(list, 1); /* it is back: no second answer */
    assert_string_equal(next(), "");
}

/* A client with that list, in two shards of which none was read yet. */
static struct upload_list *arrive_at_two_shards(unsigned scopes, const char *watch,
                                                const char *owner)
{
    lists.shards = 2;
    lists.sources[1] = lists.sources[0];
    topics_set_shards(topics, 2);
    topics_attach_source(topics, 1, attend, NULL);
    arrive("anna", scopes);
    say(watch);
    return upload_lists_find(&lists, owner);
}

static void report_part(struct upload_list *list, size_t shard, size_t count, const char *const *of)
{
    upload_list_measure(list, shard, count);
    for (size_t i = 0; i < count; i++)
        upload_list_appear(list, of[i], true);
    upload_list_complete(list, shard);
}

static bool is_watched(const char *id)
{
    return topics_find(topics, id) != NULL;
}

static void test_each_shard_has_its_share_of_the_watches(void **state)
{
    const char *const others[] = {in_second_shard};

    (void)state;
    struct upload_list *list = arrive_at_two_shards(SCOPE_WATCH, WATCH_OWNED, "anna");
    report_part(list, 0, 3, ids);
    assert_true(is_watched(ids[0]) && !is_watched(ids[1]));
    report_part(list, 1, 1, others);
    assert_true(is_watched(in_second_shard));
    assert_string_equal(next(), ""); /* the first part is to be read again */
    assert_int_equal(list->wanted, 1);
    report_part(list, 0, 3, ids);
    assert_next_has("\"ref\":2,\"code\":\"too_many\"");
    assert_next_has("\"event\":\"watching\",\"ref\":2,\"owner\":\"me\"");
    assert_false(is_watched(ids[1]));
}

static void test_a_shard_gets_what_the_others_do_not_need(void **state)
{
    (void)state;
    struct upload_list *list = arrive_at_two_shards(SCOPE_WATCH, WATCH_OWNED, "anna");
    report_part(list, 0, 2, ids);
    assert_false(is_watched(ids[1]));
    report_part(list, 1, 0, NULL);
    assert_string_equal(next(), "");
    report_part(list, 0, 2, ids);
    assert_next_has("\"event\":\"watching\",\"ref\":2,\"owner\":\"me\"");
    assert_true(is_watched(ids[1]));
}

/* Also one that is away needs nothing. */
static void test_no_place_is_kept_for_a_shard_that_is_away(void **state)
{
    (void)state;
    lists.away = 2;
    struct upload_list *list = arrive_at_two_shards(SCOPE_WATCH, WATCH_OWNED, "anna");
    report_part(list, 0, 2, ids);
    assert_next_has("\"event\":\"watching\",\"ref\":2,\"owner\":\"me\"");
    assert_true(is_watched(ids[1]));
}

/* The list of all uploads is read again and again, by each shard at its time. */
static void test_free_places_go_to_the_shard_with_too_few(void **state)
{
    (void)state;
    struct upload_list *list = arrive_at_two_shards(SCOPE_ADMIN, WATCH_ALL, "");
    report_part(list, 1, 0, NULL);
    report_part(list, 0, 1, ids);
    assert_next_has("\"event\":\"watching\",\"ref\":3,\"all\":true");
    upload_list_measure(list, 1, 1);
    upload_list_appear(list, ids[1], false);
    assert_false(is_watched(ids[1]));
    upload_list_appear(list, in_second_shard, false);
    assert_true(is_watched(in_second_shard));
}

static void test_access_is_checked_for_each_upload(void **state)
{
    struct upload_list *list;

    (void)state;
    arrive("anna", SCOPE_WATCH);
    say(WATCH_OWNED);
    list = upload_lists_find(&lists, "anna");
    upload_list_appear(list, ids[0], false);
    upload_list_appear(list, ids[1], false);
    settle(ids[0], "bob"); /* is in the wrong list */
    assert_string_equal(next(), "");
    settle(ids[1], "anna");
    assert_next_has("\"event\":\"progress\"");
    assert_non_null(strstr(text, ids[1]));
    assert_string_equal(next(), "");
}

static void test_an_id_of_another_owner_is_gone(void **state)
{
    (void)state;
    arrive("anna", SCOPE_WATCH);
    say("{\"do\":\"watch\",\"ref\":1,\"id\":\"0123456789abcdef0123456789abcdef\"}");
    settle(ids[0], "bob");
    assert_next_has("\"event\":\"watching\"");
    assert_next_has("\"event\":\"gone\"");
    assert_string_equal(next(), "");
}

static void test_all_uploads_are_for_administrators(void **state)
{
    (void)state;
    arrive("anna", SCOPE_WATCH | SCOPE_UPLOAD);
    say(WATCH_ALL);
    assert_next_has("\"ref\":3,\"code\":\"scope_missing\"");
    assert_null(upload_lists_find(&lists, ""));
    session_close(&session);
    arrive("root", SCOPE_ADMIN);
    say(WATCH_ALL);
    assert_non_null(upload_lists_find(&lists, ""));
    upload_list_appear(upload_lists_find(&lists, ""), ids[0], false);
    settle(ids[0], "bob");
    assert_next_has("\"event\":\"progress\"");
}

static void test_a_list_is_left(void **state)
{
    (void)state;
    arrive("anna", SCOPE_WATCH);
    say(WATCH_OWNED);
    say(WATCH_OWNED); /* once more is the same watch */
    say(UNWATCH_OWNED);
    assert_null(upload_lists_find(&lists, "anna"));
    say(UNWATCH_OWNED);
    assert_string_equal(next(), "");
}

static void test_a_second_watch_is_answered_again(void **state)
{
    (void)state;
    arrive("anna", SCOPE_WATCH);
    for (int i = 0; i < 2; i++) {
        say("{\"do\":\"watch\",\"ref\":1,\"id\":\"0123456789abcdef0123456789abcdef\"}");
        if (i == 0)
            settle(ids[0], "anna");
        assert_next_has("\"event\":\"watching\"");
        assert_next_has("\"event\":\"progress\"");
        assert_string_equal(next(), "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_list_is_watched_up_to_the_bound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_list_of_two_shards, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_each_shard_has_its_share_of_the_watches, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_shard_gets_what_the_others_do_not_need, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_no_place_is_kept_for_a_shard_that_is_away, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_free_places_go_to_the_shard_with_too_few, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_access_is_checked_for_each_upload, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_id_of_another_owner_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_all_uploads_are_for_administrators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_list_is_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_second_watch_is_answered_again, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("session_lists", tests, NULL, NULL);
}
