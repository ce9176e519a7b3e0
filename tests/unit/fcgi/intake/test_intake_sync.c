/* SPDX-License-Identifier: MIT */
/*
 * A disk that fails to sync: after that the system believes that the bytes are safe, so a retry
 * must not.
 */
#include "fcgi/intake/intake.h"

#include "base/error.h"
#include "tests/unit/support/intake_host.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&intake_host.app)

static char chunk[] = "chunk"; /* a value of `durability` */
static int failures;           /* of the next syncs */

static int sync_or_fail(long call, int fd)
{
    if (failures == 0)
        return (int)syscall(call, fd);
    failures--;
    errno = EIO;
    return -1;
}

int fsync(int fd)
{
    return sync_or_fail(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return sync_or_fail(SYS_fdatasync, fd);
}

static int receive(struct intake *in, const char *body)
{
    intake_host.request.body = body;
    return intake_receive(in, &intake_host.request);
}

static struct intake *again(const char *id)
{
    struct intake *in = NULL;

    assert_int_equal(intake_open(APP, id, LOCK_PATCH, &intake_host.request, &in), 0);
    return in;
}

static void test_a_finish_that_failed_begins_anew(void **state)
{
    struct intake *in = intake_host_open(6);
    char id[ID_SIZE];

    (void)state;
    memcpy(id, intake_upload(in)->id, ID_SIZE);
    assert_int_equal(receive(in, "abcdef"), 0);
    failures = 1;
    assert_int_equal(intake_finish(&in), ERR_IO);
    assert_int_equal(intake_host.added, 0);
    assert_true(intake_host_told("begin uploading 0;pause uploading 0;"));
    in = again(id);
    assert_int_equal(intake_upload(in)->received, 0);
    assert_int_equal(receive(in, "abcdef"), 0);
    assert_int_equal(intake_finish(&in), 0);
    assert_true(intake_host_holds(id, "abcdef"));
}

/* What earlier requests synced stays. */
static void test_a_chunk_that_failed_is_sent_again(void **state)
{
    struct intake *in = intake_host_open(6);
    char id[ID_SIZE];

    (void)state;
    APP->config.durability = chunk;
    memcpy(id, intake_upload(in)->id, ID_SIZE);
    assert_int_equal(receive(in, "ab"), 0);
    intake_leave(&in);
    in = again(id);
    failures = 1;
    assert_int_equal(receive(in, "cd"), ERR_IO);
    assert_int_equal(intake_upload(in)->received, 2);
    intake_leave(&in);
    assert_true(intake_host_holds(id, "ab"));
    in = again(id);
    assert_int_equal(intake_upload(in)->received, 2);
    assert_int_equal(receive(in, "cdef"), 0);
    assert_int_equal(intake_finish(&in), 0);
    assert_true(intake_host_holds(id, "abcdef"));
}

/* Without a sync the other hosts of a shared file system would not see it. */
static void test_a_chunk_is_synced_for_other_hosts(void **state)
{
    struct intake *in = intake_host_open(6);

    (void)state;
    failures = 1;
    assert_int_equal(receive(in, "ab"), 0);
    assert_int_equal(failures, 1); /* a local disk need not */
    store_set_shared(APP->store, true);
    assert_int_equal(receive(in, "cd"), ERR_IO);
    assert_int_equal(failures, 0);
    intake_leave(&in);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, intake_host_setup, intake_host_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_finish_that_failed_begins_anew),
        TEST(test_a_chunk_that_failed_is_sent_again),
        TEST(test_a_chunk_is_synced_for_other_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
