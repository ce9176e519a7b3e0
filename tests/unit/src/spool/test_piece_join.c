/* SPDX-License-Identifier: MIT */
/*
 * Pieces are appended to the data: in which order the disk learns of it, and what becomes of those
 * that contradict it, were cut, or are of another version of the file.
 */
#include "spool/piece_join.h"

#include "base/error.h"
#include "tests/unit/support/faulty_disk.h"
#include "tests/unit/support/pieces_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static int setup(void **state)
{
    faulty_disk_reset();
    int rc = pieces_folder_setup(state);
    faulty_disk_reset();
    return rc;
}

static int teardown(void **state)
{
    faulty_disk_reset();
    return pieces_folder_teardown(state);
}

static void plant(const struct pieces_folder *f, const char *name, const char *text)
{
    int folder = -1;

    assert_int_equal(pieces_open_folder(f->fd, &folder), 0);
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    close(folder);
}

/* Joins the pieces to the data, which has these bytes. sync_errno: of the first sync; 0: it does
 * not fail. */
static int join(const struct pieces_folder *f, const char *data, bool is_synced, int sync_errno,
                struct piece_join *j)
{
    int fd = -1;

    assert_int_equal(store_open_data(f->store, f->upload.id, true, &fd), 0);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(write(fd, data, strlen(data)), strlen(data));
    faulty_disk_reset();
    if (sync_errno != 0)
        faulty_disk_fail(DISK_FSYNC, 1, sync_errno);
    *j = (struct piece_join){.store = f->store,
                             .id = f->upload.id,
                             .folder = f->fd,
                             .data_fd = fd,
                             .is_synced = is_synced,
                             .received = (int64_t)strlen(data),
                             .synced = (int64_t)strlen(data)};
    int rc = piece_join_all(j);
    close(fd);
    return rc;
}

static void check_data(const struct pieces_folder *f, const struct piece_join *j, const char *text)
{
    char held[64] = "";
    int fd = -1;

    assert_int_equal(store_open_data(f->store, f->upload.id, false, &fd), 0);
    assert_int_equal(pread(fd, held, sizeof held - 1, 0), strlen(text));
    close(fd);
    assert_string_equal(held, text);
    assert_int_equal(j->received, strlen(text));
}

static void test_those_that_join_are_appended(void **state)
{
    const struct pieces_folder *f = *state;
    struct piece_join j;

    plant(f, "3-2", "de");
    plant(f, "4-4", "efgh");
    plant(f, "9-1", "j");
    assert_int_equal(join(f, "abc", false, 0, &j), 0);
    check_data(f, &j, "abcdefgh");
    assert_string_equal(faulty_disk_calls(), " unlink:pieces/3-2 unlink:pieces/4-4");
    assert_int_equal(j.odd.length, 0);
    assert_int_equal(pieces_count_files(f->fd), 1);
}

/* A piece was acknowledged, so its bytes must never be in neither place. */
static void test_the_data_is_synced_before_a_piece_goes(void **state)
{
    struct pieces_folder *f = *state;
    struct piece_join j;

    f->upload.size = 6; /* whole by them */
    assert_int_equal(store_save(f->store, &f->upload), 0);
    plant(f, "2-2", "cd");
    plant(f, "3-3", "def");
    assert_int_equal(join(f, "abc", true, 0, &j), 0);
    check_data(f, &j, "abcdef");
    assert_string_equal(faulty_disk_calls(),
                        " sync:data unlink:pieces/2-2 sync:data unlink:pieces/3-3");
}

/* The system forgets which bytes a failed sync concerned. */
static void test_after_a_failed_sync_the_bytes_are_copied_again(void **state)
{
    const struct pieces_folder *f = *state;
    struct piece_join j;

    plant(f, "2-4", "cdef");
    assert_int_equal(join(f, "abc", true, EIO, &j), ERR_IO);
    check_data(f, &j, "abc");
    assert_string_equal(faulty_disk_calls(), " sync:data");
    assert_int_equal(pieces_count_files(f->fd), 1);
    assert_int_equal(join(f, "abc", true, 0, &j), 0);
    check_data(f, &j, "abcdef");
    assert_int_equal(pieces_count_files(f->fd), 0);
}

static void test_the_data_wins_over_a_piece_that_differs(void **state)
{
    const struct pieces_folder *f = *state;
    struct piece_join j;

    plant(f, "1-4", "bXde");
    plant(f, "3-1", "d");
    assert_int_equal(join(f, "abc", false, 0, &j), ERR_DIFFERS);
    check_data(f, &j, "abcd");
    assert_int_equal(j.odd.offset, 1);
    assert_int_equal(j.odd.length, 4);
    assert_int_equal(pieces_count_files(f->fd), 0);
    assert_int_equal(join(f, "abc", false, 0, &j), 0);
    assert_int_equal(j.odd.length, 0);
}

/* It would be in the way for ever: it covers the next byte, but has none. */
static void test_a_piece_that_was_cut_goes(void **state)
{
    const struct pieces_folder *f = *state;
    struct piece_join j;

    plant(f, "3-9", "de");
    assert_int_equal(join(f, "abc", false, 0, &j), 0);
    check_data(f, &j, "abc");
    assert_int_equal(pieces_count_files(f->fd), 0);
}

/* --- beginning anew --- */

static void test_no_dropped_piece_comes_back(void **state)
{
    const struct pieces_folder *f = *state;

    plant(f, "3-2", "de");
    plant(f, "7-1", "h");
    faulty_disk_reset();
    assert_int_equal(piece_join_drop_all(f->store, f->fd), 0);
    assert_string_equal(faulty_disk_calls(), " unlink:pieces/3-2 unlink:pieces/7-1 sync:pieces");
    assert_int_equal(pieces_count_files(f->fd), 0);
    faulty_disk_fail(DISK_FSYNC, 1, EIO);
    assert_int_equal(piece_join_drop_all(f->store, f->fd), ERR_IO);
}

/* They would join the other version of the file. */
static void test_a_piece_that_cannot_be_dropped_is_an_error(void **state)
{
    const struct pieces_folder *f = *state;

    plant(f, "3-2", "de");
    faulty_disk_fail(DISK_UNLINK, 1, EACCES);
    assert_int_equal(piece_join_drop_all(f->store, f->fd), ERR_IO);
    faulty_disk_fail(DISK_UNLINK, 1, ENOENT); /* somebody else has dropped it */
    assert_int_equal(piece_join_drop_all(f->store, f->fd), 0);
}

/* A finish that failed at its record has removed the folder. */
static void test_pieces_may_come_again_after_a_finish_that_failed(void **state)
{
    const struct pieces_folder *f = *state;
    int folder = -1;

    pieces_clear(f->fd);
    assert_int_equal(pieces_open_folder(f->fd, &folder), ERR_NOT_FOUND);
    assert_int_equal(piece_join_drop_all(f->store, f->fd), 0);
    assert_int_equal(pieces_open_folder(f->fd, &folder), 0);
    close(folder);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_those_that_join_are_appended),
        CASE(test_the_data_is_synced_before_a_piece_goes),
        CASE(test_after_a_failed_sync_the_bytes_are_copied_again),
        CASE(test_the_data_wins_over_a_piece_that_differs),
        CASE(test_a_piece_that_was_cut_goes),
        CASE(test_no_dropped_piece_comes_back),
        CASE(test_a_piece_that_cannot_be_dropped_is_an_error),
        CASE(test_pieces_may_come_again_after_a_finish_that_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
