/* SPDX-License-Identifier: MIT */
/*
 * An upload whose bytes are all stored is finished by the walk through the spool, if every process
 * that knew it has died; and which ones are left to their clients.
 */
#include "upkeep/finishing.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/lock.h"
#include "spool/pieces.h"
#include "tests/unit/support/spool.h"
#include "upkeep/sweep.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define TEXT "hello, world"
#define SIZE 12
#define LONG_MS 3600000

struct fixture {
    struct store *store;
    struct config config;
    struct upload u;
    int told;
    char id[ID_SIZE]; /* of the last one told */
    enum state state;
    int64_t received;
};

static void hear(void *arg, struct upload *u, const char *token)
{
    struct fixture *f = arg;

    assert_int_equal(strlen(token), LOCK_TOKEN_SIZE - 1);
    assert_false(lock_held(f->store, u->id));
    f->told++;
    memcpy(f->id, u->id, ID_SIZE);
    f->state = u->state;
    f->received = u->received;
}

static void hear_removal(void *arg, struct upload *u, const char *token)
{
    (void)arg, (void)u, (void)token;
    fail();
}

/* Prepares a record, which the test may change before it creates the upload. */
static int begin(void **state)
{
    static struct fixture f;

    f = (struct fixture){.store = spool_begin(), .config = {.inline_work_bytes = 1000}};
    spool_upload(NULL, SIZE, &f.u);
    f.u.in_pieces = true;
    *state = &f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    upload_free(&f->u);
    spool_end(&f->store);
    return 0;
}

static void plant(const struct fixture *f, const char *name, const char *text)
{
    int folder = -1;

    assert_int_equal(store_open_folder(f->store, f->u.id, &folder), 0);
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_APPEND, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    close(folder);
}

/* Sets all times of the upload back. */
static void age(struct fixture *f)
{
    int64_t at_ms = clock_wall_ms() - LONG_MS;
    const struct timespec old[2] = {{.tv_sec = at_ms / 1000}, {.tv_sec = at_ms / 1000}};
    int folder = -1;

    f->u.created_at = f->u.updated_at = at_ms;
    assert_int_equal(store_save(f->store, &f->u), 0);
    assert_int_equal(store_open_folder(f->store, f->u.id, &folder), 0);
    assert_int_equal(utimensat(folder, "data", old, 0), 0);
    (void)utimensat(folder, PIECES_FOLDER, old, 0);
    close(folder);
}

/* Creates the upload with these bytes in a row from the front. */
static void create(struct fixture *f, const char *data)
{
    assert_int_equal(store_create(f->store, &f->u), 0);
    plant(f, "data", data);
    age(f);
}

static void sweep(struct fixture *f, bool dry_run)
{
    struct sweep s = {.store = f->store,
                      .config = &f->config,
                      .dry_run = dry_run,
                      .tell = hear_removal,
                      .change = hear,
                      .arg = f};

    f->told = 0;
    assert_int_equal(sweep_run(&s), 0);
}

static void check_whole(struct fixture *f, enum state state)
{
    char held[64] = "";
    struct upload u;
    int fd = -1;

    assert_int_equal(f->told, 1);
    assert_string_equal(f->id, f->u.id);
    assert_int_equal(f->state, state);
    assert_int_equal(f->received, SIZE);
    assert_int_equal(store_load(f->store, f->u.id, &u), 0);
    assert_true(u.complete);
    assert_int_equal(u.state, state);
    assert_int_equal(u.size, SIZE);
    upload_free(&u);
    assert_int_equal(store_open_data(f->store, f->u.id, false, &fd), 0);
    assert_int_equal(read(fd, held, sizeof held - 1), SIZE);
    close(fd);
    assert_string_equal(held, TEXT);
    sweep(f, false);
    assert_int_equal(f->told, 0);
}

/* The upload is left as it is. */
static void check_open(struct fixture *f)
{
    struct upload u;

    sweep(f, false);
    assert_int_equal(f->told, 0);
    assert_int_equal(store_load(f->store, f->u.id, &u), 0);
    assert_false(u.complete);
    upload_free(&u);
}

/* --- what is finished --- */

static void test_one_whose_record_was_not_written(void **state)
{
    struct fixture *f = *state;

    f->u.in_pieces = false;
    create(f, TEXT);
    sweep(f, true);
    assert_int_equal(f->told, 0);
    sweep(f, false);
    check_whole(f, STATE_QUEUED);
}

static void test_without_stages_it_is_done(void **state)
{
    struct fixture *f = *state;

    upload_drop_stages(&f->u, 0);
    create(f, TEXT);
    sweep(f, false);
    check_whole(f, STATE_DONE);
}

static void test_one_whose_pieces_have_all_landed(void **state)
{
    struct fixture *f = *state;
    int folder = -1;

    create(f, "");
    plant(f, "pieces/5-5", ", wor");
    plant(f, "pieces/0-6", "hello,");
    plant(f, "pieces/9-3", "rld");
    plant(f, "pieces/new-0123456789abcdef", "of a sender that died");
    age(f);
    sweep(f, false);
    check_whole(f, STATE_QUEUED);
    assert_int_equal(store_open_folder(f->store, f->u.id, &folder), 0);
    assert_int_equal(faccessat(folder, PIECES_FOLDER, F_OK, 0), -1);
    close(folder);
}

static void test_a_part_joins_its_final_upload(void **state)
{
    struct fixture *f = *state;
    struct finals *list = NULL;
    struct upload whole, u;
    char concat[64];

    f->u.kind = KIND_PARTIAL;
    f->u.in_pieces = false;
    upload_drop_stages(&f->u, 0);
    create(f, TEXT);
    spool_upload(NULL, SIZE, &whole);
    (void)snprintf(concat, sizeof concat, "final;%s", f->u.id);
    assert_int_equal(upload_set_concat(&whole, concat), 0);
    assert_int_equal(store_create(f->store, &whole), 0);
    assert_int_equal(finals_open(f->store, f->u.id, 0, &list), 0);
    assert_int_equal(finals_add(list, whole.id), 0);
    finals_close(&list);
    const struct joining j = {.store = f->store, .config = &f->config, .tell = hear, .arg = f};
    assert_int_equal(finishing_settle(&j, f->u.id), 0);
    assert_int_equal(f->told, 2);
    assert_string_equal(f->id, whole.id);
    assert_int_equal(store_load(f->store, whole.id, &u), 0);
    assert_true(u.complete);
    upload_free(&u);
    upload_free(&whole);
}

/* --- what is not --- */

static void test_one_that_lacks_bytes(void **state)
{
    struct fixture *f = *state;

    create(f, "hello");
    plant(f, "pieces/6-6", " world");
    age(f);
    check_open(f);
}

static void test_one_of_unknown_size(void **state)
{
    struct fixture *f = *state;

    f->u.size = -1;
    create(f, TEXT);
    check_open(f);
}

/* Only its client ends an upload without bytes. */
static void test_one_without_a_byte(void **state)
{
    struct fixture *f = *state;

    f->u.size = 0;
    create(f, "");
    check_open(f);
}

/* The request that stored its last byte may still be on its way. */
static void test_one_that_got_its_last_byte_just_now(void **state)
{
    struct fixture *f = *state;

    create(f, TEXT);
    f->u.updated_at = clock_wall_ms();
    assert_int_equal(store_save(f->store, &f->u), 0);
    check_open(f);
}

static void test_one_whose_sender_lives(void **state)
{
    struct fixture *f = *state;
    struct lock *lock = NULL;

    create(f, TEXT);
    assert_int_equal(lock_try(f->store, f->u.id, &lock), 0);
    check_open(f);
    lock_release(&lock);
    sweep(f, false);
    check_whole(f, STATE_QUEUED);
}

static void test_one_that_has_ended(void **state)
{
    struct fixture *f = *state;

    f->u.state = STATE_FAILED;
    create(f, TEXT);
    check_open(f);
}

static void test_one_whose_name_is_not_checked(void **state)
{
    struct fixture *f = *state;

    f->u.awaits_name = true;
    create(f, TEXT);
    check_open(f);
}

static void test_one_whose_bytes_are_unverified(void **state)
{
    struct fixture *f = *state;

    f->u.pending_from = SIZE;
    create(f, TEXT);
    check_open(f);
    f->u.pending_from = 5;
    age(f);
    check_open(f);
}

/* A stage checks it, or the request that says that the upload is complete. */
static void test_one_whose_digest_nobody_would_check(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(upload_set(&f->u.expected, "sha-256=:AAAA:"), 0);
    upload_drop_stages(&f->u, 0);
    create(f, TEXT);
    check_open(f);
    assert_int_equal(upload_add_stage(&f->u, "digest", "Checksum", 20), 0);
    age(f);
    sweep(f, false);
    check_whole(f, STATE_QUEUED);
}

/* finishing_settle() leaves alone also what the walk never gives it. */
static void check_settled(struct fixture *f)
{
    const struct joining j = {.store = f->store, .config = &f->config, .tell = hear, .arg = f};

    assert_int_equal(finishing_settle(&j, f->u.id), 0);
    assert_int_equal(f->told, 0);
}

static void test_one_that_has_expired(void **state)
{
    struct fixture *f = *state;

    f->u.expire_after_ms = LONG_MS / 2;
    create(f, TEXT);
    check_settled(f);
}

/* A copy of its parts may have been interrupted. */
static void test_one_that_is_joined_from_parts(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(upload_set(&f->u.concat, "final;00112233445566778899aabbccddeeff"), 0);
    create(f, TEXT);
    check_settled(f);
}

/* Of bytes that are there twice, the data's stay; and a power failure may have cut a piece. Then
 * some bytes are missing. */
static void test_one_whose_pieces_are_no_good(void **state)
{
    struct fixture *f = *state;

    create(f, "hello");
    plant(f, "pieces/4-8", "X, world");
    age(f);
    check_open(f);
    plant(f, "pieces/5-7", "cut");
    age(f);
    check_open(f);
    plant(f, "pieces/5-7", ", world");
    age(f);
    sweep(f, false);
    check_whole(f, STATE_QUEUED);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        CASE(test_one_whose_record_was_not_written),
        CASE(test_without_stages_it_is_done),
        CASE(test_one_whose_pieces_have_all_landed),
        CASE(test_a_part_joins_its_final_upload),
        CASE(test_one_that_lacks_bytes),
        CASE(test_one_of_unknown_size),
        CASE(test_one_without_a_byte),
        CASE(test_one_that_got_its_last_byte_just_now),
        CASE(test_one_whose_sender_lives),
        CASE(test_one_that_has_ended),
        CASE(test_one_whose_name_is_not_checked),
        CASE(test_one_whose_bytes_are_unverified),
        CASE(test_one_whose_digest_nobody_would_check),
        CASE(test_one_that_has_expired),
        CASE(test_one_that_is_joined_from_parts),
        CASE(test_one_whose_pieces_are_no_good),
    };
    return cmocka_run_group_tests_name("finishing", tests, NULL, NULL);
}
