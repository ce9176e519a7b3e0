/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a final upload as its parts grow, end and go, seen from a process that comes at
 * any time; and what it shows until then.
 */
#include "upkeep/joining.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/lock.h"
#include "spool/store_parts.h"
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

#define PARTS 3

struct fixture {
    struct store *store;
    struct config config;
    struct joining joining;
    struct upload parts[PARTS], whole;
    int told;
    enum state state;
    int64_t received, size, reserved;
    int refusal;
};

static void hear(void *arg, struct upload *u, const char *token)
{
    struct fixture *f = arg;

    assert_int_equal(strlen(token), LOCK_TOKEN_SIZE - 1);
    f->told++;
    f->state = u->state;
    f->received = u->received;
    f->size = u->size;
}

static int reserve(void *arg, const struct upload *u, int64_t bytes)
{
    struct fixture *f = arg;

    assert_string_equal(u->id, f->whole.id);
    f->reserved += bytes;
    return f->refusal;
}

static int begin(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->store = spool_begin();
    f->config.inline_work_bytes = 1000;
    f->joining = (struct joining){
        .store = f->store, .config = &f->config, .reserve = reserve, .tell = hear, .arg = f};
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < PARTS; i++)
        upload_free(&f->parts[i]);
    upload_free(&f->whole);
    spool_end(&f->store);
    free(f);
    return 0;
}

/* Makes parts of these sizes (-1: unknown), and the final upload of them. */
static void make(struct fixture *f, int64_t one, int64_t two, int64_t three)
{
    const int64_t sizes[PARTS] = {one, two, three};
    char concat[200] = "final;";

    for (int i = 0; i < PARTS; i++) {
        spool_upload(NULL, sizes[i], &f->parts[i]);
        upload_drop_stages(&f->parts[i], 0);
        f->parts[i].kind = KIND_PARTIAL;
        assert_int_equal(store_create(f->store, &f->parts[i]), 0);
        (void)snprintf(concat + strlen(concat), sizeof concat - strlen(concat), "%s%s",
                       i > 0 ? " " : "", f->parts[i].id);
    }
    spool_upload(NULL, -1, &f->whole);
    f->whole.expire_after_ms = 60000;
    f->whole.expire_empty_after_ms = 1000;
    assert_int_equal(upload_set_concat(&f->whole, concat), 0);
    assert_int_equal(store_create(f->store, &f->whole), 0);
}

static int look(struct fixture *f)
{
    f->told = 0;
    return joining_look(&f->joining, f->whole.id, 0);
}

static void check_data(struct fixture *f, const char *expected)
{
    char text[100] = "";
    int fd;

    assert_int_equal(store_open_data(f->store, f->whole.id, false, &fd), 0);
    assert_int_equal(read(fd, text, sizeof text - 1), strlen(expected));
    assert_string_equal(text, expected);
    close(fd);
}

static void check_failure(struct fixture *f, const char *code)
{
    struct upload u;

    assert_int_equal(store_load(f->store, f->whole.id, &u), 0);
    assert_int_equal(u.state, STATE_FAILED);
    assert_string_equal(u.failure.code, code);
    assert_false(u.complete);
    upload_free(&u);
    assert_int_equal(f->told, 1);
    assert_int_equal(f->state, STATE_FAILED);
    assert_int_equal(look(f), 0); /* it has ended */
    assert_int_equal(f->told, 0);
}

static void test_it_is_joined_when_all_are_complete(void **state)
{
    struct fixture *f = *state;

    make(f, 5, 1, 6);
    spool_append(f->store, &f->parts[2], " world");
    spool_finish(f->store, &f->parts[2]);
    assert_int_equal(look(f), 0);
    assert_int_equal(f->state, STATE_UPLOADING);
    assert_int_equal(f->received, 6);
    assert_int_equal(f->size, 12);
    spool_append(f->store, &f->parts[0], "hello");
    spool_finish(f->store, &f->parts[0]);
    spool_append(f->store, &f->parts[1], ",");
    assert_int_equal(look(f), 0);
    assert_int_equal(f->received, 12);
    assert_int_equal(f->state, STATE_UPLOADING);
    check_data(f, "");
    spool_finish(f->store, &f->parts[1]);
    assert_int_equal(look(f), 0);
    assert_int_equal(f->state, STATE_QUEUED);
    check_data(f, "hello, world");
    assert_int_equal(f->reserved, 12); /* once */
    assert_int_equal(look(f), 0);
    assert_int_equal(f->told, 0);
}

static void test_settling_does_only_what_is_due(void **state)
{
    struct fixture *f = *state;

    make(f, 1, 1, 1);
    for (int i = 0; i < PARTS; i++) {
        assert_int_equal(joining_settle(&f->joining, f->whole.id), 0);
        assert_int_equal(f->told, 0);
        spool_append(f->store, &f->parts[i], "x");
        spool_finish(f->store, &f->parts[i]);
    }
    assert_int_equal(joining_settle(&f->joining, f->whole.id), 0);
    assert_int_equal(f->told, 1);
    check_data(f, "xxx");
}

/* A copy that was cut short by a crash is made again. */
static void test_what_a_crash_left_is_overwritten(void **state)
{
    struct fixture *f = *state;
    int fd;

    make(f, 1, 1, 1);
    assert_int_equal(store_open_data(f->store, f->whole.id, true, &fd), 0);
    assert_int_equal(write(fd, "abcdefg", 7), 7);
    close(fd);
    for (int i = 0; i < PARTS; i++) {
        spool_append(f->store, &f->parts[i], "x");
        spool_finish(f->store, &f->parts[i]);
    }
    assert_int_equal(joining_settle(&f->joining, f->whole.id), 0);
    check_data(f, "xxx");
}

/* It stays open, and the next look tries again. */
static void test_without_space_it_waits(void **state)
{
    struct fixture *f = *state;

    make(f, 1, 1, 1);
    for (int i = 0; i < PARTS; i++) {
        spool_append(f->store, &f->parts[i], "x");
        spool_finish(f->store, &f->parts[i]);
    }
    f->config.min_free_bytes = INT64_MAX / 2;
    assert_int_equal(look(f), ERR_NO_SPACE);
    assert_int_equal(f->told, 0);
    check_data(f, "");
    f->config.min_free_bytes = 0;
    assert_int_equal(look(f), 0);
    check_data(f, "xxx");
}

static void test_a_large_one_is_left_to_the_worker(void **state)
{
    struct fixture *f = *state;
    struct upload u;
    int folder, fd;

    f->config.inline_work_bytes = 2;
    f->config.stage_count = 1;
    make(f, 1, -1, 1);
    spool_append(f->store, &f->parts[1], "b");
    assert_int_equal(look(f), 0);
    spool_finish(f->store, &f->parts[1]);
    assert_int_equal(look(f), 0);
    assert_int_equal(store_load(f->store, f->whole.id, &u), 0);
    assert_string_equal(u.stages[0].name, ASSEMBLY_STAGE);
    assert_int_equal(u.stage_count, 3);
    upload_free(&u);
    spool_append(f->store, &f->parts[0], "a");
    spool_finish(f->store, &f->parts[0]);
    spool_append(f->store, &f->parts[2], "c");
    spool_finish(f->store, &f->parts[2]);
    /* A link that an attempt before a crash left. */
    assert_int_equal(store_parts_add(f->store, f->whole.id, 0, f->parts[2].id), 0);
    assert_int_equal(look(f), 0);
    assert_int_equal(f->state, STATE_QUEUED);
    assert_int_equal(store_load(f->store, f->whole.id, &u), 0);
    assert_true(upload_awaits_assembly(&u));
    upload_free(&u);
    assert_int_equal(store_open_folder(f->store, f->whole.id, &folder), 0);
    for (unsigned i = 0; i < PARTS; i++) {
        char byte = 0;
        assert_int_equal(store_parts_open(folder, i, &fd), 0);
        assert_int_equal(read(fd, &byte, 1), 1);
        assert_int_equal(byte, 'a' + (int)i);
        close(fd);
    }
    assert_int_equal(store_parts_open(folder, PARTS, &fd), ERR_NOT_FOUND);
    close(folder);
}

static void test_a_part_that_is_gone_fails_it(void **state)
{
    struct fixture *f = *state;

    make(f, 5, 1, 6);
    spool_append(f->store, &f->parts[0], "hello");
    spool_finish(f->store, &f->parts[0]);
    assert_int_equal(store_remove(f->store, f->parts[0].id), 0);
    f->told = 0;
    assert_int_equal(joining_settle(&f->joining, f->whole.id), ERR_BAD_CONCAT);
    check_failure(f, "bad_concat");
}

static void test_a_part_that_failed_fails_it(void **state)
{
    struct fixture *f = *state;

    make(f, 5, 1, 6);
    f->parts[1].state = STATE_FAILED;
    assert_int_equal(store_save(f->store, &f->parts[1]), 0);
    assert_int_equal(look(f), ERR_BAD_CONCAT);
    check_failure(f, "bad_concat");
}

/* As soon as it is sure, also before the size is known. */
static void test_above_the_maximum_it_fails(void **state)
{
    struct fixture *f = *state;

    f->config.max_size = 10;
    make(f, 5, -1, 5);
    spool_append(f->store, &f->parts[0], "h");
    assert_int_equal(look(f), 0);
    assert_int_equal(f->reserved, 0);
    spool_append(f->store, &f->parts[1], ",");
    assert_int_equal(look(f), ERR_TOO_LARGE);
    check_failure(f, "too_large");
}

static void test_a_sum_that_is_no_number_fails_it(void **state)
{
    struct fixture *f = *state;

    make(f, INT64_MAX, 1, 1);
    assert_int_equal(look(f), ERR_TOO_LARGE);
    check_failure(f, "too_large");
}

static void test_above_the_quota_it_fails(void **state)
{
    struct fixture *f = *state;

    f->refusal = ERR_QUOTA;
    make(f, 5, 1, -1);
    assert_int_equal(look(f), 0);
    spool_finish(f->store, &f->parts[2]);
    assert_int_equal(look(f), ERR_QUOTA);
    check_failure(f, "quota_exceeded");
}

static void test_it_lives_from_the_last_byte_of_a_part(void **state)
{
    struct fixture *f = *state;
    const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    int64_t now = clock_wall_ms();
    struct upload u;
    int fd;

    make(f, 5, 1, 6);
    spool_append(f->store, &f->parts[0], "h");
    assert_int_equal(store_open_data(f->store, f->whole.id, true, &fd), 0);
    assert_int_equal(look(f), 0);
    assert_int_equal(store_load(f->store, f->whole.id, &u), 0);
    assert_true(u.expires_at >= now + 60000); /* it has a byte */
    upload_free(&u);
    assert_int_equal(futimens(fd, old), 0);
    close(fd);
    assert_int_equal(look(f), 0); /* it has expired: the sweep removes it */
    assert_int_equal(f->told, 0);
}

static void test_a_locked_one_is_left_alone(void **state)
{
    struct fixture *f = *state;
    struct lock *lock;

    make(f, 0, 0, 0);
    assert_int_equal(lock_try(f->store, f->whole.id, &lock), 0);
    assert_int_equal(look(f), ERR_LOCKED);
    lock_release(&lock);
    assert_int_equal(f->told, 0);
    assert_int_equal(store_remove(f->store, f->whole.id), 0);
    assert_int_equal(look(f), 0);
    assert_int_equal(f->told, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_it_is_joined_when_all_are_complete, begin, end),
        cmocka_unit_test_setup_teardown(test_settling_does_only_what_is_due, begin, end),
        cmocka_unit_test_setup_teardown(test_what_a_crash_left_is_overwritten, begin, end),
        cmocka_unit_test_setup_teardown(test_without_space_it_waits, begin, end),
        cmocka_unit_test_setup_teardown(test_a_large_one_is_left_to_the_worker, begin, end),
        cmocka_unit_test_setup_teardown(test_a_part_that_is_gone_fails_it, begin, end),
        cmocka_unit_test_setup_teardown(test_a_part_that_failed_fails_it, begin, end),
        cmocka_unit_test_setup_teardown(test_above_the_maximum_it_fails, begin, end),
        cmocka_unit_test_setup_teardown(test_a_sum_that_is_no_number_fails_it, begin, end),
        cmocka_unit_test_setup_teardown(test_above_the_quota_it_fails, begin, end),
        cmocka_unit_test_setup_teardown(test_it_lives_from_the_last_byte_of_a_part, begin, end),
        cmocka_unit_test_setup_teardown(test_a_locked_one_is_left_alone, begin, end),
    };
    return cmocka_run_group_tests_name("joining", tests, NULL, NULL);
}
