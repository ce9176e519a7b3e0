/* SPDX-License-Identifier: MIT */
/*
 * What the sweep does with final uploads that are not joined yet, and with their parts.
 */
#include "upkeep/sweep.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/finals.h"
#include "tests/unit/support/spool.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define LIFE_MS 60000
#define HEARD_MAX 4

struct fixture {
    struct store *store;
    struct config config;
    struct upload part, whole;
    int removed, changed;
    char ids[HEARD_MAX][ID_SIZE]; /* removed, in order */
    int64_t received[HEARD_MAX];
    enum state state; /* of the last change */
};

static void hear_removal(void *arg, struct upload *u, const char *token)
{
    struct fixture *f = arg;

    assert_true(f->removed < HEARD_MAX);
    (void)token;
    memcpy(f->ids[f->removed], u->id, ID_SIZE);
    f->received[f->removed++] = u->received;
}

static void hear_change(void *arg, struct upload *u, const char *token)
{
    struct fixture *f = arg;

    assert_int_equal(strlen(token), 28);
    assert_string_equal(u->id, f->whole.id);
    f->changed++;
    f->state = u->state;
}

static void sweep(struct fixture *f, bool dry_run)
{
    struct sweep s = {.store = f->store,
                      .config = &f->config,
                      .dry_run = dry_run,
                      .tell = hear_removal,
                      .change = hear_change,
                      .arg = f};

    f->removed = f->changed = 0;
    assert_int_equal(sweep_run(&s), 0);
}

/* Makes a part of 5 bytes, and a final upload of it. */
static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct finals *list;
    char concat[64];

    f->store = spool_begin();
    spool_upload(NULL, 5, &f->part);
    upload_drop_stages(&f->part, 0);
    f->part.kind = KIND_PARTIAL;
    f->part.expire_after_ms = LIFE_MS;
    assert_int_equal(store_create(f->store, &f->part), 0);
    spool_upload(NULL, 5, &f->whole);
    f->whole.expire_after_ms = LIFE_MS;
    (void)snprintf(concat, sizeof concat, "final;%s", f->part.id);
    assert_int_equal(upload_set_concat(&f->whole, concat), 0);
    assert_int_equal(store_create(f->store, &f->whole), 0);
    assert_int_equal(finals_open(f->store, f->part.id, 0, &list), 0);
    assert_int_equal(finals_add(list, f->whole.id), 0);
    finals_close(&list);
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    upload_free(&f->part);
    upload_free(&f->whole);
    spool_end(&f->store);
    free(f);
    return 0;
}

static void write_part(struct fixture *f, const char *text)
{
    int fd;

    assert_int_equal(store_open_data(f->store, f->part.id, true, &fd), 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void finish_part(struct fixture *f)
{
    int fd;

    write_part(f, "hello");
    assert_int_equal(store_open_data(f->store, f->part.id, true, &fd), 0);
    f->part.state = STATE_DONE;
    assert_int_equal(store_finish(f->store, &f->part, fd), 0);
    close(fd);
}

static void age(struct fixture *f, const char *id)
{
    const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    int fd;

    assert_int_equal(store_open_data(f->store, id, true, &fd), 0);
    assert_int_equal(futimens(fd, old), 0);
    close(fd);
}

static void test_a_part_stays_as_long_as_its_final_upload(void **state)
{
    struct fixture *f = *state;

    age(f, f->part.id);
    sweep(f, false);
    assert_int_equal(f->removed, 0);
    assert_int_equal(f->changed, 0);
}

/* In whatever order the walk finds them: its bytes are those of its parts. */
static void test_a_final_upload_goes_before_its_parts(void **state)
{
    struct fixture *f = *state;

    write_part(f, "hel");
    age(f, f->part.id);
    age(f, f->whole.id);
    sweep(f, true);
    assert_int_equal(f->removed, 2);
    sweep(f, false);
    assert_int_equal(f->removed, 2);
    assert_string_equal(f->ids[0], f->whole.id);
    assert_int_equal(f->received[0], 3);
    assert_string_equal(f->ids[1], f->part.id);
    assert_int_equal(f->received[1], 3);
    assert_int_equal(f->changed, 0);
}

static void test_one_that_nobody_joined_is_joined(void **state)
{
    struct fixture *f = *state;
    struct upload u;

    finish_part(f);
    sweep(f, true);
    assert_int_equal(f->changed, 0);
    f->config.inline_work_bytes = 10;
    sweep(f, false);
    assert_int_equal(f->changed, 1);
    assert_int_equal(f->state, STATE_QUEUED);
    assert_int_equal(store_load(f->store, f->whole.id, &u), 0);
    assert_true(u.complete);
    assert_int_equal(u.size, 5);
    upload_free(&u);
}

static void test_one_whose_part_is_gone_fails(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(store_remove(f->store, f->part.id), 0);
    sweep(f, false);
    assert_int_equal(f->changed, 1);
    assert_int_equal(f->state, STATE_FAILED);
    sweep(f, false);
    assert_int_equal(f->changed, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_part_stays_as_long_as_its_final_upload),
        TEST(test_a_final_upload_goes_before_its_parts),
        TEST(test_one_that_nobody_joined_is_joined),
        TEST(test_one_whose_part_is_gone_fails),
    };

    return cmocka_run_group_tests_name("sweep_finals", tests, NULL, NULL);
}
