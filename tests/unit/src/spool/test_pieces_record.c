/* SPDX-License-Identifier: MIT */
/*
 * What the record of an upload says of its pieces, and what becomes of them at its end.
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

static int64_t load_ahead(const struct pieces_folder *f, struct upload *u)
{
    assert_int_equal(store_load(f->store, f->upload.id, u), 0);
    int64_t ahead = u->ahead;
    assert_int_equal(upload_stored(u), u->received + ahead);
    upload_free(u);
    return ahead;
}

static void write_data(const struct pieces_folder *f, int64_t length)
{
    int fd = -1;

    assert_int_equal(store_open_data(f->store, f->upload.id, true, &fd), 0);
    assert_int_equal(ftruncate(fd, length), 0);
    close(fd);
}

static void test_the_record_counts_what_lies_ahead(void **state)
{
    const struct pieces_folder *f = *state;
    struct upload u;

    assert_int_equal(load_ahead(f, &u), 0);
    assert_int_equal(land(f, 100, 50), 0);
    assert_int_equal(store_load(f->store, f->upload.id, &u), 0);
    assert_int_equal(u.state, STATE_UPLOADING);
    assert_int_equal(u.received, 0);
    assert_int_equal(u.ahead, 50);
    assert_true(u.in_pieces);
    upload_free(&u);
    write_data(f, 120);
    assert_int_equal(load_ahead(f, &u), 30);
    write_data(f, 200);
    assert_int_equal(load_ahead(f, &u), 0);
}

/* The upload lives on for as long as pieces land, though data does not grow. */
static void test_a_piece_that_lands_renews_the_expiry(void **state)
{
    struct pieces_folder *f = *state;
    const struct timespec old[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    struct upload u;
    int dir = -1;

    f->upload.expire_after_ms = 3600000;
    f->upload.expire_empty_after_ms = 60000;
    assert_int_equal(store_save(f->store, &f->upload), 0);
    assert_int_equal(utimensat(f->fd, "data", old, 0), 0);
    assert_int_equal(utimensat(f->fd, PIECES_FOLDER, old, 0), 0);
    assert_int_equal(store_load(f->store, f->upload.id, &u), 0);
    assert_int_equal(u.expires_at, 1000000000000 + 60000);
    upload_free(&u);
    assert_int_equal(land(f, 100, 50), 0);
    assert_int_equal(pieces_open_folder(f->fd, &dir), 0);
    struct stat st;
    assert_int_equal(fstat(dir, &st), 0);
    close(dir);
    assert_int_equal(store_load(f->store, f->upload.id, &u), 0);
    assert_int_equal(u.expires_at / 1000, st.st_mtim.tv_sec + 3600);
    assert_int_equal(u.updated_at / 1000, st.st_mtim.tv_sec);
    upload_free(&u);
}

static void test_the_finish_clears_the_pieces(void **state)
{
    struct pieces_folder *f = *state;
    struct upload u;
    int fd = -1;

    assert_int_equal(land(f, 100, 50), 0);
    assert_int_equal(store_open_data(f->store, f->upload.id, true, &fd), 0);
    assert_int_equal(ftruncate(fd, 200), 0);
    assert_int_equal(store_load(f->store, f->upload.id, &u), 0);
    assert_int_equal(store_finish(f->store, &u, fd), 0);
    assert_int_equal(u.ahead, 0);
    upload_free(&u);
    close(fd);
    assert_int_equal(count_files(f), -1);
    assert_int_equal(store_load(f->store, f->upload.id, &u), 0);
    assert_true(u.complete && u.in_pieces);
    assert_int_equal(upload_stored(&u), 200);
    upload_free(&u);
}

int main(void)
{
#define CASE(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, pieces_folder_setup, pieces_folder_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_the_record_counts_what_lies_ahead),
        CASE(test_a_piece_that_lands_renews_the_expiry),
        CASE(test_the_finish_clears_the_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
