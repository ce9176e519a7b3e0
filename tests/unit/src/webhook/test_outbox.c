/* SPDX-License-Identifier: MIT */
/*
 * Events in the outbox: names of their files, what happens to drafts when a process dies, and
 * locking.
 */
#include "webhook/outbox.h"

#include "base/error.h"
#include "webhook/outbox_entry.h"
#include "tests/unit/support/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"
#define NAME "1795631507719.1795631500000.3." ID ".failed.2.tell"

static char created[] = "created", failed[] = "failed", cancelled[] = "cancelled",
            expired[] = "expired";
static char *events[] = {created, failed, cancelled, expired, NULL};

struct fixture {
    struct store *store;
    struct config config;
    struct upload upload;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->store = spool_begin();
    f->config.outbox_max = 10;
    f->config.stage_count = 1;
    f->config.stages[0].name = strdup("tell");
    f->config.stages[0].kind = strdup("notify");
    f->config.stages[0].notify_events = events;
    spool_upload(f->store, 3, &f->upload);
    assert_int_equal(upload_add_stage(&f->upload, "tell", "Tell", 20), 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    free(f->config.stages[0].name);
    free(f->config.stages[0].kind);
    upload_free(&f->upload);
    spool_end(&f->store);
    free(f);
    return 0;
}

static struct outbox_draft *draft(struct fixture *f, enum event e)
{
    return outbox_draft(f->store, &f->config, e, &f->upload);
}

static int open_folder(struct fixture *f)
{
    int folder = -1;

    assert_int_equal(outbox_open(f->store, true, &folder), 0);
    return folder;
}

/* Returns the number of events, and the first of them. */
static size_t list(int folder, struct outbox_entry *first_out)
{
    struct outbox_entry *all = NULL;
    size_t count = 0;

    assert_int_equal(outbox_list(folder, &all, &count), 0);
    if (count > 0)
        *first_out = all[0];
    free(all);
    return count;
}

static void test_names(void **state)
{
    struct outbox_entry e;
    char name[OUTBOX_NAME_SIZE];

    (void)state;
    assert_true(outbox_entry_parse(NAME, &e));
    assert_int_equal(e.due_ms, 1795631507719);
    assert_int_equal(e.at_ms, 1795631500000);
    assert_string_equal(e.id, ID);
    assert_int_equal(e.event, EVENT_FAILED);
    assert_int_equal(e.tries, 3);
    assert_int_equal(e.attempt, 2);
    assert_string_equal(e.stage, "tell");
    assert_false(e.is_draft);
    outbox_entry_print(&e, name);
    assert_string_equal(name, NAME);
    assert_true(outbox_entry_parse("." NAME, &e));
    assert_true(e.is_draft);
}

static void test_other_names(void **state)
{
    static const char *const others[] = {
        "",
        ".",
        "x",
        "....",
        "1." NAME,
        "-1795631507719.1795631500000.3." ID ".failed.2.tell",
        "99999999999999999999.1795631500000.3." ID ".failed.2.tell",
        "1795631507719.1795631500000.3." ID ".failed.2.",
        "1795631507719.1795631500000.3." ID ".failed.2",
        "1795631507719.1795631500000.3." ID ".failed..tell",
        "1795631507719.1795631500000.3." ID ".failed.02.tell",
        "1795631507719.1795631500000.3." ID ".finished.2.tell",
        "1795631507719.1795631500000.3.0123.failed.2.tell",
        NAME "0123456789012345678901234567890123456789",
    };
    struct outbox_entry e;
    char cut[sizeof NAME];

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(outbox_entry_parse(others[i], &e));
    for (size_t len = 0; len < strlen(NAME) - strlen("ell"); len++) {
        memcpy(cut, NAME, len);
        cut[len] = '\0';
        assert_false(outbox_entry_parse(cut, &e));
    }
}

static void test_what_became_true_waits(void **state)
{
    struct fixture *f = *state;
    struct outbox_draft *d = draft(f, EVENT_CREATED);
    struct outbox_entry e;
    struct upload u;
    int folder = open_folder(f), fd = -1;

    assert_non_null(d);
    assert_int_equal(list(folder, &e), 1);
    assert_true(e.is_draft);
    outbox_settle(&d, true);
    assert_null(d);
    assert_int_equal(list(folder, &e), 1);
    assert_false(e.is_draft);
    assert_string_equal(e.stage, "tell");
    assert_int_equal(outbox_take(folder, &e, &fd), 0);
    assert_int_equal(outbox_load(fd, &u), 0);
    assert_string_equal(u.id, f->upload.id);
    assert_string_equal(u.name, f->upload.name);
    upload_free(&u);
    close(fd);
    close(folder);
}

static void test_what_did_not_is_gone(void **state)
{
    struct fixture *f = *state;
    struct outbox_draft *d = draft(f, EVENT_CANCELLED);
    struct outbox_entry e;
    int folder = open_folder(f);

    outbox_settle(&d, false);
    assert_int_equal(list(folder, &e), 0);
    close(folder);
}

static void test_who_is_not_told(void **state)
{
    struct fixture *f = *state;

    assert_null(draft(f, EVENT_PROCESSED)); /* not in the stage's list of events */
    assert_int_equal(upload_set_failure(&f->upload, "x", "x", "tell", 0, false), 0);
    assert_null(draft(f, EVENT_FAILED)); /* its own failure */
    f->upload.kind = KIND_PARTIAL;
    assert_null(draft(f, EVENT_CREATED));
}

static void test_no_more_than_the_setting(void **state)
{
    struct fixture *f = *state;
    struct outbox_draft *first, *second;

    f->config.outbox_max = 1;
    first = draft(f, EVENT_CREATED);
    second = draft(f, EVENT_CANCELLED);
    assert_non_null(first);
    assert_null(second);
    outbox_settle(&first, false);
    second = draft(f, EVENT_CANCELLED);
    assert_non_null(second);
    outbox_settle(&second, false);
}

/* Makes the draft of a writer that died before settling it, and takes it. */
static int dead_draft(struct fixture *f, enum event event, int folder, struct outbox_entry *e_out)
{
    struct outbox_draft *d = draft(f, event);
    char name[OUTBOX_NAME_SIZE], copy[OUTBOX_NAME_SIZE];
    int fd = -1;

    assert_int_equal(list(folder, e_out), 1);
    assert_int_equal(outbox_take(folder, e_out, &fd), ERR_LOCKED); /* its writer lives */
    outbox_entry_print(e_out, name);
    e_out->at_ms++;
    outbox_entry_print(e_out, copy);
    assert_int_equal(linkat(folder, name, folder, copy, 0), 0);
    outbox_settle(&d, false);
    assert_int_equal(outbox_take(folder, e_out, &fd), 0);
    return fd;
}

static void expect_recovery(struct fixture *f, enum event event, bool is_true)
{
    struct outbox_entry e;
    int folder = open_folder(f), fd = dead_draft(f, event, folder, &e);
    bool was_true = !is_true;

    assert_int_equal(outbox_recover(f->store, folder, &e, &was_true), 0);
    assert_int_equal(was_true, is_true);
    assert_int_equal(list(folder, &e), is_true ? 1 : 0);
    if (is_true) {
        assert_false(e.is_draft);
        assert_int_equal(outbox_remove(folder, &e), 0);
    }
    close(fd);
    close(folder);
}

static void test_drafts_whose_writer_died(void **state)
{
    struct fixture *f = *state;

    expect_recovery(f, EVENT_CREATED, true);
    expect_recovery(f, EVENT_FAILED, false);
    expect_recovery(f, EVENT_CANCELLED, false);
    expect_recovery(f, EVENT_EXPIRED, false);
    f->upload.state = STATE_FAILED;
    assert_int_equal(store_save(f->store, &f->upload), 0);
    expect_recovery(f, EVENT_FAILED, true);
    f->upload.attempts_before = 1;
    expect_recovery(f, EVENT_FAILED, false); /* the disk has an earlier failure */
    assert_int_equal(store_remove(f->store, f->upload.id), 0);
    expect_recovery(f, EVENT_CREATED, false);
    expect_recovery(f, EVENT_FAILED, false);
    expect_recovery(f, EVENT_CANCELLED, true);
    expect_recovery(f, EVENT_EXPIRED, true);
}

static void test_one_at_a_time(void **state)
{
    struct fixture *f = *state;
    struct outbox_draft *d = draft(f, EVENT_CREATED);
    struct outbox_entry e;
    int folder = open_folder(f), fd = -1, other = -1;

    outbox_settle(&d, true);
    assert_int_equal(list(folder, &e), 1);
    assert_int_equal(outbox_take(folder, &e, &fd), 0);
    assert_int_equal(outbox_take(folder, &e, &other), ERR_LOCKED);
    assert_int_equal(outbox_put_off(folder, &e, e.due_ms + 1000, 1), 0);
    close(fd);
    assert_int_equal(outbox_take(folder, &e, &other), ERR_NOT_FOUND);
    int64_t due_ms = e.due_ms;
    assert_int_equal(list(folder, &e), 1);
    assert_int_equal(e.due_ms, due_ms + 1000);
    assert_int_equal(e.tries, 1);
    assert_int_equal(outbox_take(folder, &e, &fd), 0);
    assert_int_equal(outbox_remove(folder, &e), 0);
    assert_int_equal(list(folder, &e), 0);
    close(fd);
    close(folder);
}

static void test_ids_of_events_differ(void **state)
{
    struct fixture *f = *state;
    char ids[EVENT_COUNT][EVENT_ID_SIZE], again[EVENT_ID_SIZE];

    for (int e = 0; e < EVENT_COUNT; e++) {
        event_make_id((enum event)e, &f->upload, "tell", ids[e]);
        assert_null(strchr(ids[e], '.'));
        for (int other = 0; other < e; other++)
            assert_string_not_equal(ids[e], ids[other]);
    }
    f->upload.attempts_before = 1;
    event_make_id(EVENT_FAILED, &f->upload, "tell", again);
    assert_string_not_equal(again, ids[EVENT_FAILED]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_other_names),
        cmocka_unit_test_setup_teardown(test_what_became_true_waits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_did_not_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_who_is_not_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_more_than_the_setting, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_drafts_whose_writer_died, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_at_a_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ids_of_events_differ, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
