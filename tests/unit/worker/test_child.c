/* SPDX-License-Identifier: MIT */
/*
 * A job's process that receives SIGTERM before it has installed its handler handles it afterwards.
 */
#include "worker/child.h"
#include "worker/stop.h"

#include "base/signals.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct pipes {
    int up[2], down[2];
};

/* Runs in the child: the signal arrives between its start and stop_prepare(). */
static int told_early(void *arg)
{
    const struct pipes *p = arg;
    char byte = 'x';

    if (write(p->up[1], &byte, 1) != 1 || read(p->down[0], &byte, 1) != 1 || stop_prepare() != 0)
        return 2;
    return stop_reason() == STOP_SHUTDOWN ? 0 : 1;
}

static void test_a_child_that_is_told_to_end_early_hears_of_it(void **state)
{
    struct pipes p;
    char byte = 'x';
    int status;

    (void)state;
    assert_int_equal(pipe(p.up), 0);
    assert_int_equal(pipe(p.down), 0);
    signals_block_ending();
    pid_t pid = child_start(told_early, &p);
    assert_true(pid > 0);
    assert_int_equal(read(p.up[0], &byte, 1), 1);
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(write(p.down[1], &byte, 1), 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    signals_release_ending();
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_child_that_is_told_to_end_early_hears_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
