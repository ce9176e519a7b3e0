/* SPDX-License-Identifier: MIT */
/*
 * The program of a site that decides about uploads: its question, its answer, and its ends.
 */
#include "fcgi/intake/pre_create.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <signal.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define PATIENCE_MS 20000
#define TRACEPARENT "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
#define QUESTION "{\"name\":null}\n"

static char reason[PRE_CREATE_REASON_SIZE];
static const char *traceparent;

static int ask_command(const char *command, int64_t timeout_ms)
{
    memset(reason, 'x', sizeof reason);
    const struct pre_create_question q = {QUESTION, strlen(QUESTION), traceparent};

    return pre_create_ask(command, &q, timeout_ms, reason);
}

/* Runs a script with these arguments. */
static int ask_within(const char *script, const char *arguments, int64_t timeout_ms)
{
    char path[] = "/tmp/loadline-unit-XXXXXX", command[512];
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, script, strlen(script)), strlen(script));
    close(fd);
    (void)snprintf(command, sizeof command, " /bin/sh\t%s  %s ", path, arguments);
    int rc = ask_command(command, timeout_ms);
    unlink(path);
    return rc;
}

static int ask(const char *script)
{
    return ask_within(script, "", PATIENCE_MS);
}

static void test_the_status_decides(void **state)
{
    (void)state;
    assert_int_equal(ask("exit 0"), 0);
    assert_string_equal(reason, "");
    assert_int_equal(ask("exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "");
    assert_int_equal(ask("exit 255"), ERR_REFUSED);
    assert_int_equal(ask("kill -9 $$"), ERR_ADMISSION);
}

static void test_the_question_is_its_input(void **state)
{
    (void)state;
    assert_int_equal(ask("cat; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "{\"name\":null}");
    assert_int_equal(ask("exec <&-; exit 0"), 0); /* it need not read */
}

static void test_the_reason_is_the_first_line(void **state)
{
    (void)state;
    assert_int_equal(ask("printf '\\n \\r\\n\\t Too\\tbig \\t\\r\\nmore\\n'; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "Too big");
    assert_int_equal(ask("printf 'a\\001b\\177c\\037d e~'; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "a b c d e~");
    assert_int_equal(ask("echo wrong >&2; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "wrong");
    assert_int_equal(ask("printf '  '; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "");
}

static void test_a_long_reason_is_cut(void **state)
{
    (void)state;
    assert_int_equal(ask("printf %0500d 7; exit 1"), ERR_REFUSED);
    assert_int_equal(strlen(reason), PRE_CREATE_REASON_SIZE - 1);
    assert_int_equal(reason[PRE_CREATE_REASON_SIZE - 2], '7');
    assert_int_equal(ask("printf %0501d 7; exit 1"), ERR_REFUSED);
    assert_int_equal(strlen(reason), PRE_CREATE_REASON_SIZE - 1);
    assert_int_equal(reason[PRE_CREATE_REASON_SIZE - 2], '0');
    /* More than a pipe holds: the program can go on writing. */
    assert_int_equal(ask("printf %0300000d 7; exit 1"), ERR_REFUSED);
    assert_int_equal(strlen(reason), PRE_CREATE_REASON_SIZE - 1);
}

static void test_both_outputs_are_heard(void **state)
{
    (void)state;
    assert_int_equal(ask("exec 2>&-; echo one; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "one");
    assert_int_equal(ask("exec >&-; echo two >&2; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "two");
    assert_int_equal(ask("exec >&- 2>&-; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "");
}

static void test_the_words_of_the_command(void **state)
{
    char many[2 * 70 + 1] = "";

    (void)state;
    assert_int_equal(ask_within("echo $#:$1-$2; exit 1", "one\t two", PATIENCE_MS), ERR_REFUSED);
    assert_string_equal(reason, "2:one-two");
    for (size_t i = 0; i < 70; i++)
        memcpy(many + 2 * i, " w", sizeof " w");
    assert_int_equal(ask_within("echo $#; exit 1", many, PATIENCE_MS), ERR_REFUSED);
    assert_string_equal(reason, "62"); /* of 64 words */
}

static void test_the_surroundings_are_bare(void **state)
{
    (void)state;
    assert_int_equal(setenv("LOADLINE_UNIT", "secret", 1), 0);
    assert_int_equal(ask("echo $LOADLINE_UNIT:$PATH:$(pwd); exit 1"), ERR_REFUSED);
    assert_string_equal(reason, ":/usr/local/bin:/usr/bin:/bin:/");
}

static void test_the_trace_is_a_variable(void **state)
{
    (void)state;
    assert_int_equal(ask("echo ${TRACEPARENT-none}; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "none");
    traceparent = "";
    assert_int_equal(ask("echo ${TRACEPARENT-none}; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, "none");
    traceparent = TRACEPARENT;
    assert_int_equal(ask("echo $TRACEPARENT:$PATH; exit 1"), ERR_REFUSED);
    assert_string_equal(reason, TRACEPARENT ":/usr/local/bin:/usr/bin:/bin");
    traceparent = NULL;
}

static void test_a_program_that_cannot_run(void **state)
{
    (void)state;
    assert_int_equal(ask_command("/nonexistent/program", PATIENCE_MS), ERR_ADMISSION);
    assert_string_equal(reason, "");
    assert_int_equal(ask_command(" \t", PATIENCE_MS), ERR_ADMISSION);
    assert_int_equal(ask_command("", PATIENCE_MS), ERR_ADMISSION);
}

/* The program and its child wait for ever, and are gone afterwards. */
static void test_a_program_that_does_not_end(void **state)
{
    char *rest = NULL;

    (void)state;
    assert_int_equal(ask_within("sh -c 'echo $$; kill -STOP $$' & wait", "", 1000), ERR_ADMISSION);
    long pid = strtol(reason, &rest, 10);
    assert_true(pid > 1 && *rest == '\0');
    for (int i = 0; i < PATIENCE_MS && kill((pid_t)pid, 0) == 0; i++)
        clock_pause_ms(1);
    assert_int_equal(kill((pid_t)pid, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_status_decides),
        cmocka_unit_test(test_the_question_is_its_input),
        cmocka_unit_test(test_the_reason_is_the_first_line),
        cmocka_unit_test(test_a_long_reason_is_cut),
        cmocka_unit_test(test_both_outputs_are_heard),
        cmocka_unit_test(test_the_words_of_the_command),
        cmocka_unit_test(test_the_surroundings_are_bare),
        cmocka_unit_test(test_the_trace_is_a_variable),
        cmocka_unit_test(test_a_program_that_cannot_run),
        cmocka_unit_test(test_a_program_that_does_not_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
