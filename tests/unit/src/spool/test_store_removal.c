/* SPDX-License-Identifier: MIT */
/*
 * What is removed with an upload and in which order, and which folders count as uploads.
 */
#include "base/error.h"
#include "spool/finals.h"
#include "spool/store.h"
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

#define DEPTH_MAX 32 /* of folders below out/ that are removed */

struct removal {
    struct store *store;
    struct upload upload;
    int folder;
};

static int removal_begin(void **state)
{
    struct removal *r = calloc(1, sizeof *r);

    assert_non_null(r);
    r->store = spool_begin();
    spool_upload(r->store, 1, &r->upload);
    *state = r;
    faulty_disk_reset();
    return store_open_folder(r->store, r->upload.id, &r->folder);
}

static int removal_end(void **state)
{
    struct removal *r = *state;

    faulty_disk_reset();
    close(r->folder);
    upload_free(&r->upload);
    spool_end(&r->store);
    free(r);
    return 0;
}

static void put_file(int dir, const char *name)
{
    int fd = openat(dir, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0660);

    assert_true(fd >= 0);
    close(fd);
}

/* The record goes first: without it the upload is no more. The lock is held until the end. */
static void test_the_record_goes_first_and_the_lock_last(void **state)
{
    struct removal *r = *state;
    char expected[512];

    put_file(r->folder, "info.json.new");
    put_file(r->folder, FINALS_FILE);
    assert_int_equal(mkdirat(r->folder, "out", 0770), 0);
    put_file(r->folder, "out/result");
    assert_int_equal(store_parts_add(r->store, r->upload.id, 0, r->upload.id), 0);
    (void)snprintf(
        expected, sizeof expected,
        " unlink:info.json unlink:info.json.new unlink:data unlink:out unlink:result"
        " unlink:out unlink:pieces unlink:parts unlink:0 unlink:parts unlink:finals unlink:lock"
        " unlink:%.2s/%s",
        r->upload.id, r->upload.id);
    assert_int_equal(store_remove(r->store, r->upload.id), 0);
    assert_string_equal(faulty_disk_calls(), expected);
    assert_int_equal(store_remove(r->store, r->upload.id), ERR_NOT_FOUND);
}

static void test_a_removal_that_failed_can_be_repeated(void **state)
{
    struct removal *r = *state;
    struct upload read;

    assert_int_equal(mkdirat(r->folder, "out", 0770), 0);
    put_file(r->folder, "out/result");
    for (int nth = 2; nth <= 6; nth++) { /* info.json.new, data, out, result, out */
        faulty_disk_fail(DISK_UNLINK, nth, EACCES);
        assert_int_equal(store_remove(r->store, r->upload.id), ERR_IO);
        assert_int_equal(faccessat(r->folder, "lock", F_OK, 0), 0);
        assert_int_equal(store_load(r->store, r->upload.id, &read), ERR_NOT_FOUND);
    }
    assert_int_equal(store_remove(r->store, r->upload.id), 0);
}

static void test_a_folder_with_foreign_files_is_not_removed(void **state)
{
    struct removal *r = *state;

    put_file(r->folder, "foreign");
    assert_int_equal(store_remove(r->store, r->upload.id), ERR_IO);
    assert_int_equal(faccessat(r->folder, "foreign", F_OK, 0), 0);
    assert_int_equal(unlinkat(r->folder, "foreign", 0), 0);
    assert_int_equal(store_remove(r->store, r->upload.id), 0);
}

/* Another process may have removed it at the same moment. */
static void test_what_is_gone_already_is_no_failure(void **state)
{
    struct removal *r = *state;

    assert_int_equal(mkdirat(r->folder, "out", 0770), 0);
    faulty_disk_fail(DISK_UNLINK, 5, ENOENT); /* the empty out/ */
    assert_int_equal(store_remove(r->store, r->upload.id), ERR_IO);
    faulty_disk_fail(DISK_UNLINK, 8, ENOENT); /* the upload's folder */
    assert_int_equal(unlinkat(r->folder, "out", AT_REMOVEDIR), 0);
    assert_int_equal(store_remove(r->store, r->upload.id), 0);
}

/* Makes so many folders in each other below out/. */
static void nest_folders(int folder, int depth)
{
    char path[2 * DEPTH_MAX + 8] = "out";

    for (int i = 0; i <= depth; i++) {
        assert_int_equal(mkdirat(folder, path, 0770), 0);
        (void)snprintf(path + strlen(path), sizeof path - strlen(path), "/d");
    }
}

static void test_results_are_removed_down_to_a_depth(void **state)
{
    struct removal *r = *state;
    char path[2 * DEPTH_MAX + 8] = "out";

    nest_folders(r->folder, DEPTH_MAX);
    assert_int_equal(store_remove(r->store, r->upload.id), ERR_IO);
    for (int i = 0; i < DEPTH_MAX; i++)
        (void)snprintf(path + strlen(path), sizeof path - strlen(path), "/d");
    assert_int_equal(unlinkat(r->folder, path, AT_REMOVEDIR), 0); /* the one too deep */
    assert_int_equal(store_remove(r->store, r->upload.id), 0);
}

static void test_dropped_data_leaves_the_rest(void **state)
{
    struct removal *r = *state;
    char other[ID_SIZE];

    assert_int_equal(store_drop_data(r->store, r->upload.id), 0);
    assert_int_equal(faccessat(r->folder, "data", F_OK, 0), -1);
    assert_int_equal(faccessat(r->folder, "info.json", F_OK, 0), 0);
    assert_int_equal(store_drop_data(r->store, r->upload.id), 0);
    assert_int_equal(id_make(other), 0);
    assert_int_equal(store_drop_data(r->store, other), 0);
    put_file(r->folder, "data");
    faulty_disk_fail(DISK_UNLINK, 1, EACCES);
    assert_int_equal(store_drop_data(r->store, r->upload.id), ERR_IO);
    assert_int_equal(faccessat(r->folder, "data", F_OK, 0), 0);
}

static void test_data_behind_a_link_is_not_dropped(void **state)
{
    struct removal *r = *state;
    char parent[3] = {r->upload.id[0], r->upload.id[1], '\0'}, path[128], moved[144];

    (void)snprintf(path, sizeof path, "%s/%s", store_path(r->store), parent);
    (void)snprintf(moved, sizeof moved, "%s.moved", path);
    assert_int_equal(rename(path, moved), 0);
    assert_int_equal(symlink(moved, path), 0);
    assert_int_not_equal(store_remove(r->store, r->upload.id), 0);
    assert_int_equal(faccessat(r->folder, "data", F_OK, 0), 0);
}

/* Counts the listed ids by their first digits. */
static int list_id(void *arg, const char *id)
{
    int *seen = arg;
    char prefix[3] = {id[0], id[1], '\0'};

    seen[strtol(prefix, NULL, 16)]++;
    return 0;
}

static void test_each_id_is_listed_once_from_the_first_folder_to_the_last(void **state)
{
    static const char *const prefixes[] = {"00", "0f", "10", "ff"};
    struct removal *r = *state;
    int seen[256] = {0};

    assert_int_equal(store_remove(r->store, r->upload.id), 0);
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        struct upload u;
        spool_upload(NULL, 1, &u);
        memcpy(u.id, prefixes[i], 2);
        assert_int_equal(store_create(r->store, &u), 0);
        upload_free(&u);
    }
    assert_int_equal(store_each(r->store, list_id, seen), 0);
    for (int i = 0; i < 256; i++)
        assert_int_equal(seen[i], i == 0 || i == 0x0f || i == 0x10 || i == 0xff ? 1 : 0);
}

/* A file in place of a folder, a folder of another prefix, a name that is no id. */
static void test_what_is_no_upload_is_not_listed(void **state)
{
    struct removal *r = *state;
    int seen[256] = {0}, total = 0;
    const char *here = r->upload.id;
    char path[160];
    int file_at = here[0] == 'a' && here[1] == 'b' ? 0xac : 0xab;

    (void)snprintf(path, sizeof path, "%s/%02x", store_path(r->store), (unsigned)file_at);
    put_file(AT_FDCWD, path);
    (void)snprintf(path, sizeof path, "%s/%.2s/%c%.31s", store_path(r->store), here,
                   here[0] == '0' ? '1' : '0', here + 1);
    assert_int_equal(mkdir(path, 0770), 0);
    (void)snprintf(path, sizeof path, "%s/%.2s/%.31s", store_path(r->store), here, here);
    assert_int_equal(mkdir(path, 0770), 0);
    assert_int_equal(store_each(r->store, list_id, seen), 0);
    for (int i = 0; i < 256; i++)
        total += seen[i];
    assert_int_equal(total, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_record_goes_first_and_the_lock_last, removal_begin,
                                        removal_end),
        cmocka_unit_test_setup_teardown(test_a_removal_that_failed_can_be_repeated, removal_begin,
                                        removal_end),
        cmocka_unit_test_setup_teardown(test_a_folder_with_foreign_files_is_not_removed,
                                        removal_begin, removal_end),
        cmocka_unit_test_setup_teardown(test_what_is_gone_already_is_no_failure, removal_begin,
                                        removal_end),
        cmocka_unit_test_setup_teardown(test_results_are_removed_down_to_a_depth, removal_begin,
                                        removal_end),
        cmocka_unit_test_setup_teardown(test_dropped_data_leaves_the_rest, removal_begin,
                                        removal_end),
        cmocka_unit_test_setup_teardown(test_data_behind_a_link_is_not_dropped, removal_begin,
                                        removal_end),
        cmocka_unit_test_setup_teardown(
            test_each_id_is_listed_once_from_the_first_folder_to_the_last, removal_begin,
            removal_end),
        cmocka_unit_test_setup_teardown(test_what_is_no_upload_is_not_listed, removal_begin,
                                        removal_end),
    };
    return cmocka_run_group_tests_name("store_removal", tests, NULL, NULL);
}
