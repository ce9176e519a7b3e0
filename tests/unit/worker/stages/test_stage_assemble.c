/* SPDX-License-Identifier: MIT */
/*
 * The file that is made of parts: its bytes and their order, a stop between two steps, parts that
 * cannot be read, and parts that are not what the record says.
 */
#include "tests/unit/support/stage_host.h"

#include "base/error.h"
#include "spool/store_parts.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define LEFT "left by an attempt before this one"
#define PATH_SIZE (HOST_PATH_SIZE + 32)

/* An upload whose file is to be made; an earlier attempt wrote bytes to it. */
static void assembly_open(struct stage_host *h, int64_t size)
{
    host_open(h, LEFT, strlen(LEFT));
    h->upload.size = size;
    close(h->ctx.data_fd);
    h->ctx.data_fd = open(h->data_path, O_RDWR | O_CLOEXEC);
    h->ctx.upload_fd = open(h->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(h->ctx.data_fd >= 0 && h->ctx.upload_fd >= 0);
    assert_int_equal(mkdirat(h->ctx.upload_fd, STORE_PARTS_FOLDER, 0700), 0);
}

static void assembly_close(struct stage_host *h)
{
    store_parts_drop(h->ctx.upload_fd);
    close(h->ctx.upload_fd);
    host_close(h);
}

static const char *part_path(const struct stage_host *h, int index)
{
    static char path[PATH_SIZE];

    (void)snprintf(path, sizeof path, "%s/" STORE_PARTS_FOLDER "/%d", h->folder, index);
    return path;
}

static void put_part(const struct stage_host *h, int index, const char *bytes)
{
    int fd = open(part_path(h, index), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
    close(fd);
}

static void assert_file(const struct stage_host *h, const char *bytes)
{
    char text[64] = "";

    assert_int_equal(pread(h->ctx.data_fd, text, sizeof text - 1, 0), strlen(bytes));
    assert_string_equal(text, bytes);
}

static void test_the_file_is_its_parts_in_their_order(void **state)
{
    struct stage_host h;

    (void)state;
    assembly_open(&h, 8);
    put_part(&h, 1, "defgh");
    put_part(&h, 0, "abc");
    assert_int_equal(host_run(&h, &stage_assemble), 0);
    assert_file(&h, "abcdefgh");
    assert_string_equal(buffer_text(&h.said), "37:;100:;");
    assembly_close(&h);
}

/* What an earlier attempt wrote does not stay. */
static void test_a_file_of_no_parts_is_empty(void **state)
{
    struct stage_host h;

    (void)state;
    assembly_open(&h, 0);
    assert_int_equal(host_run(&h, &stage_assemble), 0);
    assert_file(&h, "");
    assert_string_equal(buffer_text(&h.said), "");
    assembly_close(&h);
}

static void test_a_stop_ends_it_within_the_parts(void **state)
{
    struct stage_host h;

    (void)state;
    assembly_open(&h, 8);
    put_part(&h, 0, "abc");
    put_part(&h, 1, "defgh");
    h.stop_after_ms = 1;
    assert_int_equal(host_run(&h, &stage_assemble), STAGE_STOPPED);
    assert_string_equal(buffer_text(&h.said), "37:;");
    assert_null(h.ctx.fail_code);
    assembly_close(&h);
}

static void test_parts_of_another_length_than_the_record_says_fail(void **state)
{
    struct stage_host h;

    (void)state;
    assembly_open(&h, 9);
    put_part(&h, 0, "abc");
    put_part(&h, 1, "defgh");
    assert_int_equal(host_run(&h, &stage_assemble), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "storage_failed");
    assert_string_equal(h.ctx.fail_message, "The parts have 8 bytes together, the record says 9");
    assert_false(h.ctx.fail_retryable);
    assembly_close(&h);
}

static void assert_not_joined(struct stage_host *h)
{
    assert_int_equal(host_run(h, &stage_assemble), ERR_STAGE);
    assert_string_equal(h->ctx.fail_code, "storage_failed");
    assert_non_null(strstr(h->ctx.fail_message, "The parts could not be joined: "));
    assert_true(h->ctx.fail_retryable);
}

static void test_a_part_that_cannot_be_read_fails_for_now(void **state)
{
    struct stage_host h;

    (void)state;
    assembly_open(&h, 3);
    put_part(&h, 0, "abc");
    assert_int_equal(mkdir(part_path(&h, 1), 0700), 0); /* opens, but has no bytes to read */
    assert_not_joined(&h);
    assert_int_equal(rmdir(part_path(&h, 1)), 0);
    assembly_close(&h);
}

static void test_a_part_that_is_a_link_is_not_followed(void **state)
{
    struct stage_host h;

    (void)state;
    assembly_open(&h, 3);
    put_part(&h, 0, "abc");
    assert_int_equal(symlink("0", part_path(&h, 1)), 0);
    h.upload.size = 6;
    assert_not_joined(&h);
    assembly_close(&h);
}

static void test_a_file_that_cannot_be_emptied_fails_for_now(void **state)
{
    struct stage_host h;

    (void)state;
    assembly_open(&h, 0);
    close(h.ctx.data_fd);
    h.ctx.data_fd = open(h.data_path, O_RDONLY | O_CLOEXEC);
    assert_not_joined(&h);
    assert_file(&h, LEFT);
    assembly_close(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_file_is_its_parts_in_their_order),
        cmocka_unit_test(test_a_file_of_no_parts_is_empty),
        cmocka_unit_test(test_a_stop_ends_it_within_the_parts),
        cmocka_unit_test(test_parts_of_another_length_than_the_record_says_fail),
        cmocka_unit_test(test_a_part_that_cannot_be_read_fails_for_now),
        cmocka_unit_test(test_a_part_that_is_a_link_is_not_followed),
        cmocka_unit_test(test_a_file_that_cannot_be_emptied_fails_for_now),
    };
    return cmocka_run_group_tests_name("stage_assemble", tests, NULL, NULL);
}
