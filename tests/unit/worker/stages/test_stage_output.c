/* SPDX-License-Identifier: MIT */
/*
 * The output folders of stages: kept, dropped, replaced, and without following links.
 */
#include "worker/stages/stage_output.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/loadline-out-XXXXXX";
static int upload_fd = -1;

static int open_upload(void **state)
{
    (void)state;
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    if (!mkdtemp(folder))
        return -1;
    upload_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return upload_fd < 0 ? -1 : 0;
}

/* Drops a test's leftovers by stage_output.h itself; so each test also covers an empty folder. */
static int close_upload(void **state)
{
    (void)state;
    close(upload_fd);
    return rmdir(folder);
}

static bool is_there(const char *name)
{
    struct stat st;
    return fstatat(upload_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static void put(int at, const char *name, const char *text)
{
    int fd = openat(at, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static char first_byte(const char *name)
{
    char c = '\0';
    int fd = openat(upload_fd, name, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!read(fd, &c, 1);
        close(fd);
    }
    return c;
}

/* Makes a folder with a file, a folder below it, and a link to a place that must stay untouched. */
static void fill(int attempt, const char *text, const char *link)
{
    int fd;
    assert_int_equal(stage_output_begin(upload_fd, attempt, &fd), 0);
    put(fd, "file", text);
    assert_int_equal(mkdirat(fd, "below", 0700), 0);
    put(fd, "below/file", text);
    assert_int_equal(symlinkat(link, fd, "link"), 0);
    assert_int_equal(symlinkat("nowhere", fd, "below/dangling"), 0);
    assert_int_equal(mkfifoat(fd, "below/pipe", 0600), 0);
    close(fd);
}

/* Removes out/scan by making it an unrecorded leftover. */
static void clear(const char *stage)
{
    int fd;
    assert_int_equal(stage_output_begin(upload_fd, 99, &fd), 0);
    close(fd);
    assert_int_equal(stage_output_keep(upload_fd, 99, stage), 0);
    assert_false(is_there("out"));
}

static void test_keep(void **state)
{
    (void)state;
    fill(1, "1", folder);
    assert_true(is_there("out/.1/file"));
    assert_int_equal(stage_output_keep(upload_fd, 1, "scan"), 0);
    assert_false(is_there("out/.1"));
    assert_int_equal(first_byte("out/scan/below/file"), '1');
    clear("scan");
}

static void test_keep_replaces_what_was_not_recorded(void **state)
{
    (void)state;
    fill(1, "1", folder);
    assert_int_equal(stage_output_keep(upload_fd, 1, "scan"), 0);
    fill(2, "2", folder);
    assert_int_equal(stage_output_keep(upload_fd, 2, "scan"), 0);
    assert_int_equal(first_byte("out/scan/file"), '2');
    clear("scan");
}

static void test_nothing_written_leaves_nothing(void **state)
{
    int fd;
    (void)state;
    assert_int_equal(stage_output_begin(upload_fd, 1, &fd), 0);
    close(fd);
    assert_int_equal(stage_output_keep(upload_fd, 1, "digest"), 0);
    assert_false(is_there("out"));
}

static void test_begin_removes_earlier_attempts_only(void **state)
{
    int fd;
    (void)state;
    fill(1, "1", folder);
    assert_int_equal(stage_output_keep(upload_fd, 1, "scan"), 0);
    fill(1, "1", folder);
    assert_int_equal(stage_output_begin(upload_fd, 2, &fd), 0);
    close(fd);
    assert_false(is_there("out/.1"));
    assert_true(is_there("out/scan/file"));
    stage_output_drop(upload_fd, 2);
    clear("scan");
}

static void test_drop_follows_nothing(void **state)
{
    char outside[] = "/tmp/loadline-outside-XXXXXX", path[64];
    (void)state;
    assert_non_null(mkdtemp(outside));
    (void)snprintf(path, sizeof path, "%s/kept", outside);
    put(AT_FDCWD, path, "x");
    fill(1, "1", outside);
    stage_output_drop(upload_fd, 1);
    assert_false(is_there("out"));
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(outside), 0);
}

static void test_begin_follows_no_link(void **state)
{
    int fd = 0;
    (void)state;
    assert_int_equal(symlinkat(".", upload_fd, "out"), 0);
    assert_int_equal(stage_output_begin(upload_fd, 1, &fd), ERR_NOT_FOUND);
    assert_int_equal(fd, -1);
    assert_int_equal(unlinkat(upload_fd, "out", 0), 0);
}

static void test_too_deep(void **state)
{
    int fd, deeper, at;
    (void)state;
    assert_int_equal(stage_output_begin(upload_fd, 1, &fd), 0);
    at = fd;
    for (int i = 0; i < 40; i++) {
        assert_int_equal(mkdirat(at, "d", 0700), 0);
        deeper = openat(at, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        assert_true(deeper >= 0);
        close(at);
        at = deeper;
    }
    assert_int_equal(stage_output_keep(upload_fd, 1, "scan"), ERR_BOUND);
    for (int i = 40; i > 0; i--) { /* manually, from the bottom */
        deeper = openat(at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(at);
        at = deeper;
        assert_int_equal(unlinkat(at, "d", AT_REMOVEDIR), 0);
    }
    close(at);
    stage_output_drop(upload_fd, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keep, open_upload, close_upload),
        cmocka_unit_test_setup_teardown(test_keep_replaces_what_was_not_recorded, open_upload,
                                        close_upload),
        cmocka_unit_test_setup_teardown(test_nothing_written_leaves_nothing, open_upload,
                                        close_upload),
        cmocka_unit_test_setup_teardown(test_begin_removes_earlier_attempts_only, open_upload,
                                        close_upload),
        cmocka_unit_test_setup_teardown(test_drop_follows_nothing, open_upload, close_upload),
        cmocka_unit_test_setup_teardown(test_begin_follows_no_link, open_upload, close_upload),
        cmocka_unit_test_setup_teardown(test_too_deep, open_upload, close_upload),
    };
    return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
