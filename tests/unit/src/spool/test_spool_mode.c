/* SPDX-License-Identifier: MIT */
/*
 * Who may look into the spool: the umask and the folder's mode for each value of the setting.
 */
#include "spool/spool_mode.h"

#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define PRIVATE 0077
#define GROUP 0007
#define FREE_GROUP 2000000011 /* of no account */

static char folder[] = "/tmp/loadline-mode-XXXXXX";
static mode_t umask_before;

static int set_up(void **state)
{
    (void)state;
    umask_before = umask(022);
    (void)umask(umask_before);
    (void)memcpy(strrchr(folder, '-') + 1, "XXXXXX", 6);
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    (void)umask(umask_before);
    return rmdir(folder);
}

static mode_t mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static mode_t umask_now(void)
{
    mode_t now = umask(0);

    (void)umask(now);
    return now;
}

/* Begins with a folder of the mode `before`. */
static void check(const char *setting, bool own_spool, mode_t before, mode_t mask, mode_t after)
{
    struct config c = {.spool_mode = (char *)setting, .spool = folder};

    assert_int_equal(chmod(folder, before), 0);
    spool_mode_begin(&c, own_spool);
    assert_int_equal(spool_mode_mask(), mask);
    assert_int_equal(umask_now(), mask);
    assert_int_equal(mode_of(folder), after);
}

static void test_private_closes_the_spool(void **state)
{
    (void)state;
    check("private", true, 02775, PRIVATE, 02700);
    check("private", true, 0701, PRIVATE, 0700);
    check("private", true, 0500, PRIVATE, 0500);
    check("private", false, 0775, PRIVATE, 0775); /* somebody else's business */
}

static void test_group_opens_it_to_the_group_only(void **state)
{
    (void)state;
    check("group", true, 0700, GROUP, 02770);
    check("group", true, 0777, GROUP, 02770);
    check("group", false, 0700, GROUP, 0700);
}

/* An account's own group is no site's group. */
static void test_auto_trusts_no_account_s_group(void **state)
{
    const struct passwd *own = getpwuid(geteuid());

    (void)state;
    if (own == NULL || chown(folder, (uid_t)-1, own->pw_gid) != 0)
        skip();
    check("auto", true, 0770, PRIVATE, 0700);
    check("auto", true, 0700, PRIVATE, 0700);
}

static void test_auto_trusts_a_group_made_for_the_site(void **state)
{
    (void)state;
    if (chown(folder, (uid_t)-1, FREE_GROUP) != 0) /* not as root */
        skip();
    check("auto", true, 0750, GROUP, 0750);
    check("auto", true, 0700, PRIVATE, 0700); /* a closed spool stays closed */
}

static void test_groups(void **state)
{
    char name[64] = "unchanged";

    (void)state;
    assert_false(spool_mode_is_sites_group(0));
    assert_true(spool_mode_is_sites_group(FREE_GROUP));
    assert_false(spool_mode_find_person(FREE_GROUP, (uid_t)-1, name, sizeof name));
    assert_string_equal(name, "unchanged");
}

static void test_a_spool_that_is_none(void **state)
{
    char path[64];
    struct config c = {.spool_mode = (char[]){"private"}, .spool = NULL};

    (void)state;
    spool_mode_begin(&c, true);
    assert_int_equal(umask_now(), PRIVATE);
    (void)snprintf(path, sizeof path, "%s/file", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, 0664), 0);
    c.spool = path;
    spool_mode_begin(&c, true);
    assert_int_equal(mode_of(path), 0664);
    c.spool_mode = (char[]){"group"};
    spool_mode_begin(&c, true);
    assert_int_equal(mode_of(path), 0664);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_private_closes_the_spool, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_group_opens_it_to_the_group_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_auto_trusts_no_account_s_group, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_auto_trusts_a_group_made_for_the_site, set_up,
                                        tear_down),
        cmocka_unit_test(test_groups),
        cmocka_unit_test_setup_teardown(test_a_spool_that_is_none, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("spool_mode", tests, NULL, NULL);
}
