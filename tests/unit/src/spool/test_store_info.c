/* SPDX-License-Identifier: MIT */
/*
 * What a record says after it was read: what info.json has, and what the data file adds to it.
 */
#include "base/clock.h"
#include "base/error.h"
#include "spool/store.h"
#include "tests/unit/support/spool.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define LAST_BYTE_S 1700000000
#define LAST_BYTE_MS (LAST_BYTE_S * INT64_C(1000) + 250)
#define LIFE_MS 60000
#define EMPTY_LIFE_MS 1000

struct info {
    struct store *store;
    struct upload upload;
    int folder;
};

static int info_begin(void **state)
{
    struct info *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->store = spool_begin();
    spool_upload(f->store, 10, &f->upload);
    f->upload.expire_after_ms = LIFE_MS;
    f->upload.expire_empty_after_ms = EMPTY_LIFE_MS;
    f->upload.updated_at = LAST_BYTE_MS - 1;
    *state = f;
    return store_open_folder(f->store, f->upload.id, &f->folder);
}

static int info_end(void **state)
{
    struct info *f = *state;

    close(f->folder);
    upload_free(&f->upload);
    spool_end(&f->store);
    free(f);
    return 0;
}

/* Replaces a file by one of so many spaces after the text; its last byte came at LAST_BYTE_MS. */
static void put_text(struct info *f, const char *name, const char *text, size_t size)
{
    const struct timespec times[2] = {{LAST_BYTE_S, 0}, {LAST_BYTE_S, 250999999}};
    size_t len = strlen(text);
    int fd = openat(f->folder, name, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0660);
    char *all = malloc(size + 1);

    assert_true(fd >= 0 && all != NULL && len <= size);
    memset(all, ' ', size);
    memcpy(all, text, len);
    assert_int_equal(write(fd, all, size), (ssize_t)size);
    assert_int_equal(futimens(fd, times), 0);
    free(all);
    close(fd);
}

/* Saves the record with so many bytes of data, and reads it. The caller frees *out. */
static void save_and_load(struct info *f, size_t data_bytes, struct upload *out)
{
    put_text(f, "data", "", data_bytes);
    assert_int_equal(store_save(f->store, &f->upload), 0);
    assert_int_equal(store_load(f->store, f->upload.id, out), 0);
}

/* The record is empty, whatever was in it. */
static void assert_load_fails(struct info *f, const char *id, int err)
{
    struct upload read;

    memset(&read, 0x5a, sizeof read);
    assert_int_equal(store_load(f->store, id, &read), err);
    assert_string_equal(read.id, "");
    assert_null(read.name);
    assert_int_equal(read.stage_count, 0);
    assert_int_equal(read.size, -1);
}

static void test_the_time_of_the_last_byte_is_that_of_the_data(void **state)
{
    static const struct {
        size_t bytes;
        int64_t saved_at, updated_at, expires_at;
    } rows[] = {
        {5, LAST_BYTE_MS - 1, LAST_BYTE_MS, LAST_BYTE_MS + LIFE_MS},
        {5, LAST_BYTE_MS + 1, LAST_BYTE_MS + 1, LAST_BYTE_MS + LIFE_MS},
        {1, LAST_BYTE_MS - 1, LAST_BYTE_MS, LAST_BYTE_MS + LIFE_MS},
        {0, LAST_BYTE_MS - 1, LAST_BYTE_MS - 1, LAST_BYTE_MS + EMPTY_LIFE_MS},
    };
    struct info *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct upload read;
        f->upload.updated_at = rows[i].saved_at;
        save_and_load(f, rows[i].bytes, &read);
        assert_int_equal(read.received, rows[i].bytes);
        assert_true(read.updated_at == rows[i].updated_at);
        assert_true(read.expires_at == rows[i].expires_at);
        upload_free(&read);
    }
}

/* What is no valid traceparent is none: it would go into logs and requests. */
static void test_the_trace_and_the_first_byte(void **state)
{
    static const char trace[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    struct info *f = *state;
    struct upload read, copy;

    save_and_load(f, 5, &read);
    assert_string_equal(read.traceparent, "");
    upload_free(&read);
    memcpy(f->upload.traceparent, trace, sizeof trace);
    save_and_load(f, 5, &read);
    assert_string_equal(read.traceparent, trace);
    assert_int_equal(upload_copy(&read, &copy), 0);
    assert_string_equal(copy.traceparent, trace);
    upload_free(&copy);
    upload_free(&read);
    f->upload.traceparent[3] = 'X';
    save_and_load(f, 5, &read);
    assert_string_equal(read.traceparent, "");
    upload_free(&read);
}

static void test_unverified_bytes_do_not_count(void **state)
{
    static const struct {
        int64_t pending_from, received;
        enum state state;
    } rows[] = {
        {-1, 5, STATE_UPLOADING}, {0, 0, STATE_CREATED},   {1, 1, STATE_UPLOADING},
        {4, 4, STATE_UPLOADING},  {5, 5, STATE_UPLOADING}, {9, 5, STATE_UPLOADING},
    };
    struct info *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct upload read;
        f->upload.pending_from = rows[i].pending_from;
        save_and_load(f, 5, &read);
        assert_int_equal(read.received, rows[i].received);
        assert_int_equal(read.state, rows[i].state);
        upload_free(&read);
    }
}

static void test_only_a_created_upload_becomes_uploading(void **state)
{
    struct info *f = *state;
    struct upload read;

    f->upload.state = STATE_FAILED;
    save_and_load(f, 5, &read);
    assert_int_equal(read.state, STATE_FAILED);
    upload_free(&read);
}

static void test_a_complete_upload_does_not_ask_its_data(void **state)
{
    struct info *f = *state;
    struct upload read;

    f->upload.complete = true;
    f->upload.received = 10;
    save_and_load(f, 3, &read); /* as of a delivered one */
    assert_int_equal(read.received, 10);
    assert_true(read.updated_at == LAST_BYTE_MS - 1);
    upload_free(&read);
}

static void test_an_upload_that_awaits_assembly_has_all_its_bytes(void **state)
{
    struct info *f = *state;
    struct upload read;

    upload_drop_stages(&f->upload, 0);
    assert_int_equal(upload_add_stage(&f->upload, ASSEMBLY_STAGE, "Assembly", 20), 0);
    f->upload.state = STATE_QUEUED;
    save_and_load(f, 3, &read);
    assert_int_equal(read.received, 10);
    assert_int_equal(read.state, STATE_QUEUED);
    upload_free(&read);
}

static void test_data_that_is_no_file_or_gone(void **state)
{
    struct info *f = *state;

    assert_int_equal(unlinkat(f->folder, "data", 0), 0);
    assert_load_fails(f, f->upload.id, ERR_NOT_FOUND);
    assert_int_equal(mkdirat(f->folder, "data", 0770), 0);
    assert_load_fails(f, f->upload.id, ERR_IO);
}

static void test_a_record_is_that_of_its_folder(void **state)
{
    struct info *f = *state;
    struct upload other;
    char *text = upload_to_json(&f->upload);
    int fd;

    assert_non_null(text);
    spool_upload(f->store, 10, &other);
    assert_int_equal(store_open_folder(f->store, other.id, &fd), 0);
    close(f->folder);
    f->folder = fd;
    put_text(f, "info.json", text, strlen(text));
    assert_load_fails(f, other.id, ERR_SYNTAX);
    free(text);
    upload_free(&other);
}

static void test_a_record_that_is_missing_damaged_or_a_link(void **state)
{
    struct info *f = *state;
    char nobody[ID_SIZE];

    put_text(f, "info.json", "", 0);
    assert_load_fails(f, f->upload.id, ERR_SYNTAX);
    put_text(f, "info.json", "{\"schema\":1", 11);
    assert_load_fails(f, f->upload.id, ERR_SYNTAX);
    assert_int_equal(unlinkat(f->folder, "info.json", 0), 0);
    assert_load_fails(f, f->upload.id, ERR_NOT_FOUND);
    assert_int_equal(symlinkat("data", f->folder, "info.json"), 0);
    assert_load_fails(f, f->upload.id, ERR_IO);
    assert_int_equal(unlinkat(f->folder, "info.json", 0), 0);
    assert_int_equal(mkdirat(f->folder, "info.json", 0770), 0);
    assert_load_fails(f, f->upload.id, ERR_IO);
    assert_int_equal(id_make(nobody), 0);
    assert_load_fails(f, nobody, ERR_NOT_FOUND);
}

static void test_a_record_has_a_greatest_size(void **state)
{
    struct info *f = *state;
    struct upload read;
    char *text = upload_to_json(&f->upload);

    assert_non_null(text);
    put_text(f, "info.json", text, UPLOAD_INFO_MAX - 1);
    assert_int_equal(store_load(f->store, f->upload.id, &read), 0);
    upload_free(&read);
    put_text(f, "info.json", text, UPLOAD_INFO_MAX);
    assert_load_fails(f, f->upload.id, ERR_BOUND);
    free(text);
}

static void test_a_record_that_cannot_be_written_is_not_saved(void **state)
{
    struct info *f = *state;
    struct upload read, nobody;
    int fd;

    assert_int_equal(mkdirat(f->folder, "info.json.new", 0770), 0);
    f->upload.size = 11;
    assert_int_equal(store_save(f->store, &f->upload), ERR_IO);
    assert_int_equal(store_open_data(f->store, f->upload.id, true, &fd), 0);
    assert_int_equal(store_finish(f->store, &f->upload, fd), ERR_IO);
    close(fd);
    assert_int_equal(store_load(f->store, f->upload.id, &read), 0);
    assert_int_equal(read.size, 10);
    upload_free(&read);
    assert_int_equal(unlinkat(f->folder, "info.json.new", AT_REMOVEDIR), 0);
    assert_int_equal(unlinkat(f->folder, "info.json", 0), 0);
    assert_int_equal(mkdirat(f->folder, "info.json", 0770), 0);
    assert_int_equal(store_save(f->store, &f->upload), ERR_IO); /* the rename fails */
    spool_upload(NULL, 10, &nobody);
    assert_int_equal(store_save(f->store, &nobody), ERR_NOT_FOUND);
    upload_free(&nobody);
}

static void test_a_finished_upload_has_the_length_of_its_data(void **state)
{
    struct info *f = *state;
    int64_t before = clock_wall_ms();
    struct upload read;
    int fd;

    f->upload.size = -1;
    f->upload.expires_at = 1;
    put_text(f, "data", "seven b", 7);
    assert_int_equal(store_open_data(f->store, f->upload.id, true, &fd), 0);
    assert_int_equal(store_finish(f->store, &f->upload, fd), 0);
    close(fd);
    assert_int_equal(store_load(f->store, f->upload.id, &read), 0);
    assert_true(read.complete);
    assert_int_equal(read.size, 7);
    assert_int_equal(read.received, 7);
    assert_int_equal(read.expires_at, 0);
    assert_true(read.updated_at >= before && read.updated_at <= clock_wall_ms());
    assert_string_equal(read.location, "data");
    upload_free(&read);
}

static void test_creation_does_not_touch_an_upload_that_exists(void **state)
{
    struct info *f = *state;
    struct upload read;

    put_text(f, "data", "12345", 5);
    f->upload.size = 11;
    assert_int_equal(store_create(f->store, &f->upload), ERR_EXISTS);
    assert_int_equal(store_load(f->store, f->upload.id, &read), 0);
    assert_int_equal(read.size, 10);
    assert_int_equal(read.received, 5);
    upload_free(&read);
}

#define INFO_TEST(name) cmocka_unit_test_setup_teardown(name, info_begin, info_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        INFO_TEST(test_the_time_of_the_last_byte_is_that_of_the_data),
        INFO_TEST(test_the_trace_and_the_first_byte),
        INFO_TEST(test_unverified_bytes_do_not_count),
        INFO_TEST(test_only_a_created_upload_becomes_uploading),
        INFO_TEST(test_a_complete_upload_does_not_ask_its_data),
        INFO_TEST(test_an_upload_that_awaits_assembly_has_all_its_bytes),
        INFO_TEST(test_data_that_is_no_file_or_gone),
        INFO_TEST(test_a_record_is_that_of_its_folder),
        INFO_TEST(test_a_record_that_is_missing_damaged_or_a_link),
        INFO_TEST(test_a_record_has_a_greatest_size),
        INFO_TEST(test_a_record_that_cannot_be_written_is_not_saved),
        INFO_TEST(test_a_finished_upload_has_the_length_of_its_data),
        INFO_TEST(test_creation_does_not_touch_an_upload_that_exists),
    };
    return cmocka_run_group_tests_name("store_info", tests, NULL, NULL);
}
