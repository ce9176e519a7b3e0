/* SPDX-License-Identifier: MIT */
/*
 * The user that a command runs as.
 */
#include "tests/unit/support/stage_host.h"

#include "base/error.h"

#include <fcntl.h>
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define OTHER_GROUP 12345

static char other_user[] = "nobody";

static void test_the_folder_is_given_to_the_user_of_the_command(void **state)
{
    const struct passwd *user = getpwnam(other_user);
    struct stage_host h;
    struct stat st;
    char said[64];

    (void)state;
    if (geteuid() != 0 || user == NULL)
        skip();
    (void)snprintf(said, sizeof said, "user=%d;", (int)user->pw_uid);
    host_open(&h, "abc", 3);
    assert_int_equal(chmod(h.folder, 0711), 0); /* to the script */
    assert_int_equal(fchown(h.ctx.out_fd, (uid_t)-1, OTHER_GROUP), 0);
    h.settings.user = other_user;
    mode_t before = umask(022);
    assert_int_equal(host_run_script(&h, "echo result user=$(id -u); echo x >made"), 0);
    (void)umask(before);
    assert_string_equal(buffer_text(&h.said), said);
    assert_int_equal(fstat(h.ctx.out_fd, &st), 0);
    assert_int_equal(st.st_uid, user->pw_uid);
    assert_int_equal(st.st_gid, OTHER_GROUP); /* stays as it is */
    assert_int_equal(fstatat(h.ctx.out_fd, "made", &st, 0), 0);
    assert_int_equal(st.st_uid, user->pw_uid);
    host_close(&h);
}

static void assert_not_started(struct stage_host *h, const char *message)
{
    assert_int_equal(host_run_script(h, "echo result started=yes"), ERR_STAGE);
    assert_string_equal(h->ctx.fail_code, "stage_not_started");
    assert_string_equal(h->ctx.fail_message, message);
    assert_true(h->ctx.fail_retryable);
    assert_string_equal(buffer_text(&h->said), "");
}

static void test_an_unknown_user_is_an_error(void **state)
{
    static char nobody_has[] = "no-such-user-here";
    struct stage_host h;

    (void)state;
    host_open(&h, "abc", 3);
    h.settings.user = nobody_has;
    assert_not_started(&h, "There is no user no-such-user-here");
    host_close(&h);
}

static void test_without_its_folder_the_user_gets_no_program(void **state)
{
    struct stage_host h;

    (void)state;
    if (getpwnam(other_user) == NULL)
        skip();
    host_open(&h, "abc", 3);
    close(h.ctx.out_fd);
    h.ctx.out_fd = open(h.out_path, O_PATH | O_CLOEXEC); /* cannot be given away, even by root */
    h.settings.user = other_user;
    assert_not_started(&h,
                       "The worker cannot start the program as nobody: it does not run as root");
    host_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_folder_is_given_to_the_user_of_the_command),
        cmocka_unit_test(test_an_unknown_user_is_an_error),
        cmocka_unit_test(test_without_its_folder_the_user_gets_no_program),
    };
    return cmocka_run_group_tests_name("stage_command_user", tests, NULL, NULL);
}
