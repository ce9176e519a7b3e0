/* SPDX-License-Identifier: MIT */
/*
 * How a piece that is being written comes to its name, and what becomes of one whose sender died.
 */
#include "spool/new_piece.h"

#include "base/error.h"
#include "tests/unit/support/pieces_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#define LONG_AGO_S 1000000000

static int close_errno; /* of the next close(); 0: it succeeds */

/* A network file system reports here what it could not store. */
int close(int fd)
{
    int rc = (int)syscall(SYS_close, fd);

    if (close_errno == 0)
        return rc;
    errno = close_errno;
    close_errno = 0;
    return -1;
}

static int open_pieces(const struct pieces_folder *f)
{
    int folder = -1;

    assert_int_equal(pieces_open_folder(f->fd, &folder), 0);
    return folder;
}

static void plant(const struct pieces_folder *f, const char *name, const char *text)
{
    int folder = open_pieces(f);
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    close(folder);
}

/* Sets the time of a file in the folder of the pieces back; ".": of the folder. */
static void age(const struct pieces_folder *f, const char *name)
{
    const struct timespec old[2] = {{.tv_sec = LONG_AGO_S}, {.tv_sec = LONG_AGO_S}};
    int folder = open_pieces(f);

    assert_int_equal(utimensat(folder, name, old, 0), 0);
    close(folder);
}

static int count_files(const struct pieces_folder *f)
{
    return (int)pieces_count_files(f->fd);
}

static int land(const struct pieces_folder *f, const char *text)
{
    const struct piece at = {10, (int64_t)strlen(text)};
    struct new_piece n;

    assert_int_equal(new_piece_make(f->fd, &n), 0);
    assert_int_equal(write(n.fd, text, strlen(text)), strlen(text));
    int rc = new_piece_land(f->store, &n, &at, false);
    new_piece_leave(&n);
    return rc;
}

static void check_piece(const struct pieces_folder *f, const char *text)
{
    const struct piece at = {10, (int64_t)strlen(text)};
    char held[16] = "";
    int fd = -1;

    assert_int_equal(pieces_open(f->fd, &at, &fd), 0);
    assert_int_equal(read(fd, held, sizeof held - 1), strlen(text));
    assert_string_equal(held, text);
    close(fd);
}

static void test_what_could_not_be_stored_gets_no_name(void **state)
{
    const struct pieces_folder *f = *state;
    const struct piece at = {10, 4};
    struct new_piece n;

    assert_int_equal(new_piece_make(f->fd, &n), 0);
    assert_int_equal(write(n.fd, "text", 4), 4);
    close_errno = ENOSPC;
    assert_int_equal(new_piece_land(f->store, &n, &at, false), ERR_NO_SPACE);
    assert_int_equal(close_errno, 0);
    new_piece_leave(&n);
    assert_int_equal(count_files(f), 0);
    assert_int_equal(land(f, "text"), 0);
    check_piece(f, "text");
}

/* Nobody else would ever put a piece there. */
static void test_a_piece_that_was_cut_is_replaced(void **state)
{
    const struct pieces_folder *f = *state;

    plant(f, "10-4", "te");
    assert_int_equal(land(f, "text"), 0);
    check_piece(f, "text");
    assert_int_equal(count_files(f), 1);
    assert_int_equal(land(f, "else"), ERR_EXISTS);
    check_piece(f, "text");
    assert_int_equal(count_files(f), 1);
}

static void test_a_cut_piece_is_told_from_others(void **state)
{
    const struct pieces_folder *f = *state;
    const struct piece cut = {10, 4}, whole = {20, 4}, missing = {30, 4};

    plant(f, "10-4", "tex");
    plant(f, "20-4", "text");
    assert_false(pieces_drop_cut(f->fd, &whole));
    assert_false(pieces_drop_cut(f->fd, &missing));
    assert_int_equal(count_files(f), 2);
    assert_true(pieces_drop_cut(f->fd, &cut));
    assert_int_equal(count_files(f), 1);
}

static void test_what_dead_senders_left_goes_after_a_while(void **state)
{
    const struct pieces_folder *f = *state;

    plant(f, "new-0123456789abcdef", "old");
    plant(f, "new-fedcba9876543210", "young");
    plant(f, "10-4", "text");
    age(f, "new-0123456789abcdef");
    age(f, "10-4");
    assert_int_equal(new_piece_drop_old(f->fd, LONG_AGO_S), 0);
    assert_int_equal(new_piece_drop_old(f->fd, LONG_AGO_S + 1), 1);
    assert_int_equal(count_files(f), 2);
    check_piece(f, "text");
}

/* The sender of such a piece is only slow. */
static void test_a_slow_sender_notices(void **state)
{
    const struct pieces_folder *f = *state;
    struct new_piece n;

    assert_int_equal(new_piece_make(f->fd, &n), 0);
    age(f, n.name);
    assert_int_equal(new_piece_drop_old(f->fd, LONG_AGO_S + 1), 1);
    assert_true(new_piece_is_orphan(&n));
    new_piece_leave(&n);
}

static void test_without_a_folder_nothing_is_old(void **state)
{
    const struct pieces_folder *f = *state;

    pieces_clear(f->fd);
    assert_int_equal(new_piece_drop_old(f->fd, INT64_MAX), 0);
}

static void test_a_piece_on_its_way_renews_the_expiry(void **state)
{
    struct pieces_folder *f = *state;
    struct new_piece n;
    struct upload u;

    f->upload.expire_after_ms = f->upload.expire_empty_after_ms = 60000;
    assert_int_equal(store_save(f->store, &f->upload), 0);
    assert_int_equal(new_piece_make(f->fd, &n), 0);
    age(f, ".");
    const struct timespec old[2] = {{.tv_sec = LONG_AGO_S}, {.tv_sec = LONG_AGO_S}};
    assert_int_equal(utimensat(f->fd, "data", old, 0), 0);
    assert_int_equal(store_load(f->store, f->upload.id, &u), 0);
    assert_int_equal(u.expires_at, LONG_AGO_S * INT64_C(1000) + 60000);
    upload_free(&u);
    new_piece_renew_expiry(&n);
    assert_int_equal(store_load(f->store, f->upload.id, &u), 0);
    assert_true(u.expires_at > LONG_AGO_S * INT64_C(1000) + 60000);
    upload_free(&u);
    new_piece_leave(&n);
}

int main(void)
{
#define CASE(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, pieces_folder_setup, pieces_folder_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_what_could_not_be_stored_gets_no_name),
        CASE(test_a_piece_that_was_cut_is_replaced),
        CASE(test_a_cut_piece_is_told_from_others),
        CASE(test_what_dead_senders_left_goes_after_a_while),
        CASE(test_a_slow_sender_notices),
        CASE(test_without_a_folder_nothing_is_old),
        CASE(test_a_piece_on_its_way_renews_the_expiry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
