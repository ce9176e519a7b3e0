/* SPDX-License-Identifier: MIT */
/*
 * Pieces and a disk that does not do what it should: it is full when they join, it cannot copy by
 * itself, its folder cannot be written, or a power failure has cut what nobody had synced.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/error.h"
#include "spool/pieces.h"
#include "tests/unit/support/piece_host.h"

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

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26
#define STEP 4
#define REQUEST_S 60 /* long after its end */

static int copies_left = -1; /* before the error; negative: it never comes */
static int copy_errno;

ssize_t copy_file_range(int from_fd, off64_t *from, int to_fd, off64_t *to, size_t len,
                        unsigned flags)
{
    size_t n = len < STEP ? len : STEP;

    if (copies_left == 0) {
        errno = copy_errno;
        return -1;
    }
    if (copies_left > 0)
        copies_left--;
    return syscall(SYS_copy_file_range, from_fd, from, to_fd, to, n, flags);
}

static bool keeps_pieces; /* the folder of the pieces cannot be changed */

int unlinkat(int dir, const char *name, int flags)
{
    if (keeps_pieces && strncmp(name, PIECES_FOLDER "/", strlen(PIECES_FOLDER) + 1) == 0) {
        errno = EACCES;
        return -1;
    }
    return (int)syscall(SYS_unlinkat, dir, name, flags);
}

static void fail_copies(int after, int errnum)
{
    copies_left = after;
    copy_errno = errnum;
}

static struct piece_source create(char id[ID_SIZE])
{
    fail_copies(-1, 0);
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

static int send(const struct piece_source *s, int64_t offset, int64_t length)
{
    return piece_host_send(s, offset, length, SIZE);
}

/* The sender tries again, and its piece need not be stored again. */
static void test_a_disk_that_is_full_at_the_join_keeps_the_pieces(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 10, 16), 0);
    fail_copies(2, ENOSPC);
    assert_int_equal(send(&s, 0, 10), ERR_NO_SPACE);
    assert_int_equal(piece_host_check(&s), SIZE);
    struct upload u = piece_host_load(id);
    assert_int_equal(u.received, 10 + 2 * STEP);
    upload_free(&u);
    assert_int_equal(piece_host_count_files(id), 1);
    assert_int_equal(send(&s, 0, 10), ERR_NO_SPACE);
    fail_copies(-1, 0);
    assert_int_equal(send(&s, 0, 10), 0);
    assert_true(piece_host_is_whole(&s));
    assert_int_equal(piece_host.went_back, 0);
}

static void test_a_disk_that_is_full_refuses_the_piece_that_lands(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    struct intake_piece *p = NULL;
    struct piece_result result;

    (void)state;
    assert_int_equal(piece_host_send_some(&s, 5, 21, 21, NULL, &p), 0);
    assert_int_equal(send(&s, 0, 5), 0);
    fail_copies(1, ENOSPC);
    assert_int_equal(intake_piece_end(&p, &result), ERR_NO_SPACE);
    assert_int_equal(piece_host_check(&s), SIZE);
    fail_copies(-1, 0);
    assert_int_equal(send(&s, 5, 21), 0);
    assert_true(piece_host_is_whole(&s));
}

static void test_pieces_join_where_the_kernel_cannot_copy(void **state)
{
    static const int reasons[] = {ENOSYS, EXDEV, EOPNOTSUPP};
    char id[ID_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        const struct piece_source s = create(id);
        fail_copies(0, reasons[i]);
        assert_int_equal(send(&s, 10, 16), 0);
        assert_int_equal(send(&s, 0, 10), 0);
        assert_true(piece_host_is_whole(&s));
    }
}

/* A name whose bytes never came to the disk. */
static void plant_cut_piece(const char *id, const char *name)
{
    int folder = -1, dir = -1;

    assert_int_equal(store_open_folder(APP->store, id, &folder), 0);
    assert_int_equal(pieces_open_folder(folder, &dir), 0);
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_int_equal(write(fd, TEXT, 3), 3);
    close(fd);
    close(dir);
    close(folder);
}

/* Nothing changed the folder since the system started. */
static void age_pieces(const char *id)
{
    const struct timespec old[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    int folder = -1;

    assert_int_equal(store_open_folder(APP->store, id, &folder), 0);
    assert_int_equal(utimensat(folder, PIECES_FOLDER, old, 0), 0);
    close(folder);
}

static void test_what_a_power_failure_has_cut_is_no_piece(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_claim claim = {.id = id, .offset = 10, .length = 16, .total = SIZE};
    struct upload u;
    bool is_stored = true;

    (void)state;
    plant_cut_piece(id, "10-16");
    age_pieces(id);
    assert_int_equal(intake_piece_look(APP, &claim, &is_stored, &u), 0);
    upload_free(&u);
    assert_false(is_stored);
    plant_cut_piece(id, "10-16");
    age_pieces(id);
    assert_int_equal(send(&s, 0, 10), 0);
    assert_int_equal(piece_host_check(&s), 10);
    assert_int_equal(send(&s, 10, 16), 0);
    assert_true(piece_host_is_whole(&s));
}

/* It is removed before a change of the folder hides that it is older than the system's start: by a
 * piece that is stored aside, and by one that is appended. */
static void test_what_a_power_failure_has_cut_does_not_count(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    plant_cut_piece(id, "20-6");
    age_pieces(id);
    assert_int_equal(send(&s, 10, 5), 0);
    assert_int_equal(piece_host_check(&s), 5);
    plant_cut_piece(id, "20-6");
    age_pieces(id);
    assert_int_equal(send(&s, 0, 5), 0);
    assert_int_equal(piece_host_check(&s), 10);
}

/* The clock was wrong, or the disk is another machine's. A request must not wait for its end. */
static void test_what_was_cut_a_moment_ago_keeps_nobody(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    (void)alarm(REQUEST_S);
    plant_cut_piece(id, "10-16");
    assert_int_equal(send(&s, 0, 10), 0);
    assert_int_equal(piece_host_check(&s), 10);
    assert_int_equal(send(&s, 10, 16), 0);
    assert_true(piece_host_is_whole(&s));
    (void)alarm(0);
}

static void test_what_was_cut_a_moment_ago_can_be_sent_again(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);

    (void)state;
    plant_cut_piece(id, "10-16");
    assert_int_equal(send(&s, 10, 16), 0);
    assert_int_equal(piece_host_check(&s), 16);
    assert_int_equal(send(&s, 0, 10), 0);
    assert_true(piece_host_is_whole(&s));
}

/* Its folder cannot be written, so it stays in the way. */
static void test_a_piece_that_cannot_be_dropped_keeps_nobody(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_source other = {
        .id = id, .bytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", .size = SIZE};

    (void)state;
    (void)alarm(REQUEST_S);
    assert_int_equal(send(&s, 5, 10), 0);
    assert_int_equal(send(&other, 10, 10), 0);
    keeps_pieces = true;
    assert_int_equal(send(&s, 0, 5), 0);
    struct upload u = piece_host_load(id);
    assert_int_equal(u.received, 15);
    upload_free(&u);
    keeps_pieces = false;
    assert_int_equal(send(&s, 15, 11), 0);
    assert_true(piece_host_is_whole(&s));
    (void)alarm(0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_a_disk_that_is_full_at_the_join_keeps_the_pieces),
        CASE(test_a_disk_that_is_full_refuses_the_piece_that_lands),
        CASE(test_pieces_join_where_the_kernel_cannot_copy),
        CASE(test_what_a_power_failure_has_cut_is_no_piece),
        CASE(test_what_a_power_failure_has_cut_does_not_count),
        CASE(test_what_was_cut_a_moment_ago_keeps_nobody),
        CASE(test_what_was_cut_a_moment_ago_can_be_sent_again),
        CASE(test_a_piece_that_cannot_be_dropped_keeps_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
