/* SPDX-License-Identifier: MIT */
/*
 * The mount of a path, from texts of /proc/self/mountinfo.
 */
#include "cli/doctor/mount_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define TABLE                                                                                      \
    "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard\n"                             \
    "30 22 0:40 / /srv rw,relatime shared:2 - nfs4 files:/srv "                                    \
    "rw,vers=4.2,hard,local_lock=none,addr=10.0.0.1\n"                                             \
    "nonsense\n"                                                                                   \
    "31 30 0:41 / /srv/up\\040load rw master:3 propagate_from:1 - fuse.glusterfs host:v rw\n"      \
    "32 22 0:42 / /old rw - nfs a:/x rw,vers=3,nolock\n"                                           \
    "33 22 0:43 / /old rw - tmpfs tmpfs rw\n"

static bool find(const char *path, struct mount *out)
{
    char text[] = TABLE;
    FILE *table = fmemopen(text, strlen(text), "r");

    assert_non_null(table);
    bool found = mount_table_find(table, path, out);
    (void)fclose(table);
    return found;
}

static void test_the_innermost_mount_counts(void **state)
{
    static const struct {
        const char *path, *place, *kind, *source;
    } rows[] = {
        {"/", "/", "ext4", "/dev/vda"},
        {"/srvx", "/", "ext4", "/dev/vda"},
        {"/srv", "/srv", "nfs4", "files:/srv"},
        {"/srv/spool/x", "/srv", "nfs4", "files:/srv"},
        {"/srv/up load/spool", "/srv/up load", "fuse.glusterfs", "host:v"},
        {"/old/spool", "/old", "tmpfs", "tmpfs"}, /* the later one of two */
    };
    struct mount m;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(find(rows[i].path, &m));
        assert_string_equal(m.place, rows[i].place);
        assert_string_equal(m.kind, rows[i].kind);
        assert_string_equal(m.source, rows[i].source);
    }
    assert_false(find("relative", &m));
}

static void test_options_are_whole_words(void **state)
{
    struct mount m;

    (void)state;
    assert_true(find("/srv", &m));
    assert_true(mount_has_option(&m, "rw"));
    assert_true(mount_has_option(&m, "hard"));
    assert_true(mount_has_option(&m, "local_lock=none"));
    assert_true(mount_has_option(&m, "addr=10.0.0.1"));
    assert_false(mount_has_option(&m, "vers=4"));
    assert_false(mount_has_option(&m, "lock"));
    assert_false(mount_has_option(&m, "soft"));
}

static void test_what_is_wrong_with_a_mount_of_nfs(void **state)
{
    static const struct {
        const char *options;
        enum mount_fault fault;
    } rows[] = {
        {"rw,vers=4.2,hard,local_lock=none,addr=10.0.0.1", MOUNT_FITS},
        {"rw,vers=4.1,hard", MOUNT_FITS},
        {"rw,vers=3,hard,nolock", MOUNT_LOCKS_STAY},
        {"rw,vers=4.2,hard,local_lock=all", MOUNT_LOCKS_STAY},
        {"rw,vers=4.2,soft,local_lock=none", MOUNT_GIVES_UP},
        {"rw,vers=3,hard,local_lock=none", MOUNT_LOSES_LOCKS},
        {"rw,vers=2", MOUNT_LOSES_LOCKS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mount m = {.kind = "nfs4"};
        (void)snprintf(m.options, sizeof m.options, "%s", rows[i].options);
        assert_int_equal(mount_judge_nfs(&m), rows[i].fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_innermost_mount_counts),
        cmocka_unit_test(test_options_are_whole_words),
        cmocka_unit_test(test_what_is_wrong_with_a_mount_of_nfs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
