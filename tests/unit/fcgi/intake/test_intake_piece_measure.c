/* SPDX-License-Identifier: MIT */
/*
 * The first piece of an uploader whose other pieces are known by their number only, or which asks
 * for the beginning of a piece: its length is recorded before it is acknowledged, whoever stored
 * its bytes.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/piece_host.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26
#define SHORT_MS 50

static const struct piece_claim measure = {.length = -1, .total = SIZE, .is_measure = true};

static struct piece_source create(char id[ID_SIZE])
{
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

/* Sends the first piece with so many bytes. */
static int send_first(const char *id, int64_t length)
{
    struct piece_claim claim = measure;
    struct piece_result result;

    claim.id = id;
    int rc = piece_host_send_claim(&claim, TEXT, (size_t)length, &result);
    if (rc == 0)
        upload_free(&result.upload);
    return rc;
}

/* Begins it, and sends so many bytes. */
static struct intake_piece *begin_first(const char *id, int64_t sent, struct request *r)
{
    struct piece_claim claim = measure;
    struct intake_piece *p;

    claim.id = id;
    assert_int_equal(intake_piece_begin(APP, &claim, r, &p), 0);
    assert_int_equal(intake_piece_append(p, TEXT, (size_t)sent), 0);
    return p;
}

static int64_t recorded(const char *id)
{
    struct upload u = piece_host_load(id);
    int64_t size = u.piece_size;

    upload_free(&u);
    return size;
}

/* The holder has stored all bytes of the piece, but has not ended: then nobody has recorded their
 * number. Its sender may be gone. */
static void test_a_piece_that_another_stores_is_not_acknowledged_without_its_length(void **state)
{
    static const int64_t sent[] = {4, 10, 15}; /* by the holder, before the piece comes again */
    char id[ID_SIZE];
    struct request lively = {0};

    (void)state;
    APP->config.sender_turn_ms = 600000;
    APP->config.lock_wait_ms = SHORT_MS;
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        const struct piece_source s = create(id);
        struct intake_piece *p = begin_first(id, sent[i], &lively);
        assert_int_equal(send_first(id, 10), ERR_LOCKED);
        intake_piece_leave(&p);
        assert_int_equal(recorded(id), 0);
        assert_int_equal(send_first(id, 10), 0);
        assert_int_equal(recorded(id), 10);
        assert_int_equal(piece_host_check(&s), sent[i] > 10 ? sent[i] : 10);
    }
}

/* The same piece waits beside the data, and the holder appends it there before it lets go. */
static void test_a_piece_that_its_holder_appends_meanwhile_needs_its_length(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct request lively = {0};
    struct piece_result result;

    (void)state;
    APP->config.sender_turn_ms = 600000;
    APP->config.lock_wait_ms = SHORT_MS;
    struct intake_piece *holder = begin_first(id, 4, &lively);
    struct intake_piece *again = begin_first(id, 10, NULL);
    assert_int_equal(intake_piece_append(holder, &TEXT[4], 6), 0);
    assert_int_equal(intake_piece_end(&again, &result), ERR_LOCKED);
    intake_piece_leave(&holder);
    assert_int_equal(send_first(id, 10), 0);
    assert_int_equal(recorded(id), 10);
    assert_int_equal(piece_host_check(&s), 10);
}

/* Another request has recorded it, so no holder is disturbed. */
static void test_a_length_that_is_recorded_waits_for_nobody(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct request silent = {.waiting_since_ms = 1};
    struct intake_piece *p = NULL;

    (void)state;
    assert_int_equal(send_first(id, 10), 0);
    assert_int_equal(piece_host_send_some(&s, 10, 10, 4, &silent, &p), 0);
    assert_int_equal(send_first(id, 10), 0);
    assert_int_equal(silent.interrupted, 0);
    assert_int_equal(recorded(id), 10);
    intake_piece_leave(&p);
}

/* It would move the pieces of a sender that is at work. */
static void test_another_length_is_refused_while_another_sends(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct request silent = {.waiting_since_ms = 1};
    struct intake_piece *p = NULL;

    (void)state;
    assert_int_equal(send_first(id, 10), 0);
    assert_int_equal(piece_host_send_some(&s, 10, 10, 4, &silent, &p), 0);
    assert_int_equal(send_first(id, 8), ERR_DIFFERS);
    assert_int_equal(silent.interrupted, 0);
    assert_int_equal(recorded(id), 10);
    intake_piece_leave(&p);
    assert_int_equal(piece_host_check(&s), 14);
}

/* --- a dead connection --- */

struct sender {
    const char *id;
    pthread_t thread;
    int rc;
};

static void *sender_run(void *arg)
{
    struct sender *sender = arg;

    sender->rc = send_first(sender->id, 10);
    return NULL;
}

static void await_interrupt(struct request *r)
{
    int64_t end_ms = clock_mono_ms() + 20000;

    while (atomic_load(&r->interrupted) == 0 && clock_mono_ms() < end_ms)
        clock_pause_ms(2);
}

/* Whatever it has stored: less than the piece, all of it, or more. */
static void test_a_retry_takes_over_from_a_dead_sender_and_records_its_length(void **state)
{
    static const int64_t sent[] = {4, 10, 15};
    char id[ID_SIZE];

    (void)state;
    APP->config.sender_turn_ms = 100;
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        struct sender again = {.id = id};
        struct request dead = {.waiting_since_ms = 1};
        (void)create(id);
        struct intake_piece *p = begin_first(id, sent[i], &dead);
        assert_int_equal(pthread_create(&again.thread, NULL, sender_run, &again), 0);
        await_interrupt(&dead);
        assert_int_equal(dead.interrupted, ERR_SUPERSEDED);
        intake_piece_leave(&p);
        assert_int_equal(pthread_join(again.thread, NULL), 0);
        assert_int_equal(again.rc, 0);
        assert_int_equal(recorded(id), 10);
        assert_int_equal(piece_host_count_files(id), 0);
        assert_int_equal(piece_host.went_back, 0);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_a_piece_that_another_stores_is_not_acknowledged_without_its_length),
        CASE(test_a_piece_that_its_holder_appends_meanwhile_needs_its_length),
        CASE(test_a_length_that_is_recorded_waits_for_nobody),
        CASE(test_another_length_is_refused_while_another_sends),
        CASE(test_a_retry_takes_over_from_a_dead_sender_and_records_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
