/* SPDX-License-Identifier: MIT */
/*
 * What is synced to disk and in which order, and that a disk that fails is never taken for one that
 * did not.
 */
#include "base/error.h"
#include "spool/finals.h"
#include "spool/store_folder.h"
#include "spool/store_parts.h"
#include "tests/unit/support/faulty_disk.h"
#include "tests/unit/support/spool.h"

#include <errno.h>
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

#define CREATION_SYNCS 6

static int durability_begin(void **state)
{
    faulty_disk_reset();
    *state = spool_begin();
    faulty_disk_reset();
    return 0;
}

static int durability_end(void **state)
{
    struct store *s = *state;

    faulty_disk_reset();
    spool_end(&s);
    return 0;
}

static void assert_loads(struct store *s, const char *id, int64_t size)
{
    struct upload read;

    assert_int_equal(store_load(s, id, &read), 0);
    assert_int_equal(read.size, size);
    upload_free(&read);
}

/* The last component of the spool's path. */
static const char *spool_base(const struct store *s)
{
    return strrchr(store_path(s), '/') + 1;
}

static void test_a_new_upload_is_synced_from_its_files_up_to_the_spool(void **state)
{
    struct store *s = *state;
    struct upload u;
    char expected[512];

    spool_upload(s, 5, &u);
    (void)snprintf(expected, sizeof expected,
                   " sync:info.json.new sync:lock sync:data sync:%.2s sync:%s sync:%s", u.id,
                   spool_base(s), u.id);
    assert_string_equal(faulty_disk_calls(), expected);
    upload_free(&u);
}

/* Nobody ever sees it without its bytes. */
static void test_a_whole_upload_is_synced_once(void **state)
{
    struct store *s = *state;
    struct upload u, read;
    char expected[512];

    spool_upload(NULL, 3, &u);
    u.state = STATE_DONE;
    assert_int_equal(store_create_whole(s, &u, "abc", 3), 0);
    (void)snprintf(expected, sizeof expected,
                   " sync:info.json.new sync:lock sync:data sync:%.2s sync:%s sync:%s", u.id,
                   spool_base(s), u.id);
    assert_string_equal(faulty_disk_calls(), expected);
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_true(read.complete);
    assert_int_equal(read.received, 3);
    assert_int_equal(store_data_length(s, u.id), 3);
    upload_free(&read);
    upload_free(&u);
}

static void test_a_whole_upload_that_fails_leaves_nothing(void **state)
{
    struct store *s = *state;
    struct upload u, read;

    for (int nth = 1; nth <= CREATION_SYNCS; nth++) {
        spool_upload(NULL, 3, &u);
        faulty_disk_fail(DISK_FSYNC, nth, EIO);
        assert_int_equal(store_create_whole(s, &u, "abc", 3), ERR_IO);
        assert_int_equal(store_load(s, u.id, &read), ERR_NOT_FOUND);
        assert_int_equal(store_remove(s, u.id), ERR_NOT_FOUND);
        upload_free(&u);
    }
    for (int nth = 1; nth <= 2; nth++) {
        spool_upload(NULL, 3, &u);
        faulty_disk_fail(DISK_WRITE, nth, ENOSPC);
        assert_int_equal(store_create_whole(s, &u, "abc", 3), ERR_NO_SPACE);
        assert_int_equal(store_remove(s, u.id), ERR_NOT_FOUND);
        upload_free(&u);
    }
}

static void test_a_failed_sync_of_a_new_upload_leaves_nothing(void **state)
{
    struct store *s = *state;

    for (int nth = 1; nth <= CREATION_SYNCS; nth++) {
        struct upload u, read;
        spool_upload(NULL, 5, &u);
        faulty_disk_fail(DISK_FSYNC, nth, EIO);
        assert_int_equal(store_create(s, &u), ERR_IO);
        assert_int_equal(store_load(s, u.id, &read), ERR_NOT_FOUND);
        assert_int_equal(store_remove(s, u.id), ERR_NOT_FOUND);
        assert_int_equal(store_create(s, &u), 0);
        upload_free(&u);
    }
}

static void test_a_full_disk_leaves_nothing_of_a_new_upload(void **state)
{
    struct store *s = *state;
    struct upload u;

    spool_upload(NULL, 5, &u);
    faulty_disk_fail(DISK_WRITE, 1, ENOSPC);
    assert_int_equal(store_create(s, &u), ERR_NO_SPACE);
    assert_int_equal(store_remove(s, u.id), ERR_NOT_FOUND);
    upload_free(&u);
}

static void test_a_saved_record_is_synced_before_and_after_the_rename(void **state)
{
    struct store *s = *state;
    struct upload u;
    char expected[128];

    spool_upload(s, 5, &u);
    faulty_disk_reset();
    u.size = 6;
    assert_int_equal(store_save(s, &u), 0);
    (void)snprintf(expected, sizeof expected, " sync:info.json.new sync:%s", u.id);
    assert_string_equal(faulty_disk_calls(), expected);
    upload_free(&u);
}

static void test_the_old_record_stays_if_the_new_one_is_not_written(void **state)
{
    struct store *s = *state;
    struct upload u;

    spool_upload(s, 5, &u);
    u.size = 6;
    faulty_disk_fail(DISK_FSYNC, 1, EIO);
    assert_int_equal(store_save(s, &u), ERR_IO);
    assert_loads(s, u.id, 5);
    faulty_disk_fail(DISK_WRITE, 1, ENOSPC);
    assert_int_equal(store_save(s, &u), ERR_NO_SPACE);
    assert_loads(s, u.id, 5);
    faulty_disk_limit_bytes(100); /* a part of the text is written, then the disk is full */
    faulty_disk_fail(DISK_WRITE, 2, ENOSPC);
    assert_int_equal(store_save(s, &u), ERR_NO_SPACE);
    assert_loads(s, u.id, 5);
    faulty_disk_fail(DISK_FSYNC, 2, EIO); /* of the folder, after the rename */
    assert_int_equal(store_save(s, &u), ERR_IO);
    upload_free(&u);
}

static void test_a_write_in_pieces_or_interrupted_continues(void **state)
{
    struct store *s = *state;
    struct upload u;

    spool_upload(s, 5, &u);
    faulty_disk_limit_bytes(7);
    u.size = 6;
    assert_int_equal(store_save(s, &u), 0);
    assert_loads(s, u.id, 6);
    faulty_disk_fail(DISK_WRITE, 3, EINTR);
    u.size = 7;
    assert_int_equal(store_save(s, &u), 0);
    assert_loads(s, u.id, 7);
    upload_free(&u);
}

static void test_a_record_is_read_in_pieces_or_interrupted(void **state)
{
    struct store *s = *state;
    struct upload u, read;

    spool_upload(s, 5, &u);
    faulty_disk_limit_bytes(7);
    assert_loads(s, u.id, 5);
    faulty_disk_fail(DISK_READ, 3, EINTR);
    assert_loads(s, u.id, 5);
    faulty_disk_fail(DISK_READ, 3, EIO);
    assert_int_equal(store_load(s, u.id, &read), ERR_IO);
    upload_free(&u);
}

/* The record must not say that the file is whole before its bytes are on the disk. */
static void test_data_is_synced_before_the_record_says_it_is_whole(void **state)
{
    struct store *s = *state;
    struct upload u, read;
    char expected[128];
    int fd;

    spool_upload(s, 1, &u);
    assert_int_equal(store_open_data(s, u.id, true, &fd), 0);
    assert_int_equal(pwrite(fd, "x", 1, 0), 1);
    faulty_disk_fail(DISK_FSYNC, 1, EIO);
    assert_int_equal(store_finish(s, &u, fd), ERR_IO);
    assert_false(u.complete);
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_false(read.complete);
    upload_free(&read);
    faulty_disk_fail(DISK_FSYNC, 2, EIO); /* of the record */
    assert_int_equal(store_finish(s, &u, fd), ERR_IO);
    faulty_disk_reset();
    assert_int_equal(store_finish(s, &u, fd), 0);
    (void)snprintf(expected, sizeof expected, " sync:data sync:info.json.new sync:%s", u.id);
    assert_string_equal(faulty_disk_calls(), expected);
    close(fd);
    upload_free(&u);
}

static void test_a_lazy_store_syncs_nothing(void **state)
{
    struct store *s = *state;
    struct upload u;
    int fd;

    store_set_lazy(s);
    spool_upload(s, 1, &u);
    assert_int_equal(store_open_data(s, u.id, true, &fd), 0);
    store_write_behind(s, fd, 0, 1 << 24);
    assert_int_equal(store_finish(s, &u, fd), 0);
    assert_string_equal(faulty_disk_calls(), "");
    assert_int_equal(store_sync(s, -1), 0);
    close(fd);
    assert_int_equal(store_finish(s, &u, -1), ERR_IO); /* its length is not known */
    upload_free(&u);
}

/* Full stretches of 4 MiB only, and each of them once. */
static void test_full_stretches_are_flushed_while_bytes_arrive(void **state)
{
    static const struct {
        int64_t from, to;
        const char *calls;
    } rows[] = {
        {0, 4194303, ""},
        {4194303, 4194304, " flush:0+4194304"},
        {4194304, 4194305, ""},
        {4194305, 8388607, ""},
        {4194305, 8388609, " flush:4194304+4194304"},
        {1, 12582913, " flush:0+12582912"},
    };
    const struct store *s = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        faulty_disk_reset();
        store_write_behind(s, -1, rows[i].from, rows[i].to);
        assert_string_equal(faulty_disk_calls(), rows[i].calls);
    }
}

static void test_links_to_parts_are_synced(void **state)
{
    struct store *s = *state;
    struct upload whole, part;

    spool_upload(s, 1, &whole);
    spool_upload(s, 1, &part);
    assert_int_equal(store_parts_add(s, whole.id, 0, part.id), 0);
    faulty_disk_reset();
    assert_int_equal(store_parts_sync(s, whole.id), 0);
    assert_string_equal(faulty_disk_calls(), " sync:parts");
    faulty_disk_fail(DISK_FSYNC, 1, EIO);
    assert_int_equal(store_parts_sync(s, whole.id), ERR_IO);
    upload_free(&part);
    upload_free(&whole);
}

static void test_a_noted_final_upload_is_synced(void **state)
{
    struct store *s = *state;
    struct finals *list;
    struct upload part;

    spool_upload(s, 1, &part);
    assert_int_equal(finals_open(s, part.id, 0, &list), 0);
    faulty_disk_reset();
    assert_int_equal(finals_add(list, part.id), 0);
    assert_int_equal(finals_sync(list), 0);
    assert_string_equal(faulty_disk_calls(), " sync:finals");
    faulty_disk_fail(DISK_FSYNC, 1, EIO);
    assert_int_equal(finals_sync(list), ERR_IO);
    finals_close(&list);
    upload_free(&part);
}

static void assert_no_spool_is_made(enum disk_call call, int errnum)
{
    char path[] = "/tmp/loadline-unit-XXXXXX", identity[64];
    struct store *s = NULL;

    assert_non_null(mkdtemp(path));
    faulty_disk_fail(call, 1, errnum);
    errno = 0;
    assert_int_equal(store_open(path, true, &s), ERR_IO);
    assert_int_equal(errno, errnum);
    assert_null(s);
    (void)snprintf(identity, sizeof identity, "%s/.loadline", path);
    assert_int_equal(unlink(identity), 0);
    assert_int_equal(rmdir(path), 0);
}

static void test_a_spool_whose_identity_is_not_on_the_disk_is_none(void **state)
{
    (void)state;
    assert_no_spool_is_made(DISK_WRITE, ENOSPC);
    assert_no_spool_is_made(DISK_FSYNC, EIO);
}

#define DURABILITY_TEST(name)                                                                      \
    cmocka_unit_test_setup_teardown(name, durability_begin, durability_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DURABILITY_TEST(test_a_new_upload_is_synced_from_its_files_up_to_the_spool),
        DURABILITY_TEST(test_a_whole_upload_is_synced_once),
        DURABILITY_TEST(test_a_whole_upload_that_fails_leaves_nothing),
        DURABILITY_TEST(test_a_failed_sync_of_a_new_upload_leaves_nothing),
        DURABILITY_TEST(test_a_full_disk_leaves_nothing_of_a_new_upload),
        DURABILITY_TEST(test_a_saved_record_is_synced_before_and_after_the_rename),
        DURABILITY_TEST(test_the_old_record_stays_if_the_new_one_is_not_written),
        DURABILITY_TEST(test_a_write_in_pieces_or_interrupted_continues),
        DURABILITY_TEST(test_a_record_is_read_in_pieces_or_interrupted),
        DURABILITY_TEST(test_data_is_synced_before_the_record_says_it_is_whole),
        DURABILITY_TEST(test_a_lazy_store_syncs_nothing),
        DURABILITY_TEST(test_full_stretches_are_flushed_while_bytes_arrive),
        DURABILITY_TEST(test_links_to_parts_are_synced),
        DURABILITY_TEST(test_a_noted_final_upload_is_synced),
        cmocka_unit_test(test_a_spool_whose_identity_is_not_on_the_disk_is_none),
    };
    return cmocka_run_group_tests_name("store_durability", tests, NULL, NULL);
}
