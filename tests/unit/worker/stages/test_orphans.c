/* SPDX-License-Identifier: MIT */
/*
 * Processes that left their group become children, and end with the stage; those that are wanted
 * stay.
 */
#include "worker/stages/orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define LIFE_SECONDS 60 /* of a process that nothing ends */

/* Waits in a session of its own until it is killed. */
static _Noreturn void orphan_live(void)
{
    (void)setsid();
    (void)alarm(LIFE_SECONDS);
    for (;;)
        (void)pause();
}

static pid_t child_of_another_group(void)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        orphan_live();
    (void)setpgid(pid, pid); /* here too, because either may run first */
    return pid;
}

/* Starts a process whose parent ends before this returns. */
static pid_t orphan_start(void)
{
    int told[2];
    pid_t pid = 0;

    assert_int_equal(pipe(told), 0);
    pid_t parent = fork();
    if (parent == 0) {
        pid = fork();
        if (pid == 0)
            orphan_live();
        _exit(write(told[1], &pid, sizeof pid) == sizeof pid ? 0 : 1);
    }
    assert_int_equal(waitpid(parent, NULL, 0), parent);
    assert_int_equal(read(told[0], &pid, sizeof pid), sizeof pid);
    close(told[0]);
    close(told[1]);
    return pid;
}

static void assert_no_child_is_left(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_an_adopted_orphan_ends_with_its_stage(void **state)
{
    (void)state;
    orphans_adopt();
    pid_t pid = orphan_start();
    orphans_kill();
    int rc = kill(pid, 0);
    (void)(rc == 0 && kill(pid, SIGKILL));
    assert_int_equal(rc, -1);
    assert_no_child_is_left();
}

static void test_all_children_end_though_they_left_our_group(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        (void)child_of_another_group();
    orphans_kill();
    assert_no_child_is_left();
    orphans_kill(); /* there is none */
}

static int asked; /* how often anybody asked list_has() */

static bool list_has(const void *arg, pid_t pid)
{
    asked++;
    return pid == *(const pid_t *)arg;
}

static int ended_by(pid_t pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void test_only_unwanted_children_are_killed(void **state)
{
    pid_t wanted = child_of_another_group(), other = child_of_another_group();

    (void)state;
    asked = 0;
    assert_true(orphans_kill_unwanted(list_has, &wanted));
    assert_int_equal(asked, 2);
    assert_int_equal(ended_by(other), SIGKILL);
    assert_false(orphans_kill_unwanted(list_has, &wanted));
    assert_int_equal(asked, 3);
    assert_int_equal(kill(wanted, SIGTERM), 0);
    assert_int_equal(ended_by(wanted), SIGTERM); /* and not before, by SIGKILL */
    assert_false(orphans_kill_unwanted(list_has, &wanted));
    assert_int_equal(asked, 3);
}

static int lowest_free_descriptor(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    close(fd);
    return fd;
}

/* A worker asks for its whole life. */
static void test_the_list_of_children_is_closed_again(void **state)
{
    pid_t none = 0;
    int before = lowest_free_descriptor();

    (void)state;
    assert_false(orphans_kill_unwanted(list_has, &none));
    assert_int_equal(lowest_free_descriptor(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_adopted_orphan_ends_with_its_stage),
        cmocka_unit_test(test_all_children_end_though_they_left_our_group),
        cmocka_unit_test(test_only_unwanted_children_are_killed),
        cmocka_unit_test(test_the_list_of_children_is_closed_again),
    };
    return cmocka_run_group_tests_name("orphans", tests, NULL, NULL);
}
