/* SPDX-License-Identifier: MIT */
/*
 * Which groups may read the spool, on hosts with other accounts than this one. The lists of
 * accounts and groups of the C library are replaced.
 */
#include "spool/spool_mode.h"

#include <errno.h>
#include <grp.h>
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

#define ANY_USER ((uid_t)-1)

enum { OWN = 900, DAEMONS, LAST_DAEMON = 999, ANNA, BEN, UNLISTED = 5000, NOBODY = 65534 };
enum { SITE = 700, OF_DAEMONS, OF_PEOPLE, OF_ANNA, OF_A_GHOST, EMPTY, OF_NOBODY };

/* The group of our account is OWN. */
static struct passwd accounts[] = {
    {.pw_name = (char[]){"root"}, .pw_uid = 0, .pw_gid = 0},
    {.pw_name = (char[]){"own"}, .pw_uid = OWN, .pw_gid = OWN},
    {.pw_name = (char[]){"daemons"}, .pw_uid = DAEMONS, .pw_gid = DAEMONS},
    {.pw_name = (char[]){"last"}, .pw_uid = LAST_DAEMON, .pw_gid = DAEMONS},
    {.pw_name = (char[]){"anna"}, .pw_uid = ANNA, .pw_gid = ANNA},
    {.pw_name = (char[]){"ben"}, .pw_uid = BEN, .pw_gid = BEN},
    {.pw_name = (char[]){"nobody"}, .pw_uid = NOBODY, .pw_gid = NOBODY},
};
#define ACCOUNTS (sizeof accounts / sizeof *accounts)

static struct group groups[] = {
    {.gr_gid = SITE, .gr_mem = (char *[]){(char[]){"own"}, (char[]){"daemons"}, NULL}},
    {.gr_gid = OF_DAEMONS, .gr_mem = (char *[]){(char[]){"last"}, NULL}},
    {.gr_gid = OF_PEOPLE,
     .gr_mem = (char *[]){(char[]){"last"}, (char[]){"anna"}, (char[]){"ben"}, NULL}},
    {.gr_gid = OF_ANNA, .gr_mem = (char *[]){(char[]){"anna"}, NULL}},
    {.gr_gid = OF_A_GHOST, .gr_mem = (char *[]){(char[]){"ghost"}, NULL}},
    {.gr_gid = EMPTY, .gr_mem = (char *[]){NULL}},
    {.gr_gid = OF_NOBODY, .gr_mem = (char *[]){(char[]){"nobody"}, NULL}},
};
#define GROUPS (sizeof groups / sizeof *groups)

static size_t next_account;
static bool is_open;    /* the list of accounts */
static bool is_unknown; /* our user has no account */
static gid_t own_group; /* of our user's account, and of the process */
static uid_t our_user;

void setpwent(void)
{
    next_account = 0;
    is_open = true;
}

void endpwent(void)
{
    is_open = false;
}

struct passwd *getpwent(void)
{
    assert_true(is_open);
    return next_account < ACCOUNTS ? &accounts[next_account++] : NULL;
}

/* The tests may run as any user. */
struct passwd *getpwuid(uid_t uid)
{
    static struct passwd own;

    assert_int_equal(uid, our_user);
    own = (struct passwd){.pw_name = (char[]){"own"}, .pw_uid = OWN, .pw_gid = own_group};
    return is_unknown ? NULL : &own;
}

struct passwd *getpwnam(const char *name)
{
    for (size_t i = 0; i < ACCOUNTS; i++)
        if (strcmp(accounts[i].pw_name, name) == 0)
            return &accounts[i];
    return NULL;
}

struct group *getgrgid(gid_t group)
{
    for (size_t i = 0; i < GROUPS; i++)
        if (groups[i].gr_gid == group)
            return &groups[i];
    return NULL;
}

gid_t getegid(void)
{
    return own_group;
}

uid_t geteuid(void)
{
    return our_user;
}

static int accounts_begin(void **state)
{
    (void)state;
    own_group = OWN;
    our_user = OWN;
    is_unknown = false;
    next_account = ACCOUNTS;
    return 0;
}

static void test_a_group_made_for_the_site_has_only_programs(void **state)
{
    static const struct {
        gid_t group;
        bool is_sites;
    } rows[] = {
        {SITE, true},       {OF_DAEMONS, true}, {OF_PEOPLE, false}, {OF_ANNA, false},
        {OF_A_GHOST, true}, {EMPTY, true},      {OF_NOBODY, true},  {UNLISTED, true},
        {0, false},         {OWN, false},       {DAEMONS, false},   {ANNA, false},
        {BEN, false},       {NOBODY, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(spool_mode_is_sites_group(rows[i].group) == rows[i].is_sites);
        assert_false(is_open);
    }
}

/* Its group may be one without an entry in the list of accounts that can be walked, as LDAP's. */
static void test_the_group_of_our_account_is_not_the_site_s(void **state)
{
    (void)state;
    own_group = UNLISTED;
    assert_false(spool_mode_is_sites_group(UNLISTED));
    assert_true(spool_mode_is_sites_group(SITE));
    is_unknown = true;
    assert_true(spool_mode_is_sites_group(UNLISTED));
    assert_false(spool_mode_is_sites_group(0));
}

static void test_people_are_found_in_a_group_and_by_their_own_group(void **state)
{
    static const struct {
        gid_t group;
        uid_t but;
        const char *name; /* "": none */
    } rows[] = {
        {SITE, ANY_USER, ""},
        {OF_DAEMONS, ANY_USER, ""},
        {OF_NOBODY, ANY_USER, ""},
        {OF_A_GHOST, ANY_USER, ""},
        {OF_ANNA, ANY_USER, "anna"},
        {OF_ANNA, ANNA, ""},
        {OF_PEOPLE, ANNA, "ben"},
        {OF_PEOPLE, BEN, "anna"},
        {OF_PEOPLE, ANY_USER, "anna"},
        {DAEMONS, ANY_USER, ""},
        {NOBODY, ANY_USER, ""},
        {BEN, ANY_USER, "ben"},
        {BEN, BEN, ""},
        {UNLISTED, ANY_USER, ""},
        {EMPTY, ANY_USER, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[64] = "";
        bool found = spool_mode_find_person(rows[i].group, rows[i].but, name, sizeof name);
        assert_true(found == (rows[i].name[0] != '\0'));
        assert_string_equal(name, rows[i].name);
        assert_false(is_open);
    }
}

/* Whether a spool of this path is open to its group with "auto". */
static bool is_group_with_auto(char *path)
{
    const struct config c = {.spool_mode = (char[]){"auto"}, .spool = path};
    mode_t before = umask(0);

    (void)umask(before);
    spool_mode_begin(&c, false);
    (void)umask(before);
    return spool_mode_mask() == 0007;
}

/* It will get the group of the process. */
static void test_auto_for_a_spool_that_is_not_made_yet(void **state)
{
    static const struct {
        gid_t own;
        bool is_group;
    } rows[] = {{OWN, false}, {SITE, true}, {OF_PEOPLE, false}, {0, false}};

    (void)state;
    is_unknown = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char folder[] = "/tmp/loadline-accounts-XXXXXX", path[64], below_file[80];
        own_group = rows[i].own;
        assert_non_null(mkdtemp(folder));
        (void)snprintf(path, sizeof path, "%s/spool", folder);
        (void)snprintf(below_file, sizeof below_file, "%s/spool", path);
        assert_true(is_group_with_auto(path) == rows[i].is_group);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(fclose(file), 0);
        assert_false(is_group_with_auto(below_file)); /* it cannot be made there */
        assert_int_equal(unlink(path), 0);
        assert_int_equal(rmdir(folder), 0);
    }
    own_group = SITE;
    assert_false(is_group_with_auto(NULL));
}

static void test_the_spool_of_another_user_stays_as_it_is(void **state)
{
    char folder[] = "/tmp/loadline-accounts-XXXXXX";
    struct config c = {.spool_mode = (char[]){"private"}, .spool = folder};
    mode_t before = umask(0);
    struct stat st;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chmod(folder, 0755), 0);
    our_user = getuid() + 1;
    spool_mode_begin(&c, true);
    assert_int_equal(stat(folder, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0755);
    our_user = getuid();
    spool_mode_begin(&c, true);
    assert_int_equal(stat(folder, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(rmdir(folder), 0);
    (void)umask(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_group_made_for_the_site_has_only_programs, accounts_begin),
        cmocka_unit_test_setup(test_the_group_of_our_account_is_not_the_site_s, accounts_begin),
        cmocka_unit_test_setup(test_people_are_found_in_a_group_and_by_their_own_group,
                               accounts_begin),
        cmocka_unit_test_setup(test_auto_for_a_spool_that_is_not_made_yet, accounts_begin),
        cmocka_unit_test_setup(test_the_spool_of_another_user_stays_as_it_is, accounts_begin),
    };
    return cmocka_run_group_tests_name("spool_accounts", tests, NULL, NULL);
}
