/* SPDX-License-Identifier: MIT */
/*
 * Creating an upload under an id that several requests derive from the same file: the first one
 * creates it, and all others get what it created.
 */
#include "fcgi/intake/intake.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/piece_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define RACES 20
#define RACERS 4

/* A request of its own. */
struct racer {
    char id[ID_SIZE];
    pthread_t thread;
    atomic_bool has_begun;
    struct upload upload;
    bool is_new;
    int rc;
};

static void racer_create(struct racer *r)
{
    const struct intake_offer offer = {
        .size = 10, .id = r->id, .name = "a.txt", .in_pieces = true, .open_end = true};

    r->rc = intake_create_or_load(APP, &offer, &r->upload, &r->is_new);
}

static void *racer_run(void *arg)
{
    struct racer *r = arg;

    r->has_begun = true;
    racer_create(r);
    return NULL;
}

static void racer_start(struct racer *r)
{
    assert_int_equal(pthread_create(&r->thread, NULL, racer_run, r), 0);
    for (int64_t end_ms = clock_mono_ms() + 20000; !r->has_begun && clock_mono_ms() < end_ms;)
        clock_pause_ms(1);
}

static void check_racer(struct racer *r, bool is_new)
{
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->is_new, is_new);
    assert_string_equal(r->upload.id, r->id);
    assert_string_equal(r->upload.name, "a.txt");
    assert_true(r->upload.in_pieces);
    upload_free(&r->upload);
}

static void test_the_second_request_gets_the_upload_of_the_first(void **state)
{
    struct racer r = {.rc = 1};

    (void)state;
    assert_int_equal(id_make(r.id), 0);
    racer_create(&r);
    check_racer(&r, true);
    racer_create(&r);
    check_racer(&r, false);
    const struct intake_offer offer = {.size = 10, .id = r.id};
    assert_int_equal(intake_create(APP, &offer, &r.upload), ERR_EXISTS);
}

/* The upload that exists counts once. */
static void test_an_upload_that_exists_is_not_counted_again(void **state)
{
    struct principal ann = {.owner = "ann"};
    struct racer r = {.rc = 1};

    (void)state;
    assert_int_equal(id_make(r.id), 0);
    const struct intake_offer offer = {.size = 10, .id = r.id, .in_pieces = true, .by = &ann};
    APP->config.quota_uploads = 1;
    piece_host_renew_quota();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(intake_create_or_load(APP, &offer, &r.upload, &r.is_new), 0);
        assert_int_equal(r.is_new, i == 0);
        upload_free(&r.upload);
    }
}

static void test_of_two_at_once_one_creates_the_upload(void **state)
{
    struct racer racers[RACERS];

    (void)state;
    for (int race = 0; race < RACES; race++) {
        int created = 0;
        assert_int_equal(id_make(racers[0].id), 0);
        for (int i = 0; i < RACERS; i++) {
            memcpy(racers[i].id, racers[0].id, ID_SIZE);
            assert_int_equal(pthread_create(&racers[i].thread, NULL, racer_run, &racers[i]), 0);
        }
        for (int i = 0; i < RACERS; i++) {
            assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
            created += racers[i].is_new;
            check_racer(&racers[i], racers[i].is_new);
        }
        assert_int_equal(created, 1);
    }
}

/* A folder without a record, as a process leaves it that is in the middle of its work, or died. */
static void make_folder(char id[ID_SIZE])
{
    char path[512];

    assert_int_equal(id_make(id), 0);
    (void)snprintf(path, sizeof path, "%s/%.2s", store_path(APP->store), id);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/%.2s/%s", store_path(APP->store), id, id);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void test_a_record_that_never_comes_is_waited_for_in_vain(void **state)
{
    struct racer r = {.rc = 1};

    (void)state;
    APP->config.lock_wait_ms = 30;
    make_folder(r.id);
    racer_create(&r);
    assert_int_equal(r.rc, ERR_BUSY);
    assert_int_equal(store_remove(APP->store, r.id), 0);
    racer_create(&r);
    check_racer(&r, true);
}

static void test_a_record_that_comes_late_is_waited_for(void **state)
{
    struct racer r = {.rc = 1};
    struct upload u;

    (void)state;
    make_folder(r.id);
    upload_init(&u);
    memcpy(u.id, r.id, ID_SIZE);
    u.in_pieces = true;
    assert_int_equal(upload_set(&u.name, "a.txt"), 0);
    racer_start(&r);
    u.complete = true; /* so that no data is needed */
    assert_int_equal(store_save(APP->store, &u), 0);
    upload_free(&u);
    assert_int_equal(pthread_join(r.thread, NULL), 0);
    check_racer(&r, false);
}

/* The other request failed, or the upload is being removed. */
static void test_a_folder_that_goes_makes_room(void **state)
{
    struct racer r = {.rc = 1};

    (void)state;
    make_folder(r.id);
    racer_start(&r);
    assert_int_equal(store_remove(APP->store, r.id), 0);
    assert_int_equal(pthread_join(r.thread, NULL), 0);
    check_racer(&r, true);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_the_second_request_gets_the_upload_of_the_first),
        CASE(test_an_upload_that_exists_is_not_counted_again),
        CASE(test_of_two_at_once_one_creates_the_upload),
        CASE(test_a_record_that_never_comes_is_waited_for_in_vain),
        CASE(test_a_record_that_comes_late_is_waited_for),
        CASE(test_a_folder_that_goes_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
