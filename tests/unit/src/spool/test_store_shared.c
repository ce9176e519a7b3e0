/* SPDX-License-Identifier: MIT */
/*
 * The spool as a host with caches reads it, while another host changes it.
 */
#include "base/clock.h"
#include "base/error.h"
#include "spool/pieces.h"
#include "spool/store_settings.h"
#include "spool/turn.h"
#include "tests/unit/support/spool.h"
#include "tests/unit/support/stale_host.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static struct store *store;
static struct upload made;

static int begin(void **state)
{
    (void)state;
    store = spool_begin();
    store_set_shared(store, true);
    spool_upload(store, 100, &made);
    stale_host_begin();
    return 0;
}

static int end(void **state)
{
    (void)state;
    stale_host_end();
    upload_free(&made);
    spool_end(&store);
    return 0;
}

static int64_t received(void)
{
    struct upload u;

    assert_int_equal(store_load(store, made.id, &u), 0);
    int64_t bytes = u.received;
    upload_free(&u);
    return bytes;
}

static void other_appends(const char *text)
{
    stale_host_leave();
    spool_append(store, &made, text);
    stale_host_enter();
}

static void test_bytes_of_the_other_host_count(void **state)
{
    (void)state;
    assert_int_equal(received(), 0);
    other_appends("12345");
    assert_int_equal(received(), 5);
    other_appends("67");
    assert_int_equal(received(), 7);
    assert_int_equal(store_data_length(store, made.id), 7);
    other_appends("8");
    assert_int_equal(store_data_length(store, made.id), 8);
}

static void test_the_record_of_the_other_host_counts(void **state)
{
    struct upload u;

    (void)state;
    assert_int_equal(received(), 0);
    for (int64_t size = 200; size < 205; size++) {
        stale_host_leave();
        made.size = size;
        assert_int_equal(store_save(store, &made), 0);
        stale_host_enter();
        assert_int_equal(store_peek(store, made.id, &u), 0);
        assert_int_equal(u.size, size);
        upload_free(&u);
    }
}

static void test_an_upload_that_the_other_host_removed(void **state)
{
    struct upload u;

    (void)state;
    assert_int_equal(received(), 0);
    stale_host_leave();
    assert_int_equal(store_remove(store, made.id), 0);
    stale_host_enter();
    assert_int_equal(store_load(store, made.id, &u), ERR_NOT_FOUND);
    upload_free(&u);
    assert_int_equal(store_data_length(store, made.id), -1);
}

static void test_an_upload_that_the_other_host_made_again(void **state)
{
    int fd = -1;

    (void)state;
    assert_int_equal(received(), 0);
    assert_int_equal(store_open_lock(store, made.id, &fd), 0);
    assert_true(store_is_lock(store, made.id, fd));
    stale_host_leave();
    assert_int_equal(store_remove(store, made.id), 0);
    assert_int_equal(store_create(store, &made), 0);
    spool_append(store, &made, "123");
    stale_host_enter();
    assert_false(store_is_lock(store, made.id, fd));
    assert_int_equal(received(), 3);
    close(fd);
    assert_int_equal(store_open_lock(store, made.id, &fd), 0);
    assert_true(store_is_lock(store, made.id, fd));
    close(fd);
}

static void test_a_local_disk_is_not_asked_twice(void **state)
{
    int fd;

    (void)state;
    store_set_shared(store, false);
    assert_int_equal(received(), 0);
    assert_int_equal(store_open_data(store, made.id, true, &fd), 0);
    store_close_data(store, &fd);
    assert_int_equal(fd, -1);
    assert_int_equal(stale_host_syncs(), 0);
    assert_int_equal(stale_host_listings(), 0);
}

/* Without fsync() the other hosts would not see it. */
static void test_a_shared_store_always_syncs(void **state)
{
    (void)state;
    store_set_lazy(store);
    store_set_shared(store, false);
    assert_int_equal(store_save(store, &made), 0);
    assert_int_equal(stale_host_syncs(), 0);
    store_set_shared(store, true);
    assert_true(store_is_shared(store));
    assert_int_equal(store_save(store, &made), 0);
    assert_int_equal(stale_host_syncs(), 2);
}

static bool is_opened_shared(const char *setting)
{
    struct config c = {.spool = (char *)store_path(store),
                       .spool_shared = (char *)setting,
                       .durability = (char *)"finish"};
    struct store *s;

    assert_int_equal(store_open_configured(&c, false, &s), 0);
    bool shared = store_is_shared(s);
    store_close(&s);
    return shared;
}

static void test_the_setting_decides(void **state)
{
    (void)state;
    assert_false(is_opened_shared("auto")); /* a local disk */
    assert_true(is_opened_shared("yes"));
    assert_false(is_opened_shared("no"));
}

/* The host saw the file of a piece before the other one had written it. */
static void test_a_piece_that_was_seen_too_early(void **state)
{
    const struct piece piece = {.offset = 0, .length = 5};
    struct stat st;
    int folder, fd;

    (void)state;
    assert_int_equal(store_open_folder(store, made.id, &folder), 0);
    assert_int_equal(mkdirat(folder, PIECES_FOLDER, 0700), 0);
    fd = openat(folder, "new", O_WRONLY | O_CREAT, 0600);
    assert_int_equal(fstat(fd, &st), 0);
    stale_host_leave();
    assert_int_equal(write(fd, "12345", 5), 5);
    assert_int_equal(renameat(folder, "new", folder, PIECES_FOLDER "/0-5"), 0);
    stale_host_enter();
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(st.st_size, 0); /* the host is stale */
    close(fd);
    assert_false(pieces_drop_cut(folder, &piece));
    assert_int_equal(pieces_open(folder, &piece, &fd), 0);
    close(fd);
    close(folder);
}

static void *open_for_write(void *arg)
{
    assert_int_equal(store_open_data(store, made.id, true, arg), 0);
    return NULL;
}

/* A writer has the file alone, also if another one got the upload's lock meanwhile. */
static void test_a_writer_waits_for_the_one_before(void **state)
{
    int first, reader, second = -1;
    pthread_t thread;

    (void)state;
    stale_host_leave(); /* two threads */
    assert_int_equal(store_open_data(store, made.id, true, &first), 0);
    assert_int_equal(store_open_data(store, made.id, false, &reader), 0);
    store_close_data(store, &reader);
    assert_int_equal(pthread_create(&thread, NULL, open_for_write, &second), 0);
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_sec++;
    assert_true(pthread_timedjoin_np(thread, NULL, &soon) != 0); /* it waits */
    store_close_data(store, &first);
    assert_int_equal(first, -1);
    assert_int_equal(pthread_join(thread, NULL), 0);
    store_close_data(store, &second);
    store_close_data(store, &second);
}

static int64_t turn_of(void)
{
    int folder;

    assert_int_equal(store_open_folder(store, made.id, &folder), 0);
    int rc = faccessat(folder, "turn-000000000000", F_OK, 0);
    close(folder);
    return rc;
}

/* Made with the upload, so that a full disk keeps nobody from taking the lock. */
static void test_a_new_upload_has_a_turn(void **state)
{
    int folder;

    (void)state;
    stale_host_leave();
    assert_int_equal(turn_of(), 0);
    store_set_shared(store, false); /* the spool has moved to a local disk */
    assert_int_equal(store_remove(store, made.id), 0);
    assert_int_equal(store_open_folder(store, made.id, &folder), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bytes_of_the_other_host_count, begin, end),
        cmocka_unit_test_setup_teardown(test_the_record_of_the_other_host_counts, begin, end),
        cmocka_unit_test_setup_teardown(test_an_upload_that_the_other_host_removed, begin, end),
        cmocka_unit_test_setup_teardown(test_an_upload_that_the_other_host_made_again, begin, end),
        cmocka_unit_test_setup_teardown(test_a_local_disk_is_not_asked_twice, begin, end),
        cmocka_unit_test_setup_teardown(test_a_shared_store_always_syncs, begin, end),
        cmocka_unit_test_setup_teardown(test_the_setting_decides, begin, end),
        cmocka_unit_test_setup_teardown(test_a_piece_that_was_seen_too_early, begin, end),
        cmocka_unit_test_setup_teardown(test_a_writer_waits_for_the_one_before, begin, end),
        cmocka_unit_test_setup_teardown(test_a_new_upload_has_a_turn, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
