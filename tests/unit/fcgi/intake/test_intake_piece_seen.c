/* SPDX-License-Identifier: MIT */
/*
 * A piece whose sender has read the record before: it is not read again, and what other requests
 * did since then does no harm.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/error.h"
#include "tests/unit/support/piece_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26

static struct piece_source create(char id[ID_SIZE], struct glimpse *seen_out)
{
    piece_host_create(SIZE, id);
    assert_int_equal(glimpse_take(APP->store, id, seen_out), 0);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

static int send(struct piece_source s, const struct glimpse *seen, int64_t offset, int64_t length)
{
    s.seen = seen;
    return piece_host_send(&s, offset, length, 3);
}

static void test_a_piece_lies_ahead_by_the_record_that_was_read(void **state)
{
    char id[ID_SIZE];
    struct glimpse seen;
    const struct piece_source s = create(id, &seen);

    (void)state;
    assert_int_equal(send(s, &seen, 10, 5), 0);
    assert_int_equal(piece_host_count_files(id), 1);
    assert_int_equal(send(s, &seen, 0, 10), 0);
    assert_int_equal(piece_host_check(&s), 15);
    assert_int_equal(piece_host_count_files(id), 0);
    glimpse_free(&seen);
}

/* By the old record it lies ahead, and so it is written to a file of its own. */
static void test_a_piece_joins_what_came_after_the_record_was_read(void **state)
{
    char id[ID_SIZE];
    struct glimpse seen;
    const struct piece_source s = create(id, &seen);

    (void)state;
    assert_int_equal(send(s, NULL, 0, 10), 0);
    assert_int_equal(send(s, &seen, 10, 5), 0);
    assert_int_equal(send(s, &seen, 5, 3), 0);
    assert_int_equal(piece_host_check(&s), 15);
    assert_int_equal(piece_host_count_files(id), 0);
    glimpse_free(&seen);
}

static void test_a_piece_of_an_upload_that_was_completed_since_is_compared(void **state)
{
    char id[ID_SIZE];
    struct glimpse seen;
    const struct piece_source s = create(id, &seen);
    const struct piece_source other = {.id = id, .bytes = "ABCDEFGHIJ", .size = SIZE};

    (void)state;
    assert_int_equal(send(s, NULL, 0, SIZE), 0);
    assert_int_equal(send(s, &seen, 5, 5), 0);
    assert_int_equal(send(other, &seen, 5, 5), ERR_DIFFERS);
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host_count_files(id), -1);
    glimpse_free(&seen);
}

static void test_a_piece_of_an_upload_that_was_removed_since_is_refused(void **state)
{
    char id[ID_SIZE];
    struct glimpse seen;
    const struct piece_source s = create(id, &seen);

    (void)state;
    assert_int_equal(store_remove(APP->store, id), 0);
    assert_int_equal(send(s, &seen, 0, 5), ERR_NOT_FOUND);
    assert_int_equal(send(s, &seen, 5, 5), ERR_NOT_FOUND);
    glimpse_free(&seen);
}

static void test_what_contradicts_the_record_is_refused(void **state)
{
    char id[ID_SIZE];
    struct glimpse seen;
    struct piece_source s = create(id, &seen);

    (void)state;
    s.size = SIZE + 1;
    assert_int_equal(send(s, &seen, 5, 5), ERR_LENGTHS);
    s.size = SIZE;
    seen.upload.state = STATE_CANCELLED;
    assert_int_equal(send(s, &seen, 5, 5), ERR_GONE);
    assert_int_equal(piece_host_count_files(id), 0);
    glimpse_free(&seen);
}

/* The pieces are always read: only the record is known. */
static void test_a_look_with_the_record_tells_what_is_stored(void **state)
{
    char id[ID_SIZE];
    struct glimpse seen;
    struct upload u;
    const struct piece_source s = create(id, &seen);
    const struct piece_claim ahead = {
        .id = id, .offset = 10, .length = 5, .total = SIZE, .seen = &seen};
    bool is_stored = true;

    (void)state;
    assert_int_equal(intake_piece_look(APP, &ahead, &is_stored, &u), 0);
    assert_false(is_stored);
    assert_string_equal(u.id, id);
    upload_free(&u);
    assert_int_equal(send(s, NULL, 10, 5), 0);
    assert_int_equal(intake_piece_look(APP, &ahead, &is_stored, &u), 0);
    assert_true(is_stored);
    upload_free(&u);
    glimpse_free(&seen);
}

/* The piece has gone into the data since then, and is in neither place by the old record. */
static void test_a_look_with_an_old_record_misses_nothing(void **state)
{
    char id[ID_SIZE];
    struct glimpse seen;
    struct upload u;
    const struct piece_source s = create(id, &seen);
    const struct piece_claim joined = {
        .id = id, .offset = 10, .length = 5, .total = SIZE, .seen = &seen};
    const struct piece_claim missing = {
        .id = id, .offset = 10, .length = 6, .total = SIZE, .seen = &seen};
    bool is_stored = false;

    (void)state;
    assert_int_equal(send(s, NULL, 10, 5), 0);
    assert_int_equal(send(s, NULL, 0, 10), 0);
    assert_int_equal(intake_piece_look(APP, &joined, &is_stored, &u), 0);
    assert_true(is_stored);
    upload_free(&u);
    assert_int_equal(intake_piece_look(APP, &missing, &is_stored, &u), 0);
    assert_false(is_stored);
    assert_int_equal(u.received, 15);
    upload_free(&u);
    assert_int_equal(send(s, NULL, 15, 11), 0);
    assert_int_equal(intake_piece_look(APP, &missing, &is_stored, &u), 0);
    assert_true(is_stored);
    upload_free(&u);
    glimpse_free(&seen);
}

/* --- how much is there in a row --- */

static int64_t row_of(const char *id)
{
    struct upload u;
    int64_t row = -1;

    assert_int_equal(intake_piece_measure(APP, id, &row, &u), 0);
    assert_string_equal(u.id, id);
    upload_free(&u);
    return row;
}

/* A sender has the lock and does not let go; what others send is acknowledged, and waits. */
static void test_pieces_that_wait_count_in_a_row(void **state)
{
    char id[ID_SIZE];
    struct glimpse seen;
    const struct piece_source s = create(id, &seen);
    struct request lively = {0};
    struct intake_piece *p = NULL;

    (void)state;
    APP->config.sender_turn_ms = 600000;
    APP->config.lock_wait_ms = 50;
    assert_int_equal(row_of(id), 0);
    assert_int_equal(piece_host_send_some(&s, 0, 10, 4, &lively, &p), 0);
    assert_int_equal(row_of(id), 4);
    assert_int_equal(send(s, NULL, 20, 6), 0);
    assert_int_equal(row_of(id), 4);
    assert_int_equal(send(s, NULL, 10, 5), 0);
    assert_int_equal(row_of(id), 4);
    assert_int_equal(send(s, NULL, 0, 10), 0);
    assert_int_equal(row_of(id), 15);
    intake_piece_leave(&p);
    assert_int_equal(row_of(id), 15);
    assert_int_equal(send(s, NULL, 15, 5), 0);
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(row_of(id), SIZE);
    glimpse_free(&seen);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_a_piece_lies_ahead_by_the_record_that_was_read),
        CASE(test_a_piece_joins_what_came_after_the_record_was_read),
        CASE(test_a_piece_of_an_upload_that_was_completed_since_is_compared),
        CASE(test_a_piece_of_an_upload_that_was_removed_since_is_refused),
        CASE(test_what_contradicts_the_record_is_refused),
        CASE(test_a_look_with_the_record_tells_what_is_stored),
        CASE(test_a_look_with_an_old_record_misses_nothing),
        CASE(test_pieces_that_wait_count_in_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
