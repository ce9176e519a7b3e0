/* SPDX-License-Identifier: MIT */
/*
 * Turns grow, whatever the clocks say, and one file at most tells of them.
 */
#include "base/error.h"
#include "spool/turn.h"

#include <dirent.h>
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
    return folder >= 0 ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    turn_clear(folder);
    close(folder);
    return rmdir(place);
}

static int count_files(void)
{
    int count = 0;
    DIR *d = opendir(place);

    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

static int64_t take(int64_t ms)
{
    assert_int_equal(turn_take(folder, &ms), 0);
    return ms;
}

static void test_turns_grow(void **state)
{
    (void)state;
    assert_int_equal(turn_last(folder), 0);
    assert_int_equal(turn_begin(folder), 0);
    assert_int_equal(turn_last(folder), 0);
    assert_int_equal(take(1000), 1000);
    assert_int_equal(take(1001), 1001);
    assert_int_equal(take(1001), 1002);
    assert_int_equal(take(500), 1003); /* this host's clock is behind */
    assert_int_equal(turn_last(folder), 1003);
    assert_int_equal(take(0xabcdef012345), 0xabcdef012345);
    assert_int_equal(turn_last(folder), 0xabcdef012345);
    assert_int_equal(count_files(), 1);
}

static void test_a_folder_without_a_turn(void **state)
{
    (void)state;
    assert_int_equal(take(7), 7); /* of an earlier version */
    assert_int_equal(turn_last(folder), 7);
    assert_int_equal(take(7), 8);
}

static void make(const char *name)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT, 0600);

    assert_true(fd >= 0);
    close(fd);
}

static void test_other_names_are_no_turns(void **state)
{
    static const char *const names[] = {
        "turn-", "turn-00000000000g", "turn-0000000000001", "turn-00000000001", "xurn-000000000001",
        "data"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        make(names[i]);
    assert_int_equal(turn_last(folder), 0);
    make("turn-000000000005");
    make("turn-000000000009"); /* a process died while it made the first one */
    assert_int_equal(turn_last(folder), 9);
    assert_int_equal(take(3), 10);
    turn_clear(folder);
    assert_int_equal(count_files(), sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(unlinkat(folder, names[i], 0), 0);
}

static void test_a_folder_that_is_gone(void **state)
{
    int64_t ms = 1;

    (void)state;
    assert_int_equal(turn_take(-1, &ms), ERR_IO);
    assert_int_equal(turn_begin(-1), ERR_IO);
    assert_int_equal(turn_last(-1), 0);
    turn_clear(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_turns_grow, begin, end),
        cmocka_unit_test_setup_teardown(test_a_folder_without_a_turn, begin, end),
        cmocka_unit_test_setup_teardown(test_other_names_are_no_turns, begin, end),
        cmocka_unit_test_setup_teardown(test_a_folder_that_is_gone, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
