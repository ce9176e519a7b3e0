/* SPDX-License-Identifier: MIT */
/*
 * A record read without counting its pieces, and the questions that read their folder once.
 */
#include "base/error.h"
#include "spool/pieces.h"
#include "spool/store.h"
#include "tests/unit/support/pieces_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>
#include <cmocka.h>

static void plant(const struct pieces_folder *f, const char *path, int64_t length)
{
    int fd = openat(f->fd, path, O_WRONLY | O_CREAT, 0600);

    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, length), 0);
    close(fd);
}

static void check_peek(const struct pieces_folder *f, int64_t received, int64_t ahead,
                       enum state state)
{
    struct upload u;

    assert_int_equal(store_peek(f->store, f->upload.id, &u), 0);
    assert_int_equal(u.received, received);
    assert_int_equal(u.ahead, ahead);
    assert_int_equal(u.state, state);
    upload_free(&u);
}

static void test_a_peek_knows_whether_pieces_are_all_there_is(void **state)
{
    const struct pieces_folder *f = *state;

    check_peek(f, 0, 0, STATE_CREATED);
    plant(f, "pieces/new-0123456789abcdef", 5);
    check_peek(f, 0, 0, STATE_CREATED);
    plant(f, "pieces/100-50", 50);
    plant(f, "pieces/200-50", 50);
    check_peek(f, 0, 1, STATE_UPLOADING);
    plant(f, "data", 10);
    check_peek(f, 10, 0, STATE_UPLOADING);
}

static void test_a_peek_at_nothing(void **state)
{
    const struct pieces_folder *f = *state;
    struct upload u;

    assert_int_equal(store_peek(f->store, "00112233445566778899aabbccddeeff", &u), ERR_NOT_FOUND);
    assert_int_equal(store_data_length(f->store, "00112233445566778899aabbccddeeff"), -1);
}

static void test_the_length_of_data(void **state)
{
    const struct pieces_folder *f = *state;

    assert_int_equal(store_data_length(f->store, f->upload.id), 0);
    plant(f, "data", 10);
    assert_int_equal(store_data_length(f->store, f->upload.id), 10);
    assert_int_equal(unlinkat(f->fd, "data", 0), 0);
    assert_int_equal(store_data_length(f->store, f->upload.id), -1);
}

static void test_files_of_pieces_are_counted(void **state)
{
    const struct pieces_folder *f = *state;

    assert_int_equal(pieces_count_files(f->fd), 0);
    assert_false(pieces_any(f->fd));
    plant(f, "pieces/new-0123456789abcdef", 5);
    plant(f, "pieces/1-", 5);
    assert_false(pieces_any(f->fd));
    plant(f, "pieces/0-50", 50);
    plant(f, "pieces/10-50", 50);
    assert_int_equal(pieces_count_files(f->fd), 4); /* each of them takes a file */
    assert_true(pieces_any(f->fd));
}

static void test_a_piece_covers_its_bytes(void **state)
{
    const struct pieces_folder *f = *state;

    plant(f, "pieces/100-50", 50);
    plant(f, "pieces/120-80", 80);
    assert_false(pieces_cover(f->fd, 99));
    assert_true(pieces_cover(f->fd, 100));
    assert_true(pieces_cover(f->fd, 199));
    assert_false(pieces_cover(f->fd, 200));
}

static void test_without_a_folder_there_are_no_pieces(void **state)
{
    const struct pieces_folder *f = *state;

    assert_int_equal(unlinkat(f->fd, PIECES_FOLDER, AT_REMOVEDIR), 0);
    assert_int_equal(pieces_count_files(f->fd), 0);
    assert_false(pieces_any(f->fd));
    assert_false(pieces_cover(f->fd, 0));
    check_peek(f, 0, 0, STATE_CREATED);
}

int main(void)
{
#define CASE(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, pieces_folder_setup, pieces_folder_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_a_peek_knows_whether_pieces_are_all_there_is),
        CASE(test_a_peek_at_nothing),
        CASE(test_the_length_of_data),
        CASE(test_files_of_pieces_are_counted),
        CASE(test_a_piece_covers_its_bytes),
        CASE(test_without_a_folder_there_are_no_pieces),
    };

    return cmocka_run_group_tests_name("store peek", tests, NULL, NULL);
}
