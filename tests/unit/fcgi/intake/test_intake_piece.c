/* SPDX-License-Identifier: MIT */
/*
 * Pieces of one sender: in order, reversed, repeated, overlapping, cut off; and what stays of them.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/error.h"
#include "spool/pieces.h"
#include "tests/unit/support/piece_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26
#define STEP 3

static struct piece_source create(char id[ID_SIZE])
{
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

static int send(const struct piece_source *s, int64_t offset, int64_t length)
{
    return piece_host_send(s, offset, length, STEP);
}

static void check_stored(const char *id, int64_t received, int64_t ahead)
{
    struct upload u = piece_host_load(id);

    assert_int_equal(u.received, received);
    assert_int_equal(u.ahead, ahead);
    assert_false(u.complete);
    assert_int_equal(piece_host.told, received + ahead);
    assert_int_equal(piece_host.went_back, 0);
    upload_free(&u);
}

static void check_whole(const struct piece_source *s)
{
    assert_true(piece_host_is_whole(s));
    assert_int_equal(piece_host_count_files(s->id), -1);
    assert_int_equal(piece_host.told, s->size);
    assert_int_equal(piece_host.told_complete, 1);
    assert_int_equal(piece_host.went_back, 0);
}

/* --- order --- */

static void test_pieces_in_order_are_appended(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    for (int64_t at = 0; at < SIZE - 10; at += 8) {
        assert_int_equal(send(&s, at, 8), 0);
        check_stored(id, at + 8, 0);
        assert_int_equal(piece_host_count_files(id), 0);
    }
    assert_int_equal(send(&s, 16, 10), 0);
    check_whole(&s);
}

static void test_pieces_in_reversed_order_wait_for_the_first(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    for (int64_t at = 24; at > 0; at -= 6) {
        assert_int_equal(send(&s, at, at == 24 ? 2 : 6), 0);
        check_stored(id, 0, SIZE - at);
        assert_int_equal(piece_host_count_files(id), (30 - at) / 6);
    }
    assert_int_equal(send(&s, 0, 6), 0);
    check_whole(&s);
}

static void test_a_piece_joins_as_soon_as_the_gap_closes(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 5, 5), 0);
    assert_int_equal(send(&s, 20, 6), 0);
    check_stored(id, 0, 11);
    assert_int_equal(send(&s, 0, 5), 0);
    check_stored(id, 10, 6);
    assert_int_equal(piece_host_count_files(id), 1);
    assert_int_equal(send(&s, 10, 10), 0);
    check_whole(&s);
}

static void test_a_piece_that_is_sent_again_is_stored_once(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(send(&s, 10, 5), 0);
        check_stored(id, 0, 5);
        assert_int_equal(piece_host_count_files(id), 1);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(send(&s, 0, 8), 0);
        check_stored(id, 8, 5);
    }
    assert_int_equal(send(&s, 8, 2), 0);
    assert_int_equal(send(&s, 10, 5), 0);
    check_stored(id, 15, 0);
    assert_int_equal(send(&s, 15, 11), 0);
    check_whole(&s);
    assert_int_equal(send(&s, 15, 11), 0); /* after the end */
    assert_int_equal(send(&s, 0, 8), 0);
    check_whole(&s);
}

/* A client that was configured anew cuts the same file elsewhere. */
static void test_overlapping_pieces_do_no_harm(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 10, 6), 0);
    assert_int_equal(send(&s, 8, 4), 0);
    assert_int_equal(send(&s, 14, 10), 0);
    check_stored(id, 0, 16);
    assert_int_equal(send(&s, 0, 9), 0); /* into those ahead */
    check_stored(id, 24, 0);
    assert_int_equal(piece_host_count_files(id), 0);
    assert_int_equal(send(&s, 3, 23), 0); /* over those before */
    check_whole(&s);
}

static void test_one_piece_over_all_others(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 3, 2), 0);
    assert_int_equal(send(&s, 10, 2), 0);
    assert_int_equal(send(&s, 20, 4), 0);
    assert_int_equal(send(&s, 0, SIZE), 0);
    check_whole(&s);
}

/* --- sizes --- */

static void test_the_last_piece_tells_the_size(void **state)
{
    char id[ID_SIZE];
    struct piece_result result;
    struct piece_source s = {.id = id, .bytes = TEXT, .size = SIZE};

    (void)state;
    piece_host_create(-1, id);
    const struct piece_claim last = {
        .id = id, .offset = 20, .length = -1, .total = -1, .is_last = true};
    const struct piece_claim first = {.id = id, .length = -1, .total = -1};
    assert_int_equal(piece_host_send_claim(&last, &TEXT[20], 6, &result), 0);
    assert_int_equal(result.upload.size, SIZE);
    assert_false(result.has_completed);
    upload_free(&result.upload);
    assert_int_equal(piece_host_send_claim(&first, TEXT, 20, &result), 0);
    assert_true(result.has_completed);
    assert_true(result.upload.complete);
    assert_int_equal(result.upload.state, STATE_DONE);
    upload_free(&result.upload);
    check_whole(&s);
}

static void test_a_total_tells_the_size(void **state)
{
    char id[ID_SIZE];
    struct piece_source s = {.id = id, .bytes = TEXT, .size = SIZE};

    (void)state;
    piece_host_create(-1, id);
    assert_int_equal(send(&s, 20, 6), 0);
    struct upload u = piece_host_load(id);
    assert_int_equal(u.size, SIZE);
    upload_free(&u);
    assert_int_equal(send(&s, 0, 20), 0);
    check_whole(&s);
}

static void test_a_piece_without_bytes_changes_nothing(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 0, 0), 0);
    assert_int_equal(send(&s, 9, 0), 0);
    check_stored(id, 0, 0);
    assert_int_equal(send(&s, 0, SIZE), 0);
    assert_int_equal(send(&s, SIZE, 0), 0);
    check_whole(&s);
}

/* --- what breaks off --- */

static void test_what_was_appended_stays_when_the_connection_breaks(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;

    (void)state;
    assert_int_equal(send(&s, 5, 5), 0);
    assert_int_equal(piece_host_send_some(&s, 0, 5, 3, NULL, &p), 0);
    intake_piece_leave(&p);
    assert_null(p);
    check_stored(id, 3, 5);
    assert_int_equal(piece_host_send_some(&s, 0, 10, 8, NULL, &p), 0); /* reaches the one ahead */
    intake_piece_leave(&p);
    check_stored(id, 10, 0);
    assert_int_equal(send(&s, 5, 21), 0);
    check_whole(&s);
}

static void test_a_piece_aside_goes_when_the_connection_breaks(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 5, 4, NULL, &p), 0);
    assert_int_equal(piece_host_count_files(id), 1);
    intake_piece_leave(&p);
    assert_int_equal(piece_host_count_files(id), 0);
    check_stored(id, 0, 0);
    intake_piece_leave(&p);
}

/* The last byte came, but not the end of the request. */
static void test_the_upload_is_complete_with_its_last_byte(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;

    (void)state;
    assert_int_equal(send(&s, 13, 13), 0);
    assert_int_equal(piece_host_send_some(&s, 0, 13, 13, NULL, &p), 0);
    intake_piece_leave(&p);
    check_whole(&s);
}

/* A sender died after its piece had landed. Whoever comes next appends it. */
static void test_pieces_of_a_dead_sender_join_with_the_next_request(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake *in = NULL;
    int fd = -1;

    (void)state;
    assert_int_equal(send(&s, 5, 21), 0);
    assert_int_equal(store_open_data(APP->store, id, true, &fd), 0);
    assert_int_equal(pwrite(fd, TEXT, 5, 0), 5);
    close(fd);
    assert_int_equal(intake_open(APP, id, LOCK_HEAD, NULL, &in), 0);
    assert_true(intake_is_full(in));
    assert_int_equal(intake_finish(&in), 0);
    check_whole(&s);
}

/* Its sender has the folder open, and gives it its name while the finish clears the folder. */
static void test_a_piece_that_lands_during_the_finish_leaves_nothing(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *late = NULL;
    struct piece_result result;
    int fd = -1;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 5, 5, NULL, &late), 0);
    assert_int_equal(store_open_data(APP->store, id, true, &fd), 0);
    assert_int_equal(pwrite(fd, TEXT, SIZE, 0), SIZE);
    close(fd);
    struct upload u = piece_host_load(id);
    u.complete = true;
    u.state = STATE_DONE;
    u.received = SIZE;
    assert_int_equal(upload_set(&u.location, "data"), 0);
    assert_int_equal(store_save(APP->store, &u), 0);
    upload_free(&u);
    assert_int_equal(piece_host_count_files(id), 1);
    assert_int_equal(intake_piece_end(&late, &result), 0);
    assert_true(result.upload.complete);
    upload_free(&result.upload);
    assert_int_equal(piece_host_count_files(id), -1);
    assert_true(piece_host_is_whole(&s));
}

/* --- questions --- */

static bool is_stored(const char *id, int64_t offset, int64_t length)
{
    const struct piece_claim claim = {.id = id, .offset = offset, .length = length, .total = SIZE};
    struct upload u;
    bool stored = false;

    assert_int_equal(intake_piece_look(APP, &claim, &stored, &u), 0);
    upload_free(&u);
    return stored;
}

static void test_a_look_tells_what_is_stored(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_false(is_stored(id, 0, 1));
    assert_int_equal(send(&s, 0, 5), 0);
    assert_int_equal(send(&s, 10, 5), 0);
    assert_int_equal(send(&s, 13, 5), 0);
    assert_true(is_stored(id, 0, 5));
    assert_true(is_stored(id, 10, 8));
    assert_false(is_stored(id, 4, 2));
    assert_false(is_stored(id, 4, 10));
    assert_false(is_stored(id, 10, 9));
    assert_int_equal(send(&s, 5, 5), 0);
    assert_true(is_stored(id, 0, 18));
    assert_int_equal(send(&s, 18, 8), 0);
    assert_true(is_stored(id, 0, SIZE));
    assert_false(is_stored(id, 20, 7));
}

/* --- durability --- */

static void test_pieces_come_whole_with_each_durability(void **state)
{
    static char chunk[] = "chunk";
    char id[ID_SIZE];

    (void)state;
    APP->config.durability = chunk;
    const struct piece_source s = create(id);
    assert_int_equal(send(&s, 20, 6), 0);
    assert_int_equal(send(&s, 10, 10), 0);
    assert_int_equal(send(&s, 10, 10), 0);
    assert_int_equal(send(&s, 0, 4), 0);
    assert_int_equal(send(&s, 0, 4), 0);
    assert_int_equal(send(&s, 4, 6), 0);
    check_whole(&s);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_pieces_in_order_are_appended),
        CASE(test_pieces_in_reversed_order_wait_for_the_first),
        CASE(test_a_piece_joins_as_soon_as_the_gap_closes),
        CASE(test_a_piece_that_is_sent_again_is_stored_once),
        CASE(test_overlapping_pieces_do_no_harm),
        CASE(test_one_piece_over_all_others),
        CASE(test_the_last_piece_tells_the_size),
        CASE(test_a_total_tells_the_size),
        CASE(test_a_piece_without_bytes_changes_nothing),
        CASE(test_what_was_appended_stays_when_the_connection_breaks),
        CASE(test_a_piece_aside_goes_when_the_connection_breaks),
        CASE(test_the_upload_is_complete_with_its_last_byte),
        CASE(test_pieces_of_a_dead_sender_join_with_the_next_request),
        CASE(test_a_piece_that_lands_during_the_finish_leaves_nothing),
        CASE(test_a_look_tells_what_is_stored),
        CASE(test_pieces_come_whole_with_each_durability),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
