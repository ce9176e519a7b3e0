/* SPDX-License-Identifier: MIT */
/*
 * The folder of pieces: names, order, sums, and how a piece comes into it.
 */
#include "spool/pieces.h"

#include "base/error.h"
#include "spool/new_piece.h"
#include "tests/unit/support/pieces_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static int land(const struct pieces_folder *f, int64_t offset, int64_t length)
{
    const struct piece at = {offset, length};
    struct new_piece n;

    assert_int_equal(new_piece_make(f->fd, &n), 0);
    assert_int_equal(ftruncate(n.fd, length), 0);
    int rc = new_piece_land(f->store, &n, &at, true);
    new_piece_leave(&n);
    return rc;
}

/* Makes a file in the folder of the pieces. */
static void plant(const struct pieces_folder *f, const char *name, int64_t length)
{
    int dir = -1;

    assert_int_equal(pieces_open_folder(f->fd, &dir), 0);
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, length), 0);
    close(fd);
    close(dir);
}

static int count_files(const struct pieces_folder *f)
{
    const struct dirent *e;
    int dir = -1, count = 0;

    if (pieces_open_folder(f->fd, &dir) != 0)
        return -1;
    DIR *d = fdopendir(dir);
    while ((e = readdir(d)) != NULL)
        count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

#define NOTHING ((struct pieces_sum){.next = -1, .first = -1})

static void check_sum(const struct pieces_folder *f, int64_t from, struct pieces_sum want)
{
    struct pieces_sum sum;

    assert_int_equal(pieces_measure(f->fd, from, &sum), 0);
    assert_int_equal(sum.ahead, want.ahead);
    assert_int_equal(sum.row, want.row);
    assert_int_equal(sum.next, want.next);
    assert_int_equal(sum.first, want.first);
    assert_int_equal(sum.end, want.end);
    assert_int_equal(sum.count, want.count);
}

/* --- names --- */

static void test_names_are_parsed_strictly(void **state)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "1",
                                      "1-",
                                      "-1",
                                      "1-0",
                                      "01-1",
                                      "1-01",
                                      "+1-1",
                                      "1-+1",
                                      " 1-1",
                                      "1 -1",
                                      "1-1 ",
                                      "1--1",
                                      "0x1-1",
                                      "1-1x",
                                      "new-1",
                                      "1.0-1",
                                      "1-1-1",
                                      "1e3-1",
                                      "\xd9\xa1-1",
                                      "9223372036854775808-1",
                                      "1-9223372036854775808",
                                      "00-1",
                                      ".",
                                      "..",
                                      "9223372036854775807-1",
                                      "1-9223372036854775807",
                                      "12345678901234567890-1"};
    struct piece p;
    char name[PIECES_NAME_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(pieces_parse(bad[i], &p));
    assert_true(pieces_parse("0-1", &p));
    assert_true(pieces_parse("9223372036854775806-1", &p));
    assert_true(pieces_parse("0-9223372036854775807", &p));
    pieces_name(&p, name);
    assert_string_equal(name, "0-9223372036854775807");
    assert_true(pieces_parse("1048576-524288", &p));
    assert_int_equal(p.offset, 1048576);
    assert_int_equal(p.length, 524288);
}

static void test_other_files_are_no_pieces(void **state)
{
    const struct pieces_folder *f = *state;
    int dir = -1;

    plant(f, "new-0123456789abcdef", 10);
    plant(f, "10-010", 10);
    assert_int_equal(pieces_open_folder(f->fd, &dir), 0);
    assert_int_equal(symlinkat("/etc/passwd", dir, "50-10"), 0);
    assert_int_equal(mkdirat(dir, "60-10", 0700), 0);
    close(dir);
    check_sum(f, 0, NOTHING);
    pieces_sift(f->fd);
    assert_int_equal(count_files(f), 4);
}

/* A power failure cut it. */
static void test_a_file_with_another_length_than_its_name_goes(void **state)
{
    const struct pieces_folder *f = *state;
    const struct timespec old[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    const struct piece short_one = {30, 10};
    int fd;

    plant(f, "30-10", 9);
    plant(f, "50-10", 10);
    plant(f, "70-10", 0);
    assert_int_equal(pieces_open(f->fd, &short_one, &fd), ERR_NOT_FOUND);
    assert_int_equal(fd, -1);
    pieces_sift(f->fd); /* there was no power failure since */
    assert_int_equal(count_files(f), 3);
    assert_int_equal(utimensat(f->fd, PIECES_FOLDER, old, 0), 0);
    pieces_sift(f->fd);
    check_sum(f, 0, (struct pieces_sum){10, 0, 50, 50, 60, 1});
    assert_int_equal(count_files(f), 1);
}

/* --- sums --- */

static void test_bytes_in_several_pieces_count_once(void **state)
{
    const struct pieces_folder *f = *state;

    check_sum(f, 0, NOTHING);
    assert_int_equal(land(f, 100, 50), 0);
    check_sum(f, 0, (struct pieces_sum){50, 0, 100, 100, 150, 1});
    assert_int_equal(land(f, 120, 50), 0);
    assert_int_equal(land(f, 110, 10), 0);
    assert_int_equal(land(f, 200, 10), 0);
    check_sum(f, 0, (struct pieces_sum){80, 0, 100, 100, 210, 4});
    check_sum(f, 100, (struct pieces_sum){80, 170, 100, 100, 210, 4});
    check_sum(f, 130, (struct pieces_sum){50, 170, 130, 100, 210, 4});
    check_sum(f, 170, (struct pieces_sum){10, 170, 200, 100, 210, 4});
    check_sum(f, 210, (struct pieces_sum){0, 210, -1, 100, 210, 4});
}

/* More pieces than a walk keeps in memory, made in an order that is none. */
static void test_a_walk_goes_through_many_pieces_in_order(void **state)
{
    const struct pieces_folder *f = *state;
    const int64_t many = PIECES_WINDOW + PIECES_WINDOW / 2 + 5;
    char name[PIECES_NAME_SIZE];
    struct pieces_walk w;
    struct piece p;
    int64_t i;

    for (i = 0; i < many; i++) {
        pieces_name(&(struct piece){10 * ((i * 3889) % many), 10}, name);
        plant(f, name, 10);
    }
    pieces_walk_begin(&w, f->fd);
    for (i = 0; pieces_walk_next(&w, &p) == 0; i++)
        assert_int_equal(p.offset, 10 * i);
    assert_int_equal(i, many);
    assert_true(w.room <= PIECES_WINDOW);
    pieces_walk_end(&w);
    check_sum(f, 5, (struct pieces_sum){10 * many - 5, 10 * many, 5, 0, 10 * many, many});
}

static void test_which_byte_a_piece_covers(void **state)
{
    const struct pieces_folder *f = *state;

    assert_false(pieces_cover(f->fd, 0));
    assert_int_equal(land(f, 10, 5), 0);
    assert_int_equal(land(f, 20, 1), 0);
    assert_false(pieces_cover(f->fd, 9));
    assert_true(pieces_cover(f->fd, 10));
    assert_true(pieces_cover(f->fd, 14));
    assert_false(pieces_cover(f->fd, 15));
    assert_true(pieces_cover(f->fd, 20));
    assert_false(pieces_cover(f->fd, 21));
}

/* --- landing --- */

static void test_a_piece_that_is_there_stays(void **state)
{
    const struct pieces_folder *f = *state;
    const struct piece at = {10, 4};
    struct new_piece n;
    char held[8];
    int fd = -1;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(new_piece_make(f->fd, &n), 0);
        assert_int_equal(write(n.fd, i == 0 ? "first" : "other", 4), 4);
        assert_int_equal(new_piece_land(f->store, &n, &at, false), i == 0 ? 0 : ERR_EXISTS);
        assert_int_equal(pread(n.fd, held, sizeof held, 0), 4); /* still open */
        new_piece_leave(&n);
        assert_int_equal(n.fd, -1);
        new_piece_leave(&n);
    }
    assert_int_equal(count_files(f), 1);
    assert_int_equal(pieces_open(f->fd, &at, &fd), 0);
    assert_int_equal(read(fd, held, sizeof held), 4);
    assert_memory_equal(held, "firs", 4);
    close(fd);
}

static void test_a_piece_that_is_left_goes(void **state)
{
    const struct pieces_folder *f = *state;
    struct new_piece n;

    assert_int_equal(new_piece_make(f->fd, &n), 0);
    assert_int_equal(count_files(f), 1);
    assert_false(new_piece_is_orphan(&n));
    check_sum(f, 0, NOTHING);
    new_piece_leave(&n);
    assert_int_equal(count_files(f), 0);
}

static void test_an_upload_that_is_removed_takes_its_pieces_along(void **state)
{
    const struct pieces_folder *f = *state;
    const struct piece at = {10, 4};
    struct new_piece n, late;

    assert_int_equal(land(f, 100, 50), 0);
    assert_int_equal(new_piece_make(f->fd, &n), 0);
    assert_int_equal(store_remove(f->store, f->upload.id), 0);
    assert_true(new_piece_is_orphan(&n));
    assert_int_equal(new_piece_land(f->store, &n, &at, true), ERR_NOT_FOUND);
    assert_int_equal(new_piece_make(f->fd, &late), ERR_NOT_FOUND);
    new_piece_leave(&n);
    assert_int_equal(store_remove(f->store, f->upload.id), ERR_NOT_FOUND);
}

static void test_clearing_leaves_nothing_of_dead_senders(void **state)
{
    const struct pieces_folder *f = *state;
    const struct piece at = {10, 4};
    struct new_piece n;

    assert_int_equal(land(f, 100, 50), 0);
    plant(f, "new-0123456789abcdef", 10);
    assert_int_equal(new_piece_make(f->fd, &n), 0);
    pieces_clear(f->fd);
    assert_int_equal(count_files(f), -1);
    assert_int_equal(new_piece_land(f->store, &n, &at, false), ERR_NOT_FOUND);
    new_piece_leave(&n);
    check_sum(f, 0, NOTHING);
}

int main(void)
{
#define CASE(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, pieces_folder_setup, pieces_folder_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_names_are_parsed_strictly),
        CASE(test_other_files_are_no_pieces),
        CASE(test_a_file_with_another_length_than_its_name_goes),
        CASE(test_bytes_in_several_pieces_count_once),
        CASE(test_a_walk_goes_through_many_pieces_in_order),
        CASE(test_which_byte_a_piece_covers),
        CASE(test_a_piece_that_is_there_stays),
        CASE(test_a_piece_that_is_left_goes),
        CASE(test_an_upload_that_is_removed_takes_its_pieces_along),
        CASE(test_clearing_leaves_nothing_of_dead_senders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
