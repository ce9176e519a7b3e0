/* SPDX-License-Identifier: MIT */
/*
 * Several senders of pieces of one upload at once: none takes the upload over from another that
 * lives, and no piece is forgotten.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "spool/new_piece.h"
#include "tests/unit/support/piece_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26
#define RACES 60

static struct piece_source create(char id[ID_SIZE])
{
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

static int send(const struct piece_source *s, int64_t offset, int64_t length)
{
    return piece_host_send(s, offset, length, 4);
}

static int end(struct intake_piece **p)
{
    struct piece_result result;
    int rc = intake_piece_end(p, &result);

    if (rc == 0)
        upload_free(&result.upload);
    return rc;
}

/* --- while another holds the lock --- */

static void test_pieces_that_land_meanwhile_join_at_the_holders_end(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 0, 5, 3, NULL, &p), 0);
    assert_int_equal(send(&s, 5, 5), 0);
    assert_int_equal(send(&s, 10, 16), 0);
    assert_int_equal(piece_host_count_files(id), 2);
    assert_int_equal(piece_host_check(&s), 24);
    assert_int_equal(intake_piece_append(p, &TEXT[3], 2), 0);
    assert_int_equal(end(&p), 0);
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host.told_complete, 1);
    assert_int_equal(piece_host.went_back, 0);
}

static void test_pieces_that_land_meanwhile_join_when_the_holder_breaks_off(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 0, 10, 5, NULL, &p), 0);
    assert_int_equal(send(&s, 7, 19), 0);
    assert_int_equal(intake_piece_append(p, &TEXT[5], 3), 0);
    intake_piece_leave(&p);
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host.went_back, 0);
}

/* The holder tells watchers what others have landed. */
static void test_the_holder_counts_what_others_land(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;
    int64_t end_ms = clock_mono_ms() + 20000;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 0, 10, 2, NULL, &p), 0);
    assert_int_equal(send(&s, 15, 5), 0);
    while (piece_host.told != 7 && clock_mono_ms() < end_ms) {
        assert_int_equal(intake_piece_append(p, TEXT, 0), 0);
        clock_pause_ms(10);
    }
    assert_int_equal(piece_host.told, 7);
    assert_int_equal(intake_piece_append(p, &TEXT[2], 8), 0);
    assert_int_equal(piece_host.told, 15);
    assert_int_equal(end(&p), 0);
    assert_int_equal(piece_host.went_back, 0);
}

/* A request of its own. */
struct sender {
    struct piece_source s;
    int64_t offset, length;
    pthread_t thread;
    int rc;
};

static void *sender_run(void *arg)
{
    struct sender *sender = arg;

    sender->rc = piece_host_send(&sender->s, sender->offset, sender->length, 3);
    return NULL;
}

static void sender_start(struct sender *sender)
{
    assert_int_equal(pthread_create(&sender->thread, NULL, sender_run, sender), 0);
}

static int sender_join(struct sender *sender)
{
    assert_int_equal(pthread_join(sender->thread, NULL), 0);
    return sender->rc;
}

static void await_interrupt(struct request *r)
{
    int64_t end_ms = clock_mono_ms() + 20000;

    while (atomic_load(&r->interrupted) == 0 && clock_mono_ms() < end_ms)
        clock_pause_ms(2);
}

/* The connection of the first try is dead, but its request has not ended yet. */
static void test_a_retry_takes_over_from_a_dead_sender(void **state)
{
    char id[ID_SIZE];
    struct sender again = {.s = create(id), .offset = 0, .length = 10};
    struct request dead = {.waiting_since_ms = 1};
    struct intake_piece *p = NULL;

    (void)state;
    APP->config.sender_turn_ms = 100;
    assert_int_equal(piece_host_send_some(&again.s, 0, 10, 4, &dead, &p), 0);
    sender_start(&again);
    await_interrupt(&dead);
    assert_int_equal(dead.interrupted, ERR_SUPERSEDED);
    intake_piece_leave(&p);
    assert_int_equal(sender_join(&again), 0);
    struct upload u = piece_host_load(id);
    assert_int_equal(u.received, 10);
    upload_free(&u);
    assert_int_equal(piece_host_count_files(id), 0);
    assert_int_equal(piece_host.went_back, 0);
}

/* The lock of a process that was killed is free; of one that hangs it is not. The answer must not
 * wait for it if the piece is stored. */
static void test_a_piece_is_stored_although_the_holder_hangs(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct request lively = {0};
    struct intake_piece *p = NULL;

    (void)state;
    APP->config.sender_turn_ms = 600000;
    APP->config.lock_wait_ms = 50;
    assert_int_equal(piece_host_send_some(&s, 0, 10, 4, &lively, &p), 0);
    assert_int_equal(send(&s, 10, 10), 0);
    assert_int_equal(send(&s, 0, 10), 0);
    assert_int_equal(lively.interrupted, 0);
    assert_int_equal(piece_host_count_files(id), 2);
    intake_piece_leave(&p);
    struct upload u = piece_host_load(id);
    assert_int_equal(u.received, 20);
    upload_free(&u);
}

/* Only the sender of the last piece knows the size: it tries again. */
static void test_a_size_that_cannot_be_recorded_is_no_success(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = {.id = id, .bytes = TEXT, .size = -1};
    const struct piece_claim last = {
        .id = id, .offset = 20, .length = 6, .total = -1, .is_last = true};
    struct request lively = {0};
    struct intake_piece *p = NULL;
    struct piece_result result;

    (void)state;
    APP->config.sender_turn_ms = 600000;
    APP->config.lock_wait_ms = 50;
    piece_host_create(-1, id);
    assert_int_equal(piece_host_send_some(&s, 0, 20, 4, &lively, &p), 0);
    assert_int_equal(piece_host_send_claim(&last, &TEXT[20], 6, &result), ERR_LOCKED);
    intake_piece_leave(&p);
    assert_int_equal(piece_host_send_claim(&last, &TEXT[20], 6, &result), 0);
    assert_int_equal(result.upload.size, SIZE);
    upload_free(&result.upload);
}

/* --- the same and other pieces at once --- */

static void test_the_same_piece_twice_at_once_is_stored_once(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *one = NULL, *two = NULL;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 5, 5, NULL, &one), 0);
    assert_int_equal(piece_host_send_some(&s, 5, 5, 5, NULL, &two), 0);
    assert_int_equal(piece_host_count_files(id), 2);
    assert_int_equal(end(&one), 0);
    assert_int_equal(end(&two), 0);
    assert_int_equal(piece_host_count_files(id), 1);
    assert_int_equal(send(&s, 0, 5), 0);
    assert_int_equal(piece_host_check(&s), 10);
}

static void test_of_two_that_differ_the_second_is_refused(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_source other = {.id = id, .bytes = "ABCDEFGHIJ", .size = SIZE};
    struct intake_piece *one = NULL, *two = NULL;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 5, 5, NULL, &one), 0);
    assert_int_equal(piece_host_send_some(&other, 5, 5, 5, NULL, &two), 0);
    assert_int_equal(end(&one), 0);
    assert_int_equal(end(&two), ERR_DIFFERS);
    assert_int_equal(piece_host_check(&s), 5);
    /* The same while the place is being appended. */
    assert_int_equal(piece_host_send_some(&other, 0, 5, 3, NULL, &one), 0);
    assert_int_equal(piece_host_send_some(&s, 0, 5, 5, NULL, &two), 0);
    assert_int_equal(intake_piece_append(one, "DE", 2), 0);
    assert_int_equal(end(&one), 0);
    assert_int_equal(end(&two), ERR_DIFFERS);
}

/* The upload became complete while the repeated piece was on its way. */
static void test_a_late_piece_of_a_complete_upload_is_compared(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_source other = {.id = id, .bytes = "ABCDEFGHIJ", .size = SIZE};
    struct intake_piece *late = NULL, *wrong = NULL;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 5, 5, NULL, &late), 0);
    assert_int_equal(piece_host_send_some(&other, 5, 5, 5, NULL, &wrong), 0);
    assert_int_equal(send(&s, 0, SIZE), 0);
    assert_int_equal(end(&late), 0);
    assert_int_equal(end(&wrong), ERR_DIFFERS);
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host_count_files(id), -1);
}

/* --- races --- */

/* All pieces at once, again and again: the last one to come must find or be found. */
static void test_pieces_that_race_are_never_forgotten(void **state)
{
    char id[ID_SIZE];

    (void)state;
    log_set_level(LOG_LEVEL_ERROR);
    store_set_lazy(APP->store);
    for (int i = 0; i < RACES; i++) {
        const struct piece_source s = create(id);
        struct sender senders[] = {{.s = s, .offset = 13, .length = 13},
                                   {.s = s, .offset = 0, .length = 6},
                                   {.s = s, .offset = 6, .length = 7},
                                   {.s = s, .offset = 0, .length = 6}};
        size_t count = 3 + (size_t)i % 2;
        for (size_t n = 0; n < count; n++)
            sender_start(&senders[n]);
        for (size_t n = 0; n < count; n++)
            assert_int_equal(sender_join(&senders[n]), 0);
        assert_true(piece_host_is_whole(&s));
        assert_int_equal(piece_host.told, SIZE);
        assert_int_equal(piece_host.went_back, 0);
    }
    assert_int_equal(piece_host.told_complete, RACES);
}

/* HEAD takes the lock now and then, and knows nothing of pieces. */
static void *ask_heads(void *arg)
{
    const struct sender *sender = arg;
    struct intake *in = NULL;
    struct upload u;

    for (int i = 0; i < 20; i++) {
        if (intake_open_or_read(APP, sender->s.id, LOCK_HEAD, -1, NULL, &in, &u) == 0)
            intake_leave(&in);
        upload_free(&u);
    }
    return NULL;
}

/* As if its sender had landed it and left. */
static void lay_piece(const struct piece_source *s, const struct piece *place)
{
    struct new_piece n;
    int folder;

    assert_int_equal(store_open_folder(APP->store, s->id, &folder), 0);
    assert_int_equal(new_piece_make(folder, &n), 0);
    assert_int_equal(pwrite(n.fd, &s->bytes[place->offset], (size_t)place->length, 0),
                     place->length);
    assert_int_equal(new_piece_land(APP->store, &n, place, false), 0);
    new_piece_leave(&n);
    close(folder);
}

/* The senders looked while the pieces were on their way into the file: they saw them neither there
 * nor aside. */
static void test_a_request_that_asks_finishes_what_it_joined(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake *in = NULL;
    struct upload u;

    (void)state;
    lay_piece(&s, &(struct piece){0, 13});
    lay_piece(&s, &(struct piece){13, 13});
    assert_int_equal(intake_open_or_read(APP, id, LOCK_HEAD, -1, NULL, &in, &u), 0);
    upload_free(&u);
    intake_leave(&in);
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host.told_complete, 1);
}

static void test_requests_that_ask_hide_no_piece(void **state)
{
    char id[ID_SIZE];
    pthread_t asker;

    (void)state;
    log_set_level(LOG_LEVEL_ERROR);
    store_set_lazy(APP->store);
    APP->config.sender_turn_ms = 600000;
    for (int i = 0; i < RACES / 4; i++) {
        const struct piece_source s = create(id);
        struct sender senders[] = {{.s = s, .offset = 13, .length = 13},
                                   {.s = s, .offset = 6, .length = 7}};
        assert_int_equal(pthread_create(&asker, NULL, ask_heads, &senders[0]), 0);
        sender_start(&senders[0]);
        sender_start(&senders[1]);
        assert_int_equal(send(&s, 0, 6), 0);
        assert_int_equal(sender_join(&senders[0]), 0);
        assert_int_equal(sender_join(&senders[1]), 0);
        assert_int_equal(pthread_join(asker, NULL), 0);
        assert_true(piece_host_is_whole(&s));
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_pieces_that_land_meanwhile_join_at_the_holders_end),
        CASE(test_pieces_that_land_meanwhile_join_when_the_holder_breaks_off),
        CASE(test_the_holder_counts_what_others_land),
        CASE(test_a_retry_takes_over_from_a_dead_sender),
        CASE(test_a_piece_is_stored_although_the_holder_hangs),
        CASE(test_a_size_that_cannot_be_recorded_is_no_success),
        CASE(test_the_same_piece_twice_at_once_is_stored_once),
        CASE(test_of_two_that_differ_the_second_is_refused),
        CASE(test_a_late_piece_of_a_complete_upload_is_compared),
        CASE(test_pieces_that_race_are_never_forgotten),
        CASE(test_a_request_that_asks_finishes_what_it_joined),
        CASE(test_requests_that_ask_hide_no_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
