/* SPDX-License-Identifier: MIT */
/*
 * What makes a folder a spool, and what the store opens in it.
 */
#include "base/error.h"
#include "spool/store_folder.h"
#include "tests/unit/support/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define IDENTITY_TEXT "Loadline spool, schema 1\nidentity "
#define NO_ID "00112233445566778899aabbccddeeff"

static char site[] = "/tmp/loadline-open-XXXXXX"; /* the spool is in it */
static char spool[64], identity[80];
static mode_t umask_before;

static int site_begin(void **state)
{
    (void)state;
    (void)memcpy(strrchr(site, '-') + 1, "XXXXXX", 6);
    umask_before = umask(027);
    if (mkdtemp(site) == NULL)
        return -1;
    (void)snprintf(spool, sizeof spool, "%s/spool", site);
    (void)snprintf(identity, sizeof identity, "%s/.loadline", spool);
    return 0;
}

static int site_end(void **state)
{
    (void)state;
    (void)umask(umask_before);
    (void)unlink(identity);
    (void)rmdir(spool);
    return rmdir(site);
}

static mode_t spool_permissions(void)
{
    struct stat st;

    assert_int_equal(stat(spool, &st), 0);
    return st.st_mode & 07777;
}

/* What stands in front of the identity itself. */
static void assert_identity(const char *expected)
{
    char text[64] = "";
    int fd = open(identity, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(read(fd, text, sizeof text - 1), strlen(expected) + SPOOL_ID_SIZE);
    assert_int_equal(strncmp(text, expected, strlen(expected)), 0);
    close(fd);
}

static int open_and_close(bool create)
{
    struct store *s = (struct store *)&s; /* is cleared on failure */
    int rc = store_open(spool, create, &s);
    int reason = errno;

    assert_true((s == NULL) == (rc != 0));
    if (rc == 0)
        assert_string_equal(store_path(s), spool);
    store_close(&s);
    assert_null(s);
    errno = reason;
    return rc;
}

static void test_a_spool_is_made_with_its_identity_and_for_its_group(void **state)
{
    (void)state;
    assert_int_equal(open_and_close(true), 0);
    assert_identity(IDENTITY_TEXT);
    assert_int_equal(spool_permissions(), 02750); /* 2770 less the umask */
    assert_int_equal(open_and_close(false), 0);
}

static void test_a_spool_that_exists_stays_as_it_is(void **state)
{
    (void)state;
    assert_int_equal(open_and_close(true), 0);
    assert_int_equal(chmod(spool, 0700), 0);
    int fd = open(identity, O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_int_equal(write(fd, "other", 5), 5);
    close(fd);
    assert_int_equal(open_and_close(true), 0);
    assert_int_equal(spool_permissions(), 0700);
    assert_identity("other\nidentity ");
}

static void test_a_folder_without_identity_is_no_spool(void **state)
{
    (void)state;
    assert_int_equal(mkdir(spool, 0770), 0);
    assert_int_equal(open_and_close(false), ERR_CONFIG);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(access(identity, F_OK), -1);
    assert_int_equal(open_and_close(true), 0);
}

static void test_a_folder_that_is_missing_or_none_is_no_spool(void **state)
{
    (void)state;
    assert_int_equal(open_and_close(false), ERR_CONFIG);
    assert_int_equal(errno, ENOENT);
    int fd = open(spool, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(open_and_close(true), ERR_CONFIG);
    assert_int_equal(errno, ENOTDIR);
    assert_int_equal(unlink(spool), 0);
}

/* No descriptor is left for the identity, which is opened after the folder. */
static void test_a_folder_that_takes_no_file_is_no_spool(void **state)
{
    struct rlimit before, few;
    struct store *s = NULL;

    (void)state;
    assert_int_equal(mkdir(spool, 0770), 0);
    int next = open(spool, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(next >= 0);
    close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = (rlim_t)next + 1;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    int rc = store_open(spool, true, &s);
    int reason = errno;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(rc, ERR_IO);
    assert_int_equal(reason, EMFILE);
    assert_null(s);
    assert_int_equal(access(identity, F_OK), -1);
}

static void test_what_is_not_there_has_no_descriptor(void **state)
{
    struct store *s = NULL;
    int fd = 99;

    (void)state;
    assert_int_equal(store_open(spool, true, &s), 0);
    assert_int_equal(store_open_folder(s, NO_ID, &fd), ERR_NOT_FOUND);
    assert_int_equal(fd, -1);
    fd = 99;
    assert_int_equal(store_open_file(s, NO_ID, "data", O_RDONLY, &fd), ERR_NOT_FOUND);
    assert_int_equal(fd, -1);
    assert_int_equal(store_make_parent(s, NO_ID, &fd), 0);
    close(fd);
    fd = 99;
    assert_int_equal(store_open_folder(s, NO_ID, &fd), ERR_NOT_FOUND);
    assert_int_equal(fd, -1);
    (void)snprintf(identity, sizeof identity, "%s/00", spool);
    assert_int_equal(rmdir(identity), 0);
    (void)snprintf(identity, sizeof identity, "%s/.loadline", spool);
    store_close(&s);
}

static void test_a_parent_that_is_no_folder_or_not_makeable(void **state)
{
    struct store *s = NULL;
    char parent[80];
    int fd = 99;

    (void)state;
    assert_int_equal(store_open(spool, true, &s), 0);
    (void)snprintf(parent, sizeof parent, "%s/00", spool);
    fd = open(parent, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(store_make_parent(s, NO_ID, &fd), ERR_IO);
    assert_int_equal(fd, -1);
    assert_int_equal(unlink(parent), 0);
    assert_int_equal(unlink(identity), 0);
    assert_int_equal(rmdir(spool), 0); /* nothing can be made in a folder that is gone */
    fd = 99;
    assert_int_equal(store_make_parent(s, NO_ID, &fd), ERR_NOT_FOUND);
    assert_int_equal(fd, -1);
    assert_int_equal(mkdir(spool, 0700), 0);
    store_close(&s);
}

static void test_data_opens_for_what_was_asked(void **state)
{
    struct store *s = NULL;
    struct upload u;
    char byte;
    int fd;

    (void)state;
    s = spool_begin();
    spool_upload(s, 1, &u);
    assert_int_equal(store_open_data(s, u.id, true, &fd), 0);
    assert_int_equal(pread(fd, &byte, 1, 0), -1);
    assert_int_equal(pwrite(fd, "x", 1, 0), 1);
    close(fd);
    assert_int_equal(store_open_data(s, u.id, false, &fd), 0);
    assert_int_equal(pwrite(fd, "y", 1, 0), -1);
    assert_int_equal(pread(fd, &byte, 1, 0), 1);
    assert_int_equal(byte, 'x');
    close(fd);
    upload_free(&u);
    spool_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_spool_is_made_with_its_identity_and_for_its_group,
                                        site_begin, site_end),
        cmocka_unit_test_setup_teardown(test_a_spool_that_exists_stays_as_it_is, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(test_a_folder_without_identity_is_no_spool, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(test_a_folder_that_is_missing_or_none_is_no_spool,
                                        site_begin, site_end),
        cmocka_unit_test_setup_teardown(test_a_folder_that_takes_no_file_is_no_spool, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(test_what_is_not_there_has_no_descriptor, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(test_a_parent_that_is_no_folder_or_not_makeable, site_begin,
                                        site_end),
        cmocka_unit_test(test_data_opens_for_what_was_asked),
    };
    return cmocka_run_group_tests_name("store_open", tests, NULL, NULL);
}
