/* SPDX-License-Identifier: MIT */
/*
 * What a piece may not be: contradictory, too large, for an upload that takes none.
 */
#include "fcgi/intake/intake_piece_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/support/piece_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define OTHER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SIZE 26

static struct piece_source create(char id[ID_SIZE])
{
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

static int send(const struct piece_source *s, int64_t offset, int64_t length)
{
    return piece_host_send(s, offset, length, SIZE);
}

/* Sends bytes of TEXT under a claim of one's own. */
static int claim(struct piece_claim c)
{
    struct piece_result result;
    size_t len = c.length >= 0 ? (size_t)c.length : 1;
    int rc = piece_host_send_claim(&c, &TEXT[c.offset % SIZE], len, &result);

    if (rc == 0)
        upload_free(&result.upload);
    return rc;
}

static int send_other(const char *id, int64_t offset, int64_t length)
{
    const struct piece_source other = {.id = id, .bytes = OTHER, .size = SIZE};

    return send(&other, offset, length);
}

/* --- contradictions --- */

static void test_another_total_is_refused(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(claim((struct piece_claim){.id = id, .length = 5, .total = 25}), ERR_LENGTHS);
    assert_int_equal(claim((struct piece_claim){.id = id, .length = 5, .total = 27}), ERR_LENGTHS);
    assert_int_equal(
        claim((struct piece_claim){.id = id, .length = 5, .total = -1, .is_last = true}),
        ERR_LENGTHS);
    assert_int_equal(send(&s, 20, 6), 0);
    assert_int_equal(send(&s, 0, 20), 0);
    assert_int_equal(claim((struct piece_claim){.id = id, .length = 5, .total = 27}), ERR_LENGTHS);
    assert_true(piece_host_is_whole(&s));
}

static void test_a_piece_beyond_the_size_is_refused(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_claim beyond[] = {
        {.id = id, .length = 27, .total = SIZE},
        {.id = id, .offset = 20, .length = 7, .total = SIZE},
        {.id = id, .offset = 27, .length = 1, .total = -1},
        {.id = id, .offset = 26, .length = -1, .total = -1},
        {.id = id, .offset = 1, .length = INT64_MAX, .total = SIZE},
        {.id = id, .offset = INT64_MAX, .length = 1, .total = -1},
        {.id = id, .offset = INT64_MAX, .length = -1, .total = SIZE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
        assert_int_equal(claim(beyond[i]), ERR_TOO_LARGE);
    assert_int_equal(piece_host_check(&s), 0);
    assert_int_equal(piece_host_count_files(id), 0);
}

/* Pieces say where they end, but another one lies beyond that. */
static void test_a_last_piece_before_others_is_refused(void **state)
{
    char id[ID_SIZE];

    (void)state;
    piece_host_create(-1, id);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 20, .length = 6, .total = -1}),
                     0);
    assert_int_equal(claim((struct piece_claim){
                         .id = id, .offset = 10, .length = 6, .total = -1, .is_last = true}),
                     ERR_LENGTHS);
    assert_int_equal(
        claim((struct piece_claim){.id = id, .length = 6, .total = -1, .is_last = true}),
        ERR_LENGTHS);
    assert_int_equal(claim((struct piece_claim){.id = id, .length = 6, .total = 20}), ERR_LENGTHS);
    assert_int_equal(claim((struct piece_claim){
                         .id = id, .offset = 20, .length = 6, .total = -1, .is_last = true}),
                     0);
    struct upload u = piece_host_load(id);
    assert_int_equal(u.size, SIZE);
    upload_free(&u);
}

/* Another piece has told the size while it came. */
static void test_a_piece_that_lands_beyond_the_size_is_refused(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = {.id = id, .bytes = TEXT, .size = -1};
    struct intake_piece *one = NULL, *two = NULL, *three = NULL;
    struct piece_result result;

    (void)state;
    piece_host_create(-1, id);
    assert_int_equal(piece_host_send_some(&s, 9, 2, 2, NULL, &one), 0);
    assert_int_equal(piece_host_send_some(&s, 3, 7, 7, NULL, &two), 0);
    assert_int_equal(piece_host_send_some(&s, 20, 6, 6, NULL, &three), 0);
    assert_int_equal(claim((struct piece_claim){
                         .id = id, .offset = 5, .length = 5, .total = -1, .is_last = true}),
                     0);
    assert_int_equal(intake_piece_end(&one, &result), ERR_TOO_LARGE);
    assert_int_equal(intake_piece_end(&two, &result), 0);
    upload_free(&result.upload);
    assert_int_equal(claim((struct piece_claim){.id = id, .length = 5, .total = -1}), 0);
    assert_int_equal(intake_piece_end(&three, &result), ERR_TOO_LARGE); /* it is complete */
    struct upload u = piece_host_load(id);
    assert_true(u.complete);
    assert_int_equal(u.size, 10);
    upload_free(&u);
}

static void test_other_bytes_than_the_stored_ones_are_refused(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 0, 5), 0);
    assert_int_equal(send(&s, 10, 5), 0);
    assert_int_equal(send_other(id, 0, 5), ERR_DIFFERS);
    assert_int_equal(send_other(id, 4, 3), ERR_DIFFERS);
    assert_int_equal(send_other(id, 10, 5), ERR_DIFFERS);
    assert_int_equal(piece_host_check(&s), 10);
    assert_int_equal(send(&s, 5, 21), 0);
    assert_int_equal(send_other(id, 10, 5), ERR_DIFFERS);
    assert_true(piece_host_is_whole(&s));
}

/* A piece aside that overlaps others shows the contradiction only when it joins. */
static void test_a_piece_that_contradicts_others_never_joins(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 5, 10), 0);
    assert_int_equal(send_other(id, 10, 10), 0);
    assert_int_equal(send(&s, 0, 5), 0);
    assert_int_equal(piece_host_check(&s), 15);
    assert_int_equal(send_other(id, 10, 10), ERR_DIFFERS);
    assert_int_equal(send(&s, 15, 11), 0);
    assert_true(piece_host_is_whole(&s));
}

/* Two pieces contradict the data at once; each sender learns of its own. */
static void test_a_contradiction_is_told_beside_another(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_source other = {.id = id, .bytes = OTHER, .size = SIZE};
    struct intake_piece *wrong = NULL, *right = NULL;
    struct piece_result result;
    int fd = -1;

    (void)state;
    assert_int_equal(piece_host_send_some(&other, 10, 10, 10, NULL, &wrong), 0);
    assert_int_equal(piece_host_send_some(&s, 16, 4, 4, NULL, &right), 0);
    assert_int_equal(send_other(id, 12, 10), 0);
    assert_int_equal(store_open_data(APP->store, id, true, &fd), 0);
    assert_int_equal(pwrite(fd, TEXT, 15, 0), 15); /* of a sender that died */
    assert_int_equal(intake_piece_end(&wrong, &result), ERR_DIFFERS);
    assert_int_equal(send_other(id, 14, 10), ERR_DIFFERS);
    assert_int_equal(send_other(id, 20, 6), 0);
    assert_int_equal(pwrite(fd, TEXT, 22, 0), 22);
    close(fd);
    assert_int_equal(intake_piece_end(&right, &result), 0); /* it is there already */
    upload_free(&result.upload);
    assert_int_equal(send(&s, 22, 4), 0);
    assert_true(piece_host_is_whole(&s));
}

static void test_fewer_or_more_bytes_than_claimed_are_refused(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct piece_result result;
    const struct piece_claim first = {.id = id, .length = 5, .total = SIZE};
    const struct piece_claim later = {.id = id, .offset = 10, .length = 5, .total = SIZE};

    (void)state;
    assert_int_equal(piece_host_send_claim(&later, &TEXT[10], 4, &result), ERR_LENGTHS);
    assert_int_equal(piece_host_send_claim(&later, &TEXT[10], 6, &result), ERR_LENGTHS);
    assert_int_equal(piece_host_count_files(id), 0);
    assert_int_equal(piece_host_send_claim(&first, TEXT, 6, &result), ERR_LENGTHS);
    assert_int_equal(piece_host_send_claim(&first, TEXT, 4, &result), ERR_LENGTHS);
    assert_int_equal(piece_host_check(&s), 4); /* as after a broken connection */
}

/* --- uploads that take no pieces --- */

static void test_an_upload_that_is_not_in_pieces_takes_none(void **state)
{
    const struct intake_offer offer = {.size = SIZE};
    struct upload u;

    (void)state;
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    assert_int_equal(claim((struct piece_claim){.id = u.id, .length = 5, .total = SIZE}),
                     ERR_ORIGIN);
    assert_int_equal(
        claim((struct piece_claim){.id = u.id, .offset = 5, .length = 5, .total = SIZE}),
        ERR_ORIGIN);
    upload_free(&u);
}

static void test_an_upload_that_ended_takes_none(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    struct upload u = piece_host_load(id);
    u.state = STATE_FAILED;
    assert_int_equal(store_save(APP->store, &u), 0);
    assert_int_equal(send(&s, 0, 5), ERR_GONE);
    assert_int_equal(send(&s, 5, 5), ERR_GONE);
    upload_free(&u);
    assert_int_equal(intake_remove(APP, id), 0);
    assert_int_equal(send(&s, 0, 5), ERR_NOT_FOUND);
    assert_int_equal(send(&s, 5, 5), ERR_NOT_FOUND);
}

static void test_an_upload_that_is_removed_drops_what_arrives(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;
    struct piece_result result;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 5, 5, NULL, &p), 0);
    assert_int_equal(intake_remove(APP, id), 0);
    assert_int_equal(intake_piece_end(&p, &result), ERR_NOT_FOUND);
    assert_null(p);
    assert_int_equal(store_remove(APP->store, id), ERR_NOT_FOUND);
}

/* A sender that does not hold the lock is not interrupted, but notices. */
static void test_a_sender_aside_notices_that_the_upload_is_gone(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;
    int64_t end_ms = clock_mono_ms() + 20000;
    int rc = 0;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 5, 3, NULL, &p), 0);
    assert_int_equal(intake_remove(APP, id), 0);
    while (rc == 0 && clock_mono_ms() < end_ms) {
        rc = intake_piece_append(p, TEXT, 0);
        clock_pause_ms(10);
    }
    assert_int_equal(rc, ERR_GONE);
    intake_piece_leave(&p);
}

/* The pieces' folder goes then too, which the sender must not take for the end of the upload. */
static void test_a_sender_aside_goes_on_when_others_complete_the_upload(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;
    struct piece_result result;
    int64_t end_ms = clock_mono_ms() + 2 * PIECE_LOOK_MS;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 5, 3, NULL, &p), 0);
    assert_int_equal(send(&s, 0, SIZE), 0);
    while (clock_mono_ms() < end_ms) {
        assert_int_equal(intake_piece_append(p, TEXT, 0), 0);
        clock_pause_ms(10);
    }
    assert_int_equal(intake_piece_append(p, &TEXT[8], 2), 0);
    assert_int_equal(intake_piece_end(&p, &result), 0);
    assert_true(result.upload.complete);
    upload_free(&result.upload);
    assert_true(piece_host_is_whole(&s));
}

/* --- limits --- */

static void test_the_largest_size_bounds_pieces_of_an_upload_without_one(void **state)
{
    char id[ID_SIZE];

    (void)state;
    APP->config.max_size = 20;
    piece_host_create(-1, id);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 15, .length = 6, .total = -1}),
                     ERR_TOO_LARGE);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 20, .length = -1, .total = -1}),
                     ERR_TOO_LARGE);
    assert_int_equal(claim((struct piece_claim){.id = id, .length = -1, .total = 21}),
                     ERR_TOO_LARGE);
    assert_int_equal(claim((struct piece_claim){.id = id, .length = 21, .total = -1}),
                     ERR_TOO_LARGE);
    assert_int_equal(claim((struct piece_claim){.id = id, .offset = 15, .length = 5, .total = -1}),
                     0);
    assert_int_equal(
        claim((struct piece_claim){.id = id, .length = 15, .total = -1, .is_last = true}),
        ERR_LENGTHS);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_another_total_is_refused),
        CASE(test_a_piece_beyond_the_size_is_refused),
        CASE(test_a_last_piece_before_others_is_refused),
        CASE(test_a_piece_that_lands_beyond_the_size_is_refused),
        CASE(test_other_bytes_than_the_stored_ones_are_refused),
        CASE(test_a_piece_that_contradicts_others_never_joins),
        CASE(test_a_contradiction_is_told_beside_another),
        CASE(test_fewer_or_more_bytes_than_claimed_are_refused),
        CASE(test_an_upload_that_is_not_in_pieces_takes_none),
        CASE(test_an_upload_that_ended_takes_none),
        CASE(test_an_upload_that_is_removed_drops_what_arrives),
        CASE(test_a_sender_aside_notices_that_the_upload_is_gone),
        CASE(test_a_sender_aside_goes_on_when_others_complete_the_upload),
        CASE(test_the_largest_size_bounds_pieces_of_an_upload_without_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
