/* SPDX-License-Identifier: MIT */
/*
 * What the sweep does with files of pieces whose senders died while they wrote.
 */
#include "base/clock.h"
#include "spool/pieces.h"
#include "tests/unit/support/pieces_folder.h"
#include "upkeep/sweep.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define TWO_HOURS_S 7200

static void hear(void *arg, struct upload *u, const char *token)
{
    (void)arg, (void)u, (void)token;
    fail();
}

static void sweep(const struct pieces_folder *f, bool dry_run)
{
    struct sweep s = {.store = f->store, .tell = hear, .dry_run = dry_run};

    assert_int_equal(sweep_run(&s), 0);
}

static void plant(const struct pieces_folder *f, const char *name, bool is_old)
{
    time_t at_s = (time_t)(clock_wall_ms() / 1000 - TWO_HOURS_S);
    const struct timespec old[2] = {{.tv_sec = at_s}, {.tv_sec = at_s}};
    int fd = openat(f->fd, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

    assert_true(fd >= 0);
    if (is_old)
        assert_int_equal(futimens(fd, old), 0);
    close(fd);
}

static void test_only_old_ones_go(void **state)
{
    const struct pieces_folder *f = *state;

    plant(f, "pieces/new-0123456789abcdef", true);
    plant(f, "pieces/new-fedcba9876543210", false);
    plant(f, "pieces/6-1", true);
    sweep(f, true);
    assert_int_equal(pieces_count_files(f->fd), 3);
    sweep(f, false);
    assert_int_equal(pieces_count_files(f->fd), 2);
    assert_int_equal(faccessat(f->fd, "pieces/new-0123456789abcdef", F_OK, 0), -1);
}

/* A sender whose piece landed during the finish died before it could remove it. */
static void test_a_complete_upload_keeps_no_pieces(void **state)
{
    struct pieces_folder *f = *state;

    plant(f, "pieces/6-1", false);
    f->upload.complete = true;
    assert_int_equal(store_save(f->store, &f->upload), 0);
    sweep(f, true);
    assert_int_equal(pieces_count_files(f->fd), 1);
    sweep(f, false);
    assert_int_equal(faccessat(f->fd, PIECES_FOLDER, F_OK, 0), -1);
    assert_int_equal(faccessat(f->fd, "data", F_OK, 0), 0);
    sweep(f, false);
}

int main(void)
{
#define CASE(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, pieces_folder_setup, pieces_folder_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_only_old_ones_go),
        CASE(test_a_complete_upload_keeps_no_pieces),
    };
    return cmocka_run_group_tests_name("sweep_pieces", tests, NULL, NULL);
}
