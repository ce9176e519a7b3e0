/* SPDX-License-Identifier: MIT */
/*
 * Room for pieces that lie aside: bytes and files of the disk, pieces of an upload, uploads without
 * a byte, and time.
 */
#include "fcgi/intake/intake_piece.h"

#include "access/empties.h"
#include "base/clock.h"
#include "base/error.h"
#include "spool/pieces.h"
#include "tests/unit/support/piece_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26
#define ANN "ann"
#define LONG_AGO_S 1000000000

static struct piece_source create(char id[ID_SIZE])
{
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

static int send(const struct piece_source *s, int64_t offset, int64_t length)
{
    return piece_host_send(s, offset, length, SIZE);
}

static void test_too_many_pieces_aside(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    APP->config.max_pieces = 3;
    for (int64_t at = 2; at <= 6; at += 2)
        assert_int_equal(send(&s, at, 1), 0);
    assert_int_equal(send(&s, 8, 1), ERR_TOO_MANY);
    assert_int_equal(send(&s, 6, 1), 0); /* it is there */
    assert_int_equal(send(&s, 0, 2), 0);
    assert_int_equal(send(&s, 8, 1), 0);
    assert_int_equal(piece_host_check(&s), 6);
}

/* Those on their way count, because nobody knows when they land. */
static void test_too_many_pieces_at_once(void **state)
{
    struct intake_piece *pieces[3] = {NULL}, *other = NULL;
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    APP->config.max_pieces = 3;
    for (int i = 0; i < 3; i++)
        assert_int_equal(piece_host_send_some(&s, 2 + 2 * i, 2, 1, NULL, &pieces[i]), 0);
    assert_int_equal(piece_host_send_some(&s, 20, 2, 1, NULL, &other), ERR_TOO_MANY);
    assert_int_equal(piece_host_count_files(id), 3);
    intake_piece_leave(&pieces[1]);
    assert_int_equal(piece_host_send_some(&s, 20, 2, 1, NULL, &other), 0);
    intake_piece_leave(&other);
    intake_piece_leave(&pieces[0]);
    intake_piece_leave(&pieces[2]);
    assert_int_equal(piece_host_count_files(id), 0);
}

static void test_a_full_disk_takes_no_piece(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    piece_host.free_bytes = 4;
    assert_int_equal(send(&s, 0, 5), ERR_NO_SPACE);
    assert_int_equal(send(&s, 5, 5), ERR_NO_SPACE);
    assert_int_equal(piece_host_count_files(id), 0);
    piece_host.free_bytes = SIZE;
    assert_int_equal(send(&s, 5, 21), 0);
    assert_int_equal(send(&s, 0, 5), 0);
    assert_true(piece_host_is_whole(&s));
}

static void test_a_disk_that_fills_while_a_piece_comes(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_claim claim = {.id = id, .offset = 5, .length = 5, .total = SIZE};
    struct intake_piece *p = NULL;

    (void)state;
    assert_int_equal(intake_piece_begin(APP, &claim, NULL, &p), 0);
    piece_host.free_bytes = 0;
    assert_int_equal(intake_piece_append(p, &TEXT[5], 5), ERR_NO_SPACE);
    intake_piece_leave(&p);
    assert_int_equal(piece_host_count_files(id), 0);
    assert_int_equal(piece_host_check(&s), 0);
}

static void test_a_disk_without_files_takes_no_piece(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    piece_host.free_files = 1;
    assert_int_equal(send(&s, 5, 5), ERR_NO_SPACE);
    assert_int_equal(piece_host_count_files(id), 0);
    assert_int_equal(send(&s, 0, 5), 0); /* it needs none */
    piece_host.free_files = 1000;
    assert_int_equal(send(&s, 6, 5), 0);
}

static void test_an_upload_with_a_piece_is_not_empty(void **state)
{
    char id[ID_SIZE], other[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    piece_host_create(SIZE, other);
    empties_free(&APP->empties);
    APP->empties = empties_new(1, 0);
    assert_true(empties_take(APP->empties, ANN, id, clock_mono_ms()));
    assert_false(empties_take(APP->empties, ANN, other, clock_mono_ms()));
    assert_int_equal(send(&s, 5, 5), 0);
    assert_true(empties_take(APP->empties, ANN, other, clock_mono_ms()));
}

static int64_t pieces_time_s(const char *id, bool is_set_back)
{
    const struct timespec old[2] = {{.tv_sec = LONG_AGO_S}, {.tv_sec = LONG_AGO_S}};
    struct stat st;
    int folder = -1;

    assert_int_equal(store_open_folder(APP->store, id, &folder), 0);
    if (is_set_back)
        assert_int_equal(utimensat(folder, PIECES_FOLDER, old, 0), 0);
    assert_int_equal(fstatat(folder, PIECES_FOLDER, &st, 0), 0);
    close(folder);
    return st.st_mtim.tv_sec;
}

/* A large piece on a slow line may take longer than an upload without a byte may live. */
static void test_a_slow_piece_keeps_its_upload(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;
    int64_t end_ms = clock_mono_ms() + 20000;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 10, 2, NULL, &p), 0);
    assert_int_equal(pieces_time_s(id, true), LONG_AGO_S);
    while (pieces_time_s(id, false) == LONG_AGO_S && clock_mono_ms() < end_ms) {
        assert_int_equal(intake_piece_append(p, TEXT, 0), 0);
        clock_pause_ms(10);
    }
    assert_true(pieces_time_s(id, false) > LONG_AGO_S);
    intake_piece_leave(&p);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_too_many_pieces_aside),
        CASE(test_too_many_pieces_at_once),
        CASE(test_a_full_disk_takes_no_piece),
        CASE(test_a_disk_that_fills_while_a_piece_comes),
        CASE(test_a_disk_without_files_takes_no_piece),
        CASE(test_an_upload_with_a_piece_is_not_empty),
        CASE(test_a_slow_piece_keeps_its_upload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
