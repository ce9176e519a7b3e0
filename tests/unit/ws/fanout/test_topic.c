/* SPDX-License-Identifier: MIT */
/*
 * Topics: the order of documents, the marks of listeners in each situation, and the life of a topic
 * between its source and its listeners.
 */
#include "ws/fanout/topic.h"

#include "base/error.h"

#include "tests/unit/support/documents.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"
#define OTHER_ID "f123456789abcdef0123456789abcdef"

static struct topics *topics;
static int attended, woken;

static void attend(void *arg, struct topic *topic)
{
    (void)arg;
    attended++;
    if (topic_is_deserted(topic))
        topics_release(topics, topic);
}

static bool may_see_any(const struct listener *l, const char *owner)
{
    (void)l;
    (void)owner;
    return true;
}

static void wake(struct listener *l)
{
    (void)l;
    woken++;
}

static int set_up(void **state)
{
    (void)state;
    attended = woken = 0;
    if (topics_new(&topics) != 0)
        return -1;
    topics_attach_source(topics, 0, attend, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    topics_free(&topics);
    return 0;
}

static struct topic *join(struct listener *l)
{
    *l = (struct listener){.wake = wake, .may_see = may_see_any};
    assert_int_equal(topics_join(topics, ID, l), 0);
    return l->topic;
}

static void leave(struct listener *l)
{
    topics_leave(topics, l);
}

static const char *document(int64_t epoch, int64_t rev, const char *state)
{
    return documents_make(ID, epoch, rev, state);
}

static int take_event(struct topic *t, int64_t epoch, int64_t rev, const char *state)
{
    const char *text = document(epoch, rev, state);

    return topic_take_event(t, text, strlen(text));
}

static int settle(struct topic *t, int64_t epoch, int64_t rev, const char *state)
{
    const char *text = document(epoch, rev, state);

    topic_expect_snapshot(t);
    return topic_take_snapshot(t, text, strlen(text), NULL);
}

static void settle_missing(struct topic *t)
{
    topic_expect_snapshot(t);
    assert_int_equal(topic_take_snapshot(t, NULL, 0, NULL), 0);
}

static unsigned take_due(struct listener *l)
{
    unsigned due = l->due;

    l->due = 0;
    return due;
}

static void test_one_topic_for_all(void **state)
{
    struct listener a, b, other = {.wake = wake, .may_see = may_see_any};

    (void)state;
    struct topic *t = join(&a);
    assert_ptr_equal(join(&b), t);
    assert_int_equal(attended, 1);
    assert_int_equal(topics_join(topics, OTHER_ID, &other), 0);
    assert_ptr_not_equal(other.topic, t);
    assert_int_equal(topics_count(topics), 2);
    assert_ptr_equal(topics_find(topics, ID), t);
    leave(&a);
    assert_int_equal(attended, 2);
    leave(&b);
    leave(&other);
    assert_int_equal(attended, 4);
    assert_int_equal(topics_count(topics), 0);
    assert_null(topics_find(topics, ID));
}

static void test_answer_waits_for_the_snapshot(void **state)
{
    struct listener a, late;

    (void)state;
    struct topic *t = join(&a);
    assert_int_equal(take_event(t, 1, 2, "uploading"), 0);
    assert_int_equal(a.due, 0);
    assert_int_equal(woken, 0);
    assert_int_equal(settle(t, 1, 1, "uploading"), 0);
    assert_int_equal(take_due(&a), MARK_WATCHING | MARK_NEWEST);
    assert_int_equal(t->rev, 2);
    join(&late);
    assert_int_equal(take_due(&late), MARK_WATCHING | MARK_NEWEST);
    topic_answer_again(&a);
    assert_int_equal(take_due(&a), MARK_WATCHING | MARK_NEWEST);
    leave(&late);
    leave(&a);
}

static void test_gone_then_created(void **state)
{
    struct listener a, b;

    (void)state;
    struct topic *t = join(&a);
    settle_missing(t);
    assert_int_equal(take_due(&a), MARK_WATCHING | MARK_GONE);
    join(&b);
    assert_int_equal(b.due, MARK_WATCHING | MARK_GONE);
    assert_int_equal(take_event(t, 1, 1, "created"), 0);
    assert_int_equal(a.due, 0); /* the snapshot names the owner */
    assert_int_equal(b.due, MARK_WATCHING | MARK_GONE);
    assert_int_equal(settle(t, 1, 1, "created"), 0);
    assert_int_equal(a.due, MARK_NEWEST);
    assert_int_equal(b.due, MARK_WATCHING | MARK_NEWEST);
    leave(&a);
    leave(&b);
}

static void test_only_newer(void **state)
{
    struct listener a;

    (void)state;
    struct topic *t = join(&a);
    settle(t, 10, 5, "uploading");
    (void)take_due(&a);
    struct message *before = t->newest;
    assert_int_equal(take_event(t, 10, 5, "done"), 0);
    assert_int_equal(take_event(t, 10, 4, "done"), 0);
    assert_int_equal(take_event(t, 9, 99, "done"), 0);
    assert_ptr_equal(t->newest, before);
    assert_int_equal(a.due, 0);
    assert_int_equal(take_event(t, 10, 6, "uploading"), 0);
    assert_int_equal(take_due(&a), MARK_NEWEST);
    assert_int_equal(take_event(t, 11, 1, "done"), 0);
    assert_int_equal(take_due(&a), MARK_NEWEST);
    assert_true(t->ended);
    leave(&a);
}

static void test_foreign_documents(void **state)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "{}",
        "{\"id\":\"" OTHER_ID "\",\"epoch\":2,\"rev\":2,\"state\":\"done\"}",
        "{\"id\":\"" ID "\",\"epoch\":\"2\",\"rev\":2,\"state\":\"done\"}",
        "{\"id\":\"" ID "\",\"epoch\":2,\"state\":\"done\"}",
        "{\"id\":\"" ID "\",\"epoch\":2,\"rev\":2,\"state\":\"do\xff\"}",
    };
    struct listener a;

    (void)state;
    struct topic *t = join(&a);
    settle(t, 1, 1, "uploading");
    (void)take_due(&a);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(topic_take_event(t, wrong[i], strlen(wrong[i])), ERR_SYNTAX);
    assert_int_equal(a.due, 0);
    assert_int_equal(t->rev, 1);
    leave(&a);
}

/* After an outage of Redis every topic is read again. */
static void test_read_again(void **state)
{
    struct listener a, late;

    (void)state;
    struct topic *t = join(&a);
    settle(t, 5, 50, "uploading");
    (void)take_due(&a);
    t->phase = TOPIC_COLD;
    join(&late);
    assert_int_equal(late.due, 0);
    settle(t, 5, 41, "uploading"); /* an older dump */
    assert_int_equal(a.due, 0);
    assert_int_equal(t->rev, 50);
    assert_int_equal(take_due(&late), MARK_WATCHING | MARK_NEWEST);
    settle(t, 5, 51, "uploading");
    assert_int_equal(take_due(&a), MARK_NEWEST);
    assert_int_equal(take_due(&late), MARK_NEWEST);
    leave(&a);
    leave(&late);
}

static void test_vanished(void **state)
{
    struct listener a, late;

    (void)state;
    struct topic *t = join(&a);
    settle(t, 5, 50, "uploading");
    (void)take_due(&a);
    settle_missing(t);
    assert_int_equal(take_due(&a), MARK_STALE);
    settle_missing(t);
    assert_int_equal(a.due, 0);
    join(&late);
    assert_int_equal(late.due, MARK_WATCHING | MARK_NEWEST | MARK_STALE);
    take_event(t, 6, 1, "uploading");
    assert_int_equal(take_due(&a), MARK_NEWEST);
    assert_int_equal(late.due, MARK_WATCHING | MARK_NEWEST);
    settle_missing(t);
    assert_int_equal(take_due(&a), MARK_STALE);
    leave(&a);
    leave(&late);
}

/* A final state remains valid after its hash has expired; so does an event that overtook the
 * snapshot. */
static void test_missing_is_not_always_vanished(void **state)
{
    struct listener a;

    (void)state;
    struct topic *t = join(&a);
    settle(t, 1, 1, "created");
    (void)take_due(&a);
    topic_expect_snapshot(t);
    take_event(t, 1, 2, "uploading");
    assert_int_equal(topic_take_snapshot(t, NULL, 0, NULL), 0);
    assert_int_equal(take_due(&a), MARK_NEWEST);
    take_event(t, 1, 3, "done");
    (void)take_due(&a);
    settle_missing(t);
    assert_int_equal(a.due, 0);
    leave(&a);
}

static bool may_see_none(const struct listener *l, const char *owner)
{
    (void)l;
    (void)owner;
    return false;
}

/* Another owner's upload looks like one that does not exist, through all its changes; also for a
 * listener without may_see. */
static void test_others_uploads_are_not_there(void **state)
{
    struct listener owner, stranger = {.wake = wake, .may_see = may_see_none},
                           forgetful = {.wake = wake};

    (void)state;
    struct topic *t = join(&owner);
    settle(t, 1, 1, "uploading");
    assert_int_equal(topics_join(topics, ID, &stranger), 0);
    assert_int_equal(topics_join(topics, ID, &forgetful), 0);
    assert_int_equal(take_due(&stranger), MARK_WATCHING | MARK_GONE);
    assert_int_equal(take_due(&forgetful), MARK_WATCHING | MARK_GONE);
    take_event(t, 1, 2, "uploading");
    settle(t, 1, 3, "uploading");
    settle_missing(t); /* stale to its owner */
    assert_int_equal(stranger.due | forgetful.due, 0);
    assert_true((owner.due & MARK_STALE) != 0);
    topic_answer_again(&stranger);
    assert_int_equal(take_due(&stranger), MARK_WATCHING | MARK_GONE);
    take_event(t, 1, 4, "done");
    assert_int_equal(stranger.due | forgetful.due, 0);
    leave(&owner);
    leave(&stranger);
    leave(&forgetful);
}

/* Another owner's upload appears: the listener that received "gone" receives nothing more. */
static void test_others_uploads_do_not_appear(void **state)
{
    struct listener stranger = {.wake = wake, .may_see = may_see_none};

    (void)state;
    assert_int_equal(topics_join(topics, ID, &stranger), 0);
    struct topic *t = stranger.topic;
    settle_missing(t);
    assert_int_equal(take_due(&stranger), MARK_WATCHING | MARK_GONE);
    take_event(t, 1, 1, "created");
    settle(t, 1, 2, "uploading");
    assert_int_equal(stranger.due, 0);
    leave(&stranger);
}

/* While Redis refuses changes, only a final state is certain; and no listener learns of other
 * owners' uploads. */
static void test_refused_changes(void **state)
{
    struct listener a, late, stranger = {.wake = wake, .may_see = may_see_none};
    struct listener nobody = {.wake = wake, .may_see = may_see_any};

    (void)state;
    struct topic *t = join(&a);
    settle(t, 1, 1, "uploading");
    (void)take_due(&a);
    topics_set_refused(topics, 0, true);
    assert_int_equal(take_due(&a), MARK_STALE);
    join(&late);
    assert_int_equal(take_due(&late), MARK_WATCHING | MARK_NEWEST | MARK_STALE);
    take_event(t, 1, 2, "uploading");
    assert_int_equal(take_due(&a), MARK_NEWEST | MARK_STALE);
    assert_int_equal(topics_join(topics, ID, &stranger), 0);
    assert_int_equal(take_due(&stranger), MARK_WATCHING | MARK_STALE);
    assert_int_equal(topics_join(topics, OTHER_ID, &nobody), 0);
    settle_missing(nobody.topic);
    assert_int_equal(take_due(&nobody), MARK_WATCHING | MARK_STALE);
    take_event(t, 1, 3, "done");
    assert_int_equal(take_due(&a), MARK_NEWEST);
    (void)take_due(&late);

    topics_set_refused(topics, 0, false);
    assert_true(t->doubted && nobody.topic->doubted);
    settle(t, 1, 3, "done");
    settle_missing(nobody.topic);
    assert_false(t->doubted || nobody.topic->doubted);
    assert_int_equal(a.due, 0);
    assert_int_equal(take_due(&stranger), MARK_GONE);
    assert_int_equal(take_due(&nobody), MARK_GONE);
    leave(&a);
    leave(&late);
    leave(&stranger);
    leave(&nobody);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_topic_for_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_answer_waits_for_the_snapshot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_gone_then_created, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_only_newer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_foreign_documents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_vanished, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_others_uploads_are_not_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_others_uploads_do_not_appear, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_missing_is_not_always_vanished, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
