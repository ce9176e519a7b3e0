/* SPDX-License-Identifier: MIT */
/*
 * Where a delivered file comes to lie: folders and modes, what is there already, links that lead
 * elsewhere, and another file system.
 */
#include "tests/unit/support/stage_host.h"

#include "base/error.h"
#include "worker/stages/stage_kinds.h"

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

#define PATH_SIZE 128

static char folder[PATH_SIZE];

static void folder_make(const char *below)
{
    (void)snprintf(folder, sizeof folder, "%s/loadline-deliver-XXXXXX", below);
    if (mkdtemp(folder) == NULL)
        skip();
}

static const char *at(const char *name)
{
    static char paths[4][PATH_SIZE * 2];
    static int next;
    char *path = paths[next++ % 4];

    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static int deliver(const char *content, const char *name, const char *folder_mode)
{
    static char mode[] = "0640";
    struct stage_host h;

    host_open(&h, content, strlen(content));
    h.settings.deliver_to = folder;
    h.settings.deliver_name = (char *)name;
    h.settings.deliver_mode = mode;
    h.settings.deliver_folder_mode = (char *)folder_mode;
    int rc = host_run(&h, &stage_deliver);
    assert_true((strstr(buffer_text(&h.said), "delivered=") != NULL) == (rc == 0));
    if (rc == ERR_STAGE)
        assert_true(h.ctx.fail_retryable);
    host_close(&h);
    return rc;
}

static void assert_content(const char *path, const char *content)
{
    char text[64] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(read(fd, text, sizeof text - 1), strlen(content));
    assert_string_equal(text, content);
    close(fd);
}

static mode_t mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static void test_folders_are_made(void **state)
{
    mode_t before = umask(027);

    (void)state;
    folder_make("/tmp");
    assert_int_equal(deliver("one", "a/b/x", "0751"), 0);
    assert_int_equal(deliver("two", "c/x", ""), 0);
    assert_int_equal(deliver("three", "a/y", "0700"), 0); /* the folder is there: stays as it is */
    (void)umask(before);
    assert_content(at("a/b/x"), "one");
    assert_content(at("c/x"), "two");
    assert_content(at("a/y"), "three");
    assert_int_equal(mode_of(at("a")), 0751);
    assert_int_equal(mode_of(at("a/b")), 0751);
    assert_int_equal(mode_of(at("c")) & 0027, 0); /* by the umask */
    assert_int_equal(mode_of(at("a/b/x")), 0640);
    assert_int_equal(unlink(at("a/b/x")) + unlink(at("c/x")) + unlink(at("a/y")), 0);
    assert_int_equal(rmdir(at("a/b")) + rmdir(at("a")) + rmdir(at("c")) + rmdir(folder), 0);
}

static void test_what_is_there_is_not_replaced(void **state)
{
    (void)state;
    folder_make("/tmp");
    assert_int_equal(deliver("right", "x", ""), 0);
    assert_int_equal(deliver("right", "x", ""), 0); /* once more the same file */
    assert_int_equal(deliver("wrong", "x", ""), ERR_STAGE);
    assert_int_equal(deliver("right+", "x", ""), ERR_STAGE);
    assert_int_equal(deliver("righ", "x", ""), ERR_STAGE);
    assert_int_equal(deliver("", "x", ""), ERR_STAGE);
    assert_content(at("x"), "right");
    assert_int_equal(unlink(at("x")) + rmdir(folder), 0);
}

static void test_links_are_not_followed(void **state)
{
    (void)state;
    folder_make("/tmp");
    assert_int_equal(mkdir(at("elsewhere"), 0700), 0);
    assert_int_equal(symlink("elsewhere", at("a")), 0);
    assert_int_equal(symlink("elsewhere/y", at("x")), 0);
    assert_int_equal(deliver("bytes", "a/y", ""), ERR_STAGE);
    assert_int_equal(deliver("bytes", "x", ""), ERR_STAGE);
    assert_int_equal(deliver("bytes", "a/b/y", ""), ERR_STAGE);
    assert_int_equal(unlink(at("a")) + unlink(at("x")), 0);
    assert_int_equal(rmdir(at("elsewhere")) + rmdir(folder), 0); /* so both are empty */
}

static void test_a_folder_that_is_not_there(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/nowhere/loadline");
    assert_int_equal(deliver("bytes", "x", ""), ERR_STAGE);
}

/* The file is copied, under a name that nobody sees afterwards. */
static void test_another_file_system(void **state)
{
    struct stat here, there;

    (void)state;
    if (stat("/tmp", &here) != 0 || stat("/dev/shm", &there) != 0 || here.st_dev == there.st_dev)
        skip();
    folder_make("/dev/shm");
    assert_int_equal(deliver("right", "x", ""), 0);
    assert_content(at("x"), "right");
    assert_int_equal(mode_of(at("x")), 0640);
    assert_int_equal(deliver("right", "x", ""), 0);
    assert_int_equal(deliver("wrong", "x", ""), ERR_STAGE);
    assert_content(at("x"), "right");
    assert_int_equal(unlink(at("x")) + rmdir(folder), 0); /* no draft is left */
}

/* Its bytes are still there as long as it is open. */
static void test_a_file_without_a_name_is_copied(void **state)
{
    static char name[] = "x", mode[] = "0600", none[] = "";
    struct stage_host h;

    (void)state;
    folder_make("/tmp");
    host_open(&h, "right", 5);
    h.settings.deliver_to = folder;
    h.settings.deliver_name = name;
    h.settings.deliver_mode = mode;
    h.settings.deliver_folder_mode = none;
    assert_int_equal(unlink(h.data_path), 0);
    assert_int_equal(host_run(&h, &stage_deliver), 0);
    assert_string_equal(buffer_text(&h.said), "100:;delivered=x;");
    assert_content(at("x"), "right");
    assert_int_equal(mode_of(at("x")), 0600);
    assert_int_equal(unlink(at("x")), 0);
    h.upload.size = 6; /* the record says more than there is */
    assert_int_equal(host_run(&h, &stage_deliver), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "storage_failed");
    assert_false(h.ctx.fail_retryable);
    h.upload.size = 5;
    h.stop_after_ms = 1;
    assert_int_equal(host_run(&h, &stage_deliver), STAGE_STOPPED);
    host_close(&h);
    assert_int_equal(rmdir(folder), 0); /* neither the name nor a draft is there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folders_are_made),
        cmocka_unit_test(test_what_is_there_is_not_replaced),
        cmocka_unit_test(test_links_are_not_followed),
        cmocka_unit_test(test_a_folder_that_is_not_there),
        cmocka_unit_test(test_another_file_system),
        cmocka_unit_test(test_a_file_without_a_name_is_copied),
    };
    return cmocka_run_group_tests_name("stage_deliver", tests, NULL, NULL);
}
