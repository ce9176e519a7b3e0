/* SPDX-License-Identifier: MIT */
/*
 * Command stages with real programs: their input, their restrictions, and every way to end.
 */
#include "tests/unit/support/stage_host.h"

#include "base/clock.h"
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static void check_success(const char *script, const char *said)
{
    struct stage_host h;
    host_open(&h, "abc", 3);
    assert_int_equal(host_run_script(&h, script), 0);
    assert_string_equal(buffer_text(&h.said), said);
    host_close(&h);
}

static void check_failure(struct stage_host *h, const char *script, const char *code,
                          const char *message)
{
    assert_int_equal(host_run_script(h, script), ERR_STAGE);
    assert_string_equal(h->ctx.fail_code, code);
    if (message)
        assert_string_equal(h->ctx.fail_message, message);
    host_close(h);
}

static void test_lines(void **state)
{
    (void)state;
    check_success("echo progress 10\necho noise\necho progress 42 twelve of thirty\n"
                  "echo result a=b\nprintf 'result c=d'",
                  "10:;42:twelve of thirty;a=b;c=d;");
    check_success("echo noise >&2", "");
}

static void test_arguments_and_input(void **state)
{
    (void)state;
    check_success("echo result n=$# first=$1\ncat \"$2\" >copy\necho result data=$(cat copy)\n"
                  "echo result in=$(cat)",
                  "n=2 first=second;data=abc;in=;");
}

static void test_environment(void **state)
{
    struct stage_host h;
    char want[512];
    (void)state;

    host_open(&h, "abc", 3);
    assert_int_equal(upload_set(&h.upload.name, "my file; $(x).txt"), 0);
    assert_int_equal(upload_set(&h.upload.type, "text/plain"), 0);
    assert_int_equal(setenv("LOADLINE_REDIS_URL", "unix:/secret", 1), 0);
    assert_int_equal(
        host_run_script(&h, "echo result id=$LOADLINE_ID\n"
                            "echo \"result name=$LOADLINE_NAME\"\n"
                            "echo result type=$LOADLINE_TYPE size=$LOADLINE_SIZE\n"
                            "echo result out=$LOADLINE_OUT\n"
                            "echo result here=$(pwd -P)\n"
                            "echo result all=$(env | sed '/^PWD=/d;/^SHLVL=/d;/^_=/d;s/=.*//' "
                            "| sort | tr '\\n' ' ')\n"),
        0);
    (void)snprintf(want, sizeof want,
                   "id=%s;name=my file; $(x).txt;type=text/plain size=3;out=%s;here=%s;"
                   "all=LOADLINE_ID LOADLINE_NAME LOADLINE_OUT LOADLINE_SIZE LOADLINE_TYPE "
                   "LOADLINE_TYPE_FOUND PATH;",
                   h.upload.id, h.out_path, h.out_path);
    assert_string_equal(buffer_text(&h.said), want); /* without variables that shells add */
    host_close(&h);
}

static void test_metadata_is_in_the_environment(void **state)
{
    static char album[] = "album", note[] = "my-note";
    static char *fields[] = {album, note, NULL};
    struct stage_host h;

    (void)state;
    host_open(&h, "abc", 3);
    h.site.metadata_fields = fields;
    assert_int_equal(upload_set(&h.upload.metadata, "other YQ==,my-note JCh4KQpi"),
                     0); /* $(x), b */
    assert_int_equal(host_run_script(&h, "echo \"result note=$LOADLINE_META_MY_NOTE\"\n"
                                         "echo result all=$(env | grep -c LOADLINE_META_)\n"),
                     0);
    assert_string_equal(buffer_text(&h.said), "note=$(x) b;all=1;");
    host_close(&h);
}

static void test_no_descriptors(void **state)
{
    int fd = open("/dev/null", O_RDONLY); /* inheritable on purpose */
    (void)state;
    assert_true(fd >= 0);
    /* ls opens one more for the listing itself */
    check_success("exec 1>listing; ls /proc/self/fd; exec 1>&2\n"
                  "test \"$(wc -l <listing)\" = 4",
                  "");
    close(fd);
}

static void test_own_group(void **state)
{
    (void)state;
    check_success("read -r pid rest </proc/self/stat; set -- $rest\n"
                  "test \"$4\" = \"$$\" && echo result leader=yes",
                  "leader=yes;");
}

static void test_exit_status(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    check_failure(&h, "echo first >&2; echo the last >&2; echo >&2; exit 3", "stage_failed",
                  "the last");
    host_open(&h, "abc", 3);
    check_failure(&h, "exit 3", "stage_failed", "The program ended with status 3");
    host_open(&h, "abc", 3);
    assert_int_equal(host_run_script(&h, "echo busy >&2; exit 75"), STAGE_LATER);
    assert_string_equal(h.ctx.fail_message, "The program asked for a later run: busy");
    host_close(&h);
    host_open(&h, "abc", 3);
    check_failure(&h, "kill -SEGV $$", "stage_crashed", NULL);
}

static void test_long_error_is_cut(void **state)
{
    struct stage_host h;
    (void)state;
    host_open(&h, "abc", 3);
    check_failure(&h, "head -c 100000 /dev/zero | tr '\\0' e >&2; exit 1", "stage_failed", NULL);
}

static void check_not_started(char *command)
{
    struct stage_host h;
    host_open(&h, "abc", 3);
    h.settings.command = command;
    assert_int_equal(host_run(&h, &stage_command), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "stage_not_started");
    host_close(&h);
}

static void test_not_started(void **state)
{
    char many[400] = "true";
    (void)state;

    check_not_started((char[]){"/nonexistent/program with words"});
    check_not_started((char[]){"/etc/passwd"});
    check_not_started((char[]){" \t "});
    for (size_t i = 4; i + 3 < sizeof many; i += 2)
        memcpy(many + i, " x", 3);
    check_not_started(many);
}

/* Shell syntax has no meaning in the setting. */
static void test_no_shell(void **state)
{
    struct stage_host h;
    char path[HOST_PATH_SIZE + 64];
    (void)state;

    host_open(&h, "abc", 3);
    h.settings.command = (char[]){"echo result a=$HOME;touch made >made"};
    assert_int_equal(host_run(&h, &stage_command), 0);
    (void)snprintf(path, sizeof path, "a=$HOME;touch made >made %s;", h.data_path);
    assert_string_equal(buffer_text(&h.said), path);
    (void)snprintf(path, sizeof path, "%s/made", h.out_path);
    assert_int_equal(access(path, F_OK), -1);
    host_close(&h);
}

static void test_wall_time(void **state)
{
    struct stage_host h;
    (void)state;
    host_open(&h, "abc", 3);
    h.settings.time_limit_ms = 200;
    check_failure(&h, "exec sleep 60", "stage_timeout", NULL);
}

static void test_file_size(void **state)
{
    struct stage_host h;
    (void)state;
    host_open(&h, "abc", 3);
    h.settings.file_limit = 4096;
    check_failure(&h, "exec head -c 100000 /dev/zero >big", "stage_limit", NULL);
}

static void test_memory(void **state)
{
    struct stage_host h;
    (void)state;
    host_open(&h, "abc", 3);
    h.settings.memory_limit = (int64_t)64 << 20;
    check_failure(&h, "exec dd if=/dev/zero of=/dev/null bs=256M count=1", "stage_failed", NULL);
}

static bool is_gone(pid_t pid)
{
    char path[64], state = 'X';
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return true;
    char line[512] = "";
    if (fgets(line, sizeof line, f) && strrchr(line, ')'))
        state = strrchr(line, ')')[2];
    (void)fclose(f);
    return state == 'Z' || state == 'X';
}

/* Returns the process id that the script wrote to its folder. */
static pid_t pid_in(const struct stage_host *h, const char *name)
{
    char path[HOST_PATH_SIZE + 32], line[32] = "";
    (void)snprintf(path, sizeof path, "%s/%s", h->out_path, name);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    (void)fclose(f);
    return (pid_t)strtol(line, NULL, 10);
}

static void check_dies(pid_t pid)
{
    int64_t end = clock_mono_ms() + 5000;
    while (!is_gone(pid) && clock_mono_ms() < end)
        clock_pause_ms(5);
    assert_true(is_gone(pid));
}

/* A leftover process of its group is killed, and not waited for. */
static void test_left_behind(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    int64_t began = clock_mono_ms();
    assert_int_equal(host_run_script(&h, "sleep 60 & echo $! >left; echo result done=yes"), 0);
    assert_true(clock_mono_ms() - began < 20000);
    assert_string_equal(buffer_text(&h.said), "done=yes;");
    check_dies(pid_in(&h, "left"));
    host_close(&h);
}

static void test_stop_ends_group(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    h.stop_after_ms = clock_mono_ms() + 300;
    assert_int_equal(
        host_run_script(&h,
                        "trap '' TERM; sleep 60 & echo $! >left; echo $$ >self; wait; wait; wait"),
        STAGE_STOPPED);
    check_dies(pid_in(&h, "left"));
    check_dies(pid_in(&h, "self"));
    host_close(&h);
}

static void test_flood(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    assert_int_equal(host_run_script(&h, "yes x | head -c 20000000; yes y | head -c 3000000 >&2;"
                                         "head -c 3000000 /dev/zero; echo; echo result end=yes"),
                     0);
    assert_string_equal(buffer_text(&h.said), "end=yes;");
    host_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_arguments_and_input),
        cmocka_unit_test(test_environment),
        cmocka_unit_test(test_metadata_is_in_the_environment),
        cmocka_unit_test(test_no_descriptors),
        cmocka_unit_test(test_own_group),
        cmocka_unit_test(test_exit_status),
        cmocka_unit_test(test_long_error_is_cut),
        cmocka_unit_test(test_not_started),
        cmocka_unit_test(test_no_shell),
        cmocka_unit_test(test_wall_time),
        cmocka_unit_test(test_file_size),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_left_behind),
        cmocka_unit_test(test_stop_ends_group),
        cmocka_unit_test(test_flood),
    };
    return cmocka_run_group_tests_name("stage_command", tests, NULL, NULL);
}
