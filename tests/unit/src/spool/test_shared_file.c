/* SPDX-License-Identifier: MIT */
/*
 * Files that another host has changed, as a host with caches sees them.
 */
#include "base/error.h"
#include "spool/shared_file.h"
#include "tests/unit/support/stale_host.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char place[64];
static int folder;

static int begin(void **state)
{
    (void)state;
    (void)snprintf(place, sizeof place, "%s", "/tmp/loadline-unit-XXXXXX");
    if (mkdtemp(place) == NULL)
        return -1;
    folder = open(place, O_RDONLY | O_DIRECTORY);
    stale_host_begin();
    return folder >= 0 ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    stale_host_end();
    (void)unlinkat(folder, "new", 0);
    (void)unlinkat(folder, "a", 0);
    close(folder);
    return rmdir(place);
}

/* The other host writes a file, or replaces it. */
static void other_writes(const char *text)
{
    stale_host_leave();
    int fd = openat(folder, "new", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    assert_int_equal(renameat(folder, "new", folder, "a"), 0);
    stale_host_enter();
}

static void other_appends(const char *text)
{
    stale_host_leave();
    int fd = openat(folder, "a", O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    stale_host_enter();
}

static off_t seen_size(int fd)
{
    struct stat st;

    assert_int_equal(fstat(fd, &st), 0);
    return st.st_size;
}

static void test_the_size_is_the_one_of_now(void **state)
{
    struct stat st;

    (void)state;
    other_writes("1234");
    int fd = openat(folder, "a", O_RDONLY);
    assert_int_equal(seen_size(fd), 4);
    other_appends("56");
    assert_int_equal(seen_size(fd), 4); /* the host is stale */
    assert_int_equal(shared_file_stat(fd, &st), 0);
    assert_int_equal(st.st_size, 6);
    assert_true(S_ISREG(st.st_mode));
    assert_int_equal(st.st_nlink, 1);
    assert_true(st.st_ino != 0 && st.st_mtim.tv_sec > 0);
    close(fd);
}

static void assert_reads(int fd, const char *text)
{
    char bytes[16] = "";

    assert_int_equal(read(fd, bytes, sizeof bytes - 1), strlen(text));
    assert_string_equal(bytes, text);
    close(fd);
}

static void test_a_name_is_the_one_of_the_newest_file(void **state)
{
    int fd;

    (void)state;
    other_writes("old");
    assert_int_equal(shared_file_open(folder, "a", O_RDONLY, &fd), 0);
    assert_reads(fd, "old");
    assert_int_equal(stale_host_listings(), 0); /* nothing was in doubt */
    other_writes("newer");
    assert_reads(openat(folder, "a", O_RDONLY), "old"); /* the host is stale */
    assert_int_equal(shared_file_open(folder, "a", O_RDONLY, &fd), 0);
    assert_int_equal(seen_size(fd), 5);
    assert_reads(fd, "newer");
    assert_int_equal(stale_host_listings(), 1);
}

static void test_a_name_that_is_gone(void **state)
{
    int fd = 0;

    (void)state;
    other_writes("old");
    assert_reads(openat(folder, "a", O_RDONLY), "old");
    stale_host_leave();
    assert_int_equal(unlinkat(folder, "a", 0), 0);
    stale_host_enter();
    assert_reads(openat(folder, "a", O_RDONLY), "old"); /* the host is stale */
    assert_int_equal(shared_file_open(folder, "a", O_RDONLY, &fd), ERR_NOT_FOUND);
    assert_int_equal(fd, -1);
    assert_in_range(stale_host_listings(), 1, 20);
}

static void test_what_cannot_be_opened(void **state)
{
    int fd;

    (void)state;
    assert_int_equal(symlinkat("/etc/passwd", folder, "a"), 0);
    assert_int_equal(shared_file_open(folder, "a", O_RDONLY, &fd), ERR_IO);
    assert_int_equal(shared_file_stat(-1, &(struct stat){0}), ERR_IO);
}

static void test_a_local_disk_is_not_shared(void **state)
{
    (void)state;
    assert_false(shared_file_is_possible(folder));
    assert_false(shared_file_is_possible(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_size_is_the_one_of_now, begin, end),
        cmocka_unit_test_setup_teardown(test_a_name_is_the_one_of_the_newest_file, begin, end),
        cmocka_unit_test_setup_teardown(test_a_name_that_is_gone, begin, end),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_opened, begin, end),
        cmocka_unit_test_setup_teardown(test_a_local_disk_is_not_shared, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
