/* SPDX-License-Identifier: MIT */
/*
 * Restores uploads that Redis lost from the spool.
 */
#include "upkeep/restore.h"

#include "base/error.h"
#include "base/json.h"
#include "tests/unit/support/news.h"
#include "tests/unit/support/spool.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static struct store *store;

static int begin(void **state)
{
    store = spool_begin();
    return news_start(state);
}

static int end(void **state)
{
    spool_end(&store);
    return news_stop(state);
}

/* Makes a record in the spool with `stored` of 10 bytes; the fixture reads its hash. */
static void put(struct news *n, size_t stored, struct upload *u)
{
    int fd = -1;

    spool_upload(store, 10, u);
    assert_int_equal(store_open_data(store, u->id, true, &fd), 0);
    assert_int_equal(pwrite(fd, "0123456789", stored, 0), (ssize_t)stored);
    if (stored == 10)
        assert_int_equal(store_finish(store, u, fd), 0);
    close(fd);
    progress_upload_key(NEWS_PREFIX, u->id, n->key);
}

static void test_unfinished_upload(void **state)
{
    struct news *n = *state;
    struct upload u;

    put(n, 4, &u);
    assert_int_equal(restore_upload(n->redis, NEWS_PREFIX, store, u.id), 0);
    assert_string_equal(news_field(n, "state"), "uploading");
    assert_string_equal(news_field(n, "received"), "4");
    assert_string_equal(news_field(n, "size"), "10");
    assert_string_equal(news_field(n, "name"), u.name);
    assert_string_equal(news_field(n, "transfer"), "idle");
    assert_int_equal(news_count(n, "EXISTS", PROGRESS_JOBS), 0);

    news_set_field(n, "received", "5"); /* the process that was faster wins */
    assert_int_equal(restore_upload(n->redis, NEWS_PREFIX, store, u.id), 0);
    assert_string_equal(news_field(n, "received"), "5");
    upload_free(&u);
}

static void test_complete_upload_is_queued_again(void **state)
{
    static const enum state states[] = {STATE_UPLOADING, STATE_QUEUED, STATE_PROCESSING};
    struct news *n = *state;
    char spool[SPOOL_ID_SIZE], jobs[PROGRESS_KEY_SIZE];

    store_identity(store, spool);
    progress_queue_key(NEWS_PREFIX, PROGRESS_JOBS, spool, jobs);
    for (int i = 0; i < 3; i++) {
        struct upload u;
        put(n, 10, &u);
        u.state = states[i];
        u.attempt = 3;
        assert_int_equal(store_save(store, &u), 0);
        assert_int_equal(restore_upload(n->redis, NEWS_PREFIX, store, u.id), 0);
        assert_string_equal(news_field(n, "state"), "queued");
        assert_string_equal(news_field(n, "_attempt"), "3");
        assert_string_equal(news_field(n, "_spool"), spool);
        assert_int_equal(redis_value_int(news_ask(n, "XLEN", jobs, NULL, NULL, NULL)), i + 1);
        upload_free(&u);
    }
}

static void test_ended_upload_stays_ended(void **state)
{
    struct news *n = *state;
    struct upload u;

    put(n, 10, &u);
    u.state = STATE_DONE;
    assert_int_equal(upload_set_result(&u, "sha256", "00"), 0);
    assert_int_equal(store_save(store, &u), 0);
    assert_int_equal(restore_upload(n->redis, NEWS_PREFIX, store, u.id), 0);
    assert_string_equal(news_field(n, "state"), "done");
    assert_string_equal(news_field(n, "percent"), "100");
    assert_non_null(strstr(news_field(n, "result"), "sha256"));
    assert_true(redis_value_int(news_ask(n, "PTTL", n->key, NULL, NULL, NULL)) > 0);
    assert_int_equal(news_count(n, "EXISTS", PROGRESS_JOBS), 0);
    upload_free(&u);
}

static void test_unknown_ids(void **state)
{
    struct news *n = *state;

    assert_int_equal(restore_upload(n->redis, NEWS_PREFIX, store, n->upload.id), ERR_NOT_FOUND);
    assert_int_equal(restore_upload(n->redis, NEWS_PREFIX, store, "../x"), ERR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup(name, news_fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_unfinished_upload),
        TEST(test_complete_upload_is_queued_again),
        TEST(test_ended_upload_stays_ended),
        TEST(test_unknown_ids),
    };

    return cmocka_run_group_tests_name("restore", tests, begin, end);
}
