/* SPDX-License-Identifier: MIT */
/*
 * What is neither a file nor a folder is refused at once.
 */
#include "spool/spool_file.h"
#include "spool/store_parts.h"
#include "spool/turn.h"

#include "tests/unit/support/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void test_only_files_and_folders(void **state)
{
    struct store *s = spool_begin();
    struct upload u;
    int folder, fd;

    (void)state;
    spool_upload(s, 3, &u);
    assert_int_equal(store_open_folder(s, u.id, &folder), 0);
    fd = spool_file_open(folder, "data", O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
    (void)close(fd);
    fd = spool_file_open(folder, ".", O_RDONLY | O_DIRECTORY);
    assert_true(fd >= 0);
    (void)close(fd);
    assert_int_equal(symlinkat("data", folder, "link"), 0);
    assert_int_equal(spool_file_open(folder, "link", O_RDONLY), -1);
    assert_int_equal(errno, ELOOP);
    assert_int_equal(mkfifoat(folder, "fifo", 0600), 0);
    assert_int_equal(spool_file_open(folder, "fifo", O_RDONLY), -1);
    assert_int_equal(errno, ENXIO);
    (void)close(folder);
    upload_free(&u);
    spool_end(&s);
}

/* Each way to open a file of an upload, of a spool of one host and of several. */
static void test_fifos_of_an_upload(void **state)
{
    struct store *s = spool_begin();
    struct upload u, again;
    int folder, fd;

    (void)state;
    spool_upload(s, 3, &u);
    assert_int_equal(store_open_folder(s, u.id, &folder), 0);
    assert_int_equal(unlinkat(folder, "info.json", 0), 0);
    assert_int_equal(mkfifoat(folder, "info.json", 0600), 0);
    assert_int_equal(mkdirat(folder, STORE_PARTS_FOLDER, 0700), 0);
    assert_int_equal(mkfifoat(folder, STORE_PARTS_FOLDER "/0", 0600), 0);
    assert_true(store_parts_open(folder, 0, &fd) != 0);
    for (int is_shared = 0; is_shared <= 1; is_shared++) {
        store_set_shared(s, is_shared != 0);
        assert_true(store_load(s, u.id, &again) != 0);
    }
    (void)close(folder);
    upload_free(&u);
    spool_end(&s);
}

/* Nobody reads the FIFO, so that an opener for writing would wait. */
static void test_fifos_where_records_are_written(void **state)
{
    struct store *s = spool_begin();
    struct upload u;
    int folder;

    (void)state;
    spool_upload(s, 3, &u);
    assert_int_equal(store_open_folder(s, u.id, &folder), 0);
    assert_int_equal(mkfifoat(folder, "info.json.new", 0600), 0);
    assert_true(store_save(s, &u) != 0);
    assert_int_equal(mkfifoat(folder, "turn-000000000000", 0600), 0);
    assert_true(turn_begin(folder) != 0);
    (void)close(folder);
    upload_free(&u);
    spool_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_files_and_folders),
        cmocka_unit_test(test_fifos_of_an_upload),
        cmocka_unit_test(test_fifos_where_records_are_written),
    };

    return cmocka_run_group_tests_name("spool_file", tests, NULL, NULL);
}
