/* SPDX-License-Identifier: MIT */
/*
 * Ids, records and the spool: reading returns what was written, and nothing else is accepted.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "tests/unit/support/spool.h"

#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static void test_ids(void **state)
{
    char id[ID_SIZE], other[ID_SIZE];

    (void)state;
    assert_int_equal(id_make(id), 0);
    assert_int_equal(id_make(other), 0);
    assert_string_not_equal(id, other);
    assert_true(id_valid(id));
    assert_false(id_valid(""));
    assert_false(id_valid("../../../../../../etc/passwd0000"));
    assert_false(id_valid("0123456789ABCDEF0123456789abcdef"));
    assert_false(id_valid("0123456789abcdef0123456789abcdef0"));
    assert_false(id_valid("0123456789abcdef0123456789abcde"));
}

static void test_keys(void **state)
{
    const struct secret one = {.bytes = "secret one, long enough", .len = 23};
    const struct secret two = {.bytes = "secret two, long enough", .len = 23};
    char id[ID_SIZE], key[KEY_SIZE], found[ID_SIZE], text[ID_SIZE + KEY_SIZE + 1];

    (void)state;
    assert_int_equal(id_make(id), 0);
    assert_int_equal(key_make(&one, id, key), 0);
    assert_true(key_valid(&one, id, key));
    assert_false(key_valid(&two, id, key));
    assert_false(key_valid(&one, id, ""));
    (void)snprintf(text, sizeof text, "%s.%s", id, key);
    assert_int_equal(id_parse_capability(&one, text, found), 0);
    assert_string_equal(found, id);
    assert_int_equal(id_parse_capability(&two, text, found), ERR_NOT_FOUND);
    assert_int_equal(id_parse_capability(&one, id, found), ERR_NOT_FOUND);
    text[ID_LEN] = '/';
    assert_int_equal(id_parse_capability(&one, text, found), ERR_NOT_FOUND);
}

static void assert_same(const struct upload *a, const struct upload *b)
{
    char *left = upload_to_json(a), *right = upload_to_json(b);

    assert_non_null(left);
    assert_non_null(right);
    assert_string_equal(left, right);
    free(left);
    free(right);
}

static void test_record_round_trip(void **state)
{
    struct upload u, copy, read;

    (void)state;
    spool_upload(NULL, 1234, &u);
    u.state = STATE_FAILED;
    u.attempt = 2;
    u.stages[0].state = STAGE_FAILED;
    u.stages[0].progress = 42;
    u.stages[0].started_at = 17;
    assert_int_equal(upload_set_message(&u.stages[0].message, "half"), 0);
    assert_int_equal(upload_set_failure(&u, "stage_failed", "no", "digest", 500, true), 0);
    assert_int_equal(upload_set_result(&u, "sha256", "00ff"), 0);
    assert_int_equal(upload_set_result(&u, "type", "text/plain"), 0);
    assert_int_equal(upload_set_result(&u, "sha256", "11"), 0);
    assert_string_equal(u.result, "{\"sha256\":\"11\",\"type\":\"text/plain\"}");
    assert_int_equal(upload_set(&u.fields, "{\"b\":\"/\",\"a\":[\"2\",\"1\"]}"), 0);
    assert_int_equal(upload_copy(&u, &copy), 0);
    assert_same(&u, &copy);
    char *text = upload_to_json(&u);
    assert_int_equal(upload_from_json(text, strlen(text), &read), 0);
    assert_same(&u, &read);
    assert_string_equal(read.fields, u.fields);
    for (size_t len = 0; len < strlen(text); len += 7) {
        struct upload broken;
        assert_true(upload_from_json(text, len, &broken) < 0);
    }
    free(text);
    upload_free(&u);
    upload_free(&copy);
    upload_free(&read);
}

/* The greatest number of values makes the longest info.json. */
static void test_the_longest_fields_can_be_read_again(void **state)
{
    struct upload u;
    struct buffer fields;

    (void)state;
    spool_upload(NULL, 1234, &u);
    buffer_init(&fields, UPLOAD_FIELDS_MAX);
    buffer_add_string(&fields, "{\"\":[\"\"");
    while (fields.len + strlen(",\"\"]}") <= UPLOAD_FIELDS_MAX)
        buffer_add_string(&fields, ",\"\"");
    buffer_add_string(&fields, "]}");
    u.fields = buffer_take(&fields);
    assert_non_null(u.fields);
    char *text = upload_to_json(&u);
    assert_non_null(text);
    assert_true(strlen(text) <= UPLOAD_INFO_MAX - UPLOAD_KEPT_MAX - 32768);
    free(text);
    upload_free(&u);
}

static void test_messages_are_cut_at_characters(void **state)
{
    char text[UPLOAD_MESSAGE_MAX + 8];
    char *message = NULL;

    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text + UPLOAD_MESSAGE_MAX - 1, "\xc3\xa4\0", 3);
    assert_int_equal(upload_set_message(&message, text), 0);
    assert_int_equal(strlen(message), UPLOAD_MESSAGE_MAX - 1);
    assert_int_equal(upload_set_message(&message, "bad \xff byte"), 0);
    assert_string_equal(message, "bad ? byte");
    free(message);
}

static void test_life_on_disk(void **state)
{
    struct store *s = *state;
    struct upload u, read;
    int fd;

    spool_upload(s, 5, &u);
    assert_int_equal(store_create(s, &u), ERR_EXISTS);
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_int_equal(read.state, STATE_CREATED);
    assert_same(&u, &read);
    upload_free(&read);

    assert_int_equal(store_open_data(s, u.id, true, &fd), 0);
    assert_int_equal(pwrite(fd, "hel", 3, 0), 3);
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_int_equal(read.received, 3);
    assert_int_equal(read.state, STATE_UPLOADING);
    upload_free(&read);

    assert_int_equal(pwrite(fd, "lo", 2, 3), 2);
    u.state = STATE_QUEUED;
    assert_int_equal(store_finish(s, &u, fd), 0);
    close(fd);
    assert_int_equal(store_load(s, u.id, &read), 0);
    assert_true(read.complete);
    assert_int_equal(read.received, 5);
    assert_string_equal(read.location, "data");
    upload_free(&read);
    upload_free(&u);
}

static void test_removal(void **state)
{
    struct store *s = *state;
    struct upload u, other, read;
    char path[128];
    int dir;

    spool_upload(s, 5, &u);
    spool_upload(s, 5, &other);
    (void)snprintf(path, sizeof path, "%s/%.2s/%s", store_path(s), other.id, other.id);
    assert_int_equal(store_open_folder(s, u.id, &dir), 0);
    assert_int_equal(mkdirat(dir, "out", 0770), 0);
    assert_int_equal(mkdirat(dir, "out/deep", 0770), 0);
    int fd = openat(dir, "out/deep/file", O_CREAT | O_WRONLY | O_CLOEXEC, 0660);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(symlinkat(path, dir, "out/link"), 0);
    close(dir);
    assert_int_equal(store_remove(s, u.id), 0);
    assert_int_equal(store_load(s, u.id, &read), ERR_NOT_FOUND);
    assert_int_equal(store_remove(s, u.id), ERR_NOT_FOUND);
    assert_int_equal(store_load(s, other.id, &read), 0);
    upload_free(&read);
    upload_free(&other);
    upload_free(&u);
}

static void test_links_are_not_followed(void **state)
{
    struct store *s = *state;
    struct upload u, read;
    int dir, fd;

    spool_upload(s, 5, &u);
    assert_int_equal(store_open_folder(s, u.id, &dir), 0);
    assert_int_equal(unlinkat(dir, "data", 0), 0);
    assert_int_equal(symlinkat("info.json", dir, "data"), 0);
    close(dir);
    assert_int_equal(store_open_data(s, u.id, false, &fd), ERR_IO);
    assert_int_equal(store_load(s, u.id, &read), ERR_IO);
    upload_free(&u);
}

static int count_one(void *arg, const char *id)
{
    assert_true(id_valid(id));
    (*(int *)arg)++;
    return 0;
}

static void test_each(void **state)
{
    struct store *s = *state;
    struct upload u;
    int count = 0;

    for (int i = 0; i < 5; i++) {
        spool_upload(s, 1, &u);
        upload_free(&u);
    }
    assert_int_equal(store_each(s, count_one, &count), 0);
    assert_int_equal(count, 5);
}

/* It lies in the outer folder that was there before. */
static void test_an_upload_beside_another(void **state)
{
    struct store *s = *state;
    struct upload other, beside;
    char path[PATH_MAX];

    spool_upload(s, 1, &other);
    upload_init(&beside);
    assert_int_equal(id_make(beside.id), 0);
    store_place_beside(beside.id, other.id);
    assert_true(id_valid(beside.id));
    assert_int_equal(store_create(s, &beside), 0);
    (void)snprintf(path, sizeof path, "%s/%.2s/%s", store_path(s), other.id, beside.id);
    assert_int_equal(access(path, F_OK), 0);
    upload_free(&beside);
    upload_free(&other);
}

/* A part that nobody uses expires like an unfinished upload; a complete file does not. */
static void test_a_part_that_is_complete_expires(void **state)
{
    struct store *s = *state;

    for (int is_part = 0; is_part < 2; is_part++) {
        struct upload u;
        int fd;
        spool_upload(NULL, 1, &u);
        u.kind = is_part ? KIND_PARTIAL : KIND_UPLOAD;
        u.expire_after_ms = 60000;
        assert_int_equal(store_create(s, &u), 0);
        upload_renew_expiry(&u, 1);
        assert_int_equal(store_open_data(s, u.id, true, &fd), 0);
        assert_int_equal(pwrite(fd, "x", 1, 0), 1);
        assert_int_equal(store_finish(s, &u, fd), 0);
        close(fd);
        assert_int_equal(u.expires_at, is_part ? u.updated_at + 60000 : 0);
        upload_free(&u);
    }
}

static int stop_at_once(void *arg, const char *id)
{
    (void)id;
    (*(int *)arg)++;
    return ERR_BOUND;
}

static void test_each_ends_with_the_first_error(void **state)
{
    struct store *s = *state;
    struct upload u;
    int count = 0;

    for (int i = 0; i < 5; i++) {
        spool_upload(s, 1, &u);
        upload_free(&u);
    }
    assert_int_equal(store_each(s, stop_at_once, &count), ERR_BOUND);
    assert_int_equal(count, 1);
}

/* A lock of an upload that was removed is not that of its successor. */
static void test_a_lock_is_of_one_folder(void **state)
{
    struct store *s = *state;
    struct upload u, other;
    int fd;

    spool_upload(s, 1, &u);
    spool_upload(s, 1, &other);
    assert_int_equal(store_open_lock(s, u.id, &fd), 0);
    assert_true(store_is_lock(s, u.id, fd));
    assert_false(store_is_lock(s, other.id, fd));
    assert_int_equal(store_remove(s, u.id), 0);
    assert_false(store_is_lock(s, u.id, fd));
    assert_int_equal(store_create(s, &u), 0);
    assert_false(store_is_lock(s, u.id, fd));
    close(fd);
    assert_false(store_is_lock(s, u.id, fd));
    upload_free(&other);
    upload_free(&u);
}

static void test_the_path_of_the_data_is_bounded(void **state)
{
    struct store *s = *state;
    struct upload u;
    char path[256];

    spool_upload(s, 1, &u);
    assert_int_equal(store_data_path(s, u.id, path, sizeof path), 0);
    size_t len = strlen(path);
    assert_true(len > 5 + ID_LEN);
    assert_string_equal(path + len - 5, "/data");
    assert_memory_equal(path + len - 5 - ID_LEN, u.id, ID_LEN);
    assert_int_equal(store_data_path(s, u.id, path, len + 1), 0);
    assert_int_equal(store_data_path(s, u.id, path, len), ERR_BOUND);
    upload_free(&u);
}

static int begin(void **state)
{
    *state = spool_begin();
    return 0;
}

static int end(void **state)
{
    struct store *s = *state;
    spool_end(&s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_record_round_trip),
        cmocka_unit_test(test_the_longest_fields_can_be_read_again),
        cmocka_unit_test(test_messages_are_cut_at_characters),
        cmocka_unit_test_setup_teardown(test_life_on_disk, begin, end),
        cmocka_unit_test_setup_teardown(test_a_part_that_is_complete_expires, begin, end),
        cmocka_unit_test_setup_teardown(test_removal, begin, end),
        cmocka_unit_test_setup_teardown(test_links_are_not_followed, begin, end),
        cmocka_unit_test_setup_teardown(test_each, begin, end),
        cmocka_unit_test_setup_teardown(test_an_upload_beside_another, begin, end),
        cmocka_unit_test_setup_teardown(test_each_ends_with_the_first_error, begin, end),
        cmocka_unit_test_setup_teardown(test_a_lock_is_of_one_folder, begin, end),
        cmocka_unit_test_setup_teardown(test_the_path_of_the_data_is_bounded, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
