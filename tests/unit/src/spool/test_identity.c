/* SPDX-License-Identifier: MIT */
/*
 * The identity of a spool: made once, kept, and given to each record that is read there.
 */
#include "spool/identity.h"

#include "base/error.h"
#include "tests/unit/support/spool.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define PROGRAMS 12
#define OLD_TEXT "Loadline spool, schema 1\n"
#define A_SPOOL "0123456789abcdef"

static int folder_begin(void **state)
{
    static char path[] = "/tmp/loadline-identity-XXXXXX";

    (void)memcpy(strrchr(path, '-') + 1, "XXXXXX", 6);
    if (mkdtemp(path) == NULL)
        return -1;
    *state = path;
    return 0;
}

static int folder_end(void **state)
{
    int dir = open(*state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    (void)unlinkat(dir, IDENTITY_FILE, 0);
    (void)unlinkat(dir, IDENTITY_FILE ".new", 0);
    close(dir);
    return rmdir(*state);
}

static int folder_open(void **state)
{
    int dir = open(*state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(dir >= 0);
    return dir;
}

static void identity_write(int dir, const char *name, const char *text)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static void assert_text(int dir, const char *expected)
{
    char text[256] = "";
    int fd = openat(dir, IDENTITY_FILE, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_true(read(fd, text, sizeof text - 1) > 0);
    close(fd);
    assert_string_equal(text, expected);
}

static void test_a_folder_without_the_file_has_none(void **state)
{
    char spool[SPOOL_ID_SIZE] = "x";
    int dir = folder_open(state);

    assert_int_equal(identity_read(dir, spool), ERR_NOT_FOUND);
    assert_string_equal(spool, "");
    close(dir);
}

static void test_it_is_made_once(void **state)
{
    char first[SPOOL_ID_SIZE], second[SPOOL_ID_SIZE], read_one[SPOOL_ID_SIZE], expected[128];
    int dir = folder_open(state);

    assert_int_equal(identity_ensure(dir, first), 0);
    assert_true(spool_id_valid(first));
    assert_int_equal(identity_ensure(dir, second), 0);
    assert_string_equal(second, first);
    assert_int_equal(identity_read(dir, read_one), 0);
    assert_string_equal(read_one, first);
    (void)snprintf(expected, sizeof expected, OLD_TEXT "identity %s\n", first);
    assert_text(dir, expected);
    assert_int_equal(faccessat(dir, IDENTITY_FILE ".new", F_OK, 0), -1);
    close(dir);
}

static void test_an_older_file_gets_it_and_keeps_its_lines(void **state)
{
    static const char *const old[] = {OLD_TEXT, "other", "", "identity 0123\nidentity xyz\n",
                                      "identity 0123456789abcdef0\n"};
    char spool[SPOOL_ID_SIZE], expected[256];
    int dir = folder_open(state);

    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        const char *end = *old[i] != '\0' && old[i][strlen(old[i]) - 1] != '\n' ? "\n" : "";
        identity_write(dir, IDENTITY_FILE, old[i]);
        assert_int_equal(identity_read(dir, spool), 0);
        assert_string_equal(spool, "");
        assert_int_equal(identity_ensure(dir, spool), 0);
        (void)snprintf(expected, sizeof expected, "%s%sidentity %s\n",
                       *old[i] != '\0' ? old[i] : OLD_TEXT, end, spool);
        assert_text(dir, expected);
    }
    close(dir);
}

/* A program that died before the rename leaves a file that counts for nothing. */
static void test_half_of_a_new_file_counts_for_nothing(void **state)
{
    char spool[SPOOL_ID_SIZE];
    int dir = folder_open(state);

    identity_write(dir, IDENTITY_FILE, OLD_TEXT);
    identity_write(dir, IDENTITY_FILE ".new", OLD_TEXT "identity " A_SPOOL "\nand much more text");
    assert_int_equal(identity_ensure(dir, spool), 0);
    assert_string_not_equal(spool, A_SPOOL);
    close(dir);
}

static void test_one_that_is_there_is_taken(void **state)
{
    char spool[SPOOL_ID_SIZE];
    int dir = folder_open(state);

    identity_write(dir, IDENTITY_FILE, "a line\nidentity " A_SPOOL);
    assert_int_equal(identity_ensure(dir, spool), 0);
    assert_string_equal(spool, A_SPOOL);
    assert_text(dir, "a line\nidentity " A_SPOOL);
    close(dir);
}

/* In a process of its own: waits for the start, and tells what it got. */
static void identity_race(const char *path, int start, int tell)
{
    char spool[SPOOL_ID_SIZE] = "", byte;
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (read(start, &byte, 1) != 0 || identity_ensure(dir, spool) != 0)
        spool[0] = '\0';
    _exit(write(tell, spool, sizeof spool) == sizeof spool ? 0 : 1);
}

static void test_programs_that_start_together_get_the_same(void **state)
{
    char first[SPOOL_ID_SIZE], other[SPOOL_ID_SIZE];
    int start[2], tell[2], dir = folder_open(state);

    identity_write(dir, IDENTITY_FILE, OLD_TEXT);
    assert_int_equal(pipe(start), 0);
    assert_int_equal(pipe(tell), 0);
    for (int i = 0; i < PROGRAMS; i++) {
        if (fork() == 0) {
            close(start[1]);
            identity_race(*state, start[0], tell[1]);
        }
    }
    close(start[1]); /* all begin */
    assert_int_equal(read(tell[0], first, sizeof first), sizeof first);
    assert_true(spool_id_valid(first));
    for (int i = 1; i < PROGRAMS; i++) {
        assert_int_equal(read(tell[0], other, sizeof other), sizeof other);
        assert_string_equal(other, first);
    }
    for (int i = 0; i < PROGRAMS; i++)
        assert_true(wait(NULL) > 0);
    close(start[0]);
    close(tell[0]);
    close(tell[1]);
    close(dir);
}

static void test_a_record_has_the_spool_in_which_it_lies(void **state)
{
    struct store *s = spool_begin();
    char own[SPOOL_ID_SIZE];
    struct upload u, found;

    (void)state;
    store_identity(s, own);
    assert_true(spool_id_valid(own));
    spool_upload(s, 10, &u);
    assert_int_equal(store_load(s, u.id, &found), 0);
    assert_string_equal(found.spool, own);
    memcpy(found.spool, A_SPOOL, SPOOL_ID_SIZE); /* as in a folder copied from another spool */
    assert_int_equal(store_save(s, &found), 0);
    upload_free(&found);
    assert_int_equal(store_peek(s, u.id, &found), 0);
    assert_string_equal(found.spool, own);
    upload_free(&found);
    upload_free(&u);
    spool_end(&s);
}

static void test_info_json_names_the_spool(void **state)
{
    struct upload u, back;

    (void)state;
    upload_init(&u);
    assert_int_equal(id_make(u.id), 0);
    memcpy(u.spool, A_SPOOL, SPOOL_ID_SIZE);
    char *text = upload_to_json(&u);
    assert_non_null(text);
    assert_int_equal(upload_from_json(text, strlen(text), &back), 0);
    assert_string_equal(back.spool, A_SPOOL);
    upload_free(&back);
    memcpy(strstr(text, A_SPOOL), "../456789abcdef0", 16);
    assert_int_equal(upload_from_json(text, strlen(text), &back), 0);
    assert_string_equal(back.spool, "");
    upload_free(&back);
    free(text);
    upload_free(&u);
}

#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, folder_begin, folder_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_a_folder_without_the_file_has_none),
        FOLDER_TEST(test_it_is_made_once),
        FOLDER_TEST(test_an_older_file_gets_it_and_keeps_its_lines),
        FOLDER_TEST(test_half_of_a_new_file_counts_for_nothing),
        FOLDER_TEST(test_one_that_is_there_is_taken),
        FOLDER_TEST(test_programs_that_start_together_get_the_same),
        cmocka_unit_test(test_a_record_has_the_spool_in_which_it_lies),
        cmocka_unit_test(test_info_json_names_the_spool),
    };
    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
