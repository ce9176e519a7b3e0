/* SPDX-License-Identifier: MIT */
/*
 * A first piece that begins its file anew, where the uploader has no ids: what stays of the version
 * that was stored, and which limits hold for the new one.
 */
#include "fcgi/intake/intake_piece.h"

#include "base/clock.h"
#include "base/error.h"
#include "spool/pieces.h"
#include "tests/unit/support/piece_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define APP (&piece_host.app)
#define TEXT "abcdefghijklmnopqrstuvwxyz"
#define SIZE 26
#define STEP 3
#define LONG_TEXT "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LONG_AGO_MS 20000

static struct piece_source create(char id[ID_SIZE])
{
    APP->config.uploader_repeat_ms = 600000;
    piece_host_create(SIZE, id);
    return (struct piece_source){.id = id, .bytes = TEXT, .size = SIZE};
}

static int send(const struct piece_source *s, int64_t offset, int64_t length)
{
    return piece_host_send(s, offset, length, STEP);
}

/* Sends bytes under a claim of one's own. */
static int send_claim(struct piece_claim claim, const char *text)
{
    struct piece_result result;
    int rc = piece_host_send_claim(&claim, text, strlen(text), &result);

    if (rc == 0)
        upload_free(&result.upload);
    return rc;
}

static int send_other(const char *id, int64_t offset, const char *text, bool is_renewal)
{
    const int64_t length = (int64_t)strlen(text);
    const struct piece_claim claim = {
        .id = id, .offset = offset, .length = length, .total = SIZE, .is_renewal = is_renewal};
    struct piece_result result;
    int rc = piece_host_send_claim(&claim, text, strlen(text), &result);

    if (rc == 0)
        upload_free(&result.upload);
    return rc;
}

static void test_a_renewal_replaces_what_differs(void **state)
{
    char id[ID_SIZE];
    struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 0, 12), 0);
    assert_int_equal(send(&s, 15, 5), 0);
    assert_int_equal(send_other(id, 0, "abcdXXXX", false), ERR_DIFFERS);
    assert_int_equal(send_other(id, 0, "abcd", true), 0);
    assert_int_equal(piece_host_check(&s), 17);
    s.bytes = "abcdXXXXijklmnopqrstuvwxyz";
    assert_int_equal(send_other(id, 0, "abcdXXXX", true), 0);
    assert_int_equal(piece_host_check(&s), 8);
    assert_int_equal(piece_host.told, 8);
    assert_int_equal(piece_host_count_files(id), 0);
    assert_int_equal(send(&s, 8, 18), 0);
    assert_true(piece_host_is_whole(&s));
}

/* The last byte came long ago. */
static void age(const char *id)
{
    int64_t at_ms = clock_wall_ms() - LONG_AGO_MS;
    const struct timespec old[2] = {{.tv_sec = at_ms / 1000}, {.tv_sec = at_ms / 1000}};
    struct upload u = piece_host_load(id);
    int folder = -1;

    u.updated_at = at_ms;
    assert_int_equal(store_save(APP->store, &u), 0);
    upload_free(&u);
    assert_int_equal(store_open_folder(APP->store, id, &folder), 0);
    assert_int_equal(utimensat(folder, "data", old, 0), 0);
    assert_int_equal(utimensat(folder, PIECES_FOLDER, old, 0), 0);
    close(folder);
}

/* What follows the same first piece may be of another version of the file. */
static void test_nothing_of_an_abandoned_file_follows_a_renewal(void **state)
{
    char id[ID_SIZE];
    struct piece_source s = create(id);

    (void)state;
    assert_int_equal(send(&s, 0, 12), 0);
    assert_int_equal(send(&s, 15, 5), 0);
    age(id);
    assert_int_equal(send_other(id, 0, "abcd", false), 0);
    assert_int_equal(piece_host_check(&s), 17);
    age(id);
    assert_int_equal(send_other(id, 0, "abcd", true), 0);
    assert_int_equal(piece_host_check(&s), 4);
    assert_int_equal(piece_host_count_files(id), 0);
    assert_int_equal(send(&s, 4, 22), 0);
    assert_true(piece_host_is_whole(&s));
}

static int64_t size_of(const char *id, int64_t *piece_size_out)
{
    struct upload u = piece_host_load(id);
    int64_t size = u.size;

    *piece_size_out = u.piece_size;
    upload_free(&u);
    return size;
}

/* Where only numbers tell the places of pieces. */
static void test_another_length_of_the_first_piece_moves_the_others(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = {.id = id, .bytes = TEXT, .size = SIZE};
    struct piece_claim first = {.id = id, .length = 5, .total = -1, .is_measure = true};
    int64_t piece_size;

    (void)state;
    piece_host_create(-1, id);
    assert_int_equal(send_claim(first, "abcde"), 0);
    assert_int_equal(
        send_claim((struct piece_claim){.id = id, .offset = 5, .length = 5, .total = -1}, "fghij"),
        0);
    assert_int_equal(send_claim(first, "abcde"), 0);
    assert_int_equal(piece_host_check(&s), 10);
    assert_int_equal(size_of(id, &piece_size), -1);
    assert_int_equal(piece_size, 5);
    first.length = 3;
    assert_int_equal(send_claim(first, "abc"), 0);
    assert_int_equal(piece_host_check(&s), 3);
    (void)size_of(id, &piece_size);
    assert_int_equal(piece_size, 3);
}

/* It was the size of the other version, and bounded it. */
static void test_a_renewal_without_a_total_has_no_size(void **state)
{
    static const struct principal ann = {.owner = "ann"};
    const struct intake_offer offer = {.size = -1, .in_pieces = true, .by = &ann};
    struct upload u;
    int64_t piece_size;

    (void)state;
    APP->config.quota_bytes = 30;
    piece_host_renew_quota();
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    assert_int_equal(send_claim((struct piece_claim){.id = u.id, .length = 4, .total = -1}, "abcd"),
                     0);
    assert_int_equal(send_claim(
                         (struct piece_claim){
                             .id = u.id, .offset = 8, .length = 2, .total = -1, .is_last = true},
                         "ij"),
                     0);
    assert_int_equal(size_of(u.id, &piece_size), 10);
    const struct piece_claim renewal = {.id = u.id, .length = -1, .total = -1, .is_renewal = true};
    assert_int_equal(send_claim(renewal, LONG_TEXT), ERR_QUOTA);
    assert_int_equal(size_of(u.id, &piece_size), -1);
    assert_int_equal(send_claim(renewal, "ABCDEFGHIJKLMNO"), 0);
    const struct piece_source s = {.id = u.id, .bytes = "ABCDEFGHIJKLMNO", .size = 15};
    assert_int_equal(piece_host_check(&s), 15);
    upload_free(&u);
}

/* --- two files of one name at once --- */

/* Sends the piece of an uploader that has no ids, but not the first. */
static int send_next(const char *id, int64_t offset, const char *text)
{
    return send_claim((struct piece_claim){.id = id,
                                           .offset = offset,
                                           .length = (int64_t)strlen(text),
                                           .total = SIZE,
                                           .is_nameless = true},
                      text);
}

/* Each sends five bytes at a time. */
static void test_two_files_of_one_name_never_become_one(void **state)
{
    char id[ID_SIZE];
    const struct piece_source s = create(id);
    const struct piece_source other = {
        .id = id, .bytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", .size = SIZE};

    (void)state;
    assert_int_equal(send_other(id, 0, "abcde", true), 0);
    assert_int_equal(send_other(id, 0, "ABCDE", true), 0);
    assert_int_equal(send_next(id, 5, "fghij"), ERR_DIFFERS);
    assert_int_equal(send_next(id, 5, "FGHIJ"), ERR_DIFFERS);
    assert_int_equal(piece_host_check(&other), 5);
    assert_int_equal(send_other(id, 0, "abcde", true), 0);
    assert_int_equal(send_next(id, 5, "FGHIJ"), ERR_DIFFERS);
    assert_int_equal(piece_host_check(&s), 5);
}

/* The sender of the first file had come further, and sent its last piece again. */
static void test_what_a_replaced_file_repeats_is_refused(void **state)
{
    char id[ID_SIZE];
    const struct piece_source other = {
        .id = create(id).id, .bytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", .size = SIZE};

    (void)state;
    assert_int_equal(send_other(id, 0, "abcde", true), 0);
    assert_int_equal(send_next(id, 5, "fghij"), 0);
    assert_int_equal(send_other(id, 0, "ABCDE", true), 0);
    assert_int_equal(send_next(id, 5, "fghij"), ERR_DIFFERS);
    assert_int_equal(send_next(id, 10, "klmno"), ERR_DIFFERS);
    assert_int_equal(piece_host_check(&other), 5);
}

/* Who was refused may send its file again, from the beginning. */
static void test_a_file_that_replaced_another_comes_through_the_second_time(void **state)
{
    char id[ID_SIZE];
    const struct piece_source other = {
        .id = create(id).id, .bytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", .size = SIZE};

    (void)state;
    assert_int_equal(send_other(id, 0, "abcdefghij", true), 0);
    assert_int_equal(send_other(id, 0, "ABCD", true), 0);
    assert_int_equal(send_next(id, 4, "EFGHI"), 0);
    assert_int_equal(send_next(id, 9, "J"), ERR_DIFFERS);
    assert_int_equal(send_next(id, 10, "K"), ERR_DIFFERS);
    assert_int_equal(send_other(id, 0, "ABCD", true), 0);
    assert_int_equal(send_next(id, 4, "EFGHI"), 0);
    assert_int_equal(send_next(id, 9, "J"), 0);
    assert_int_equal(send_next(id, 10, "KLMNOPQRSTUVWXYZ"), 0);
    assert_true(piece_host_is_whole(&other));
}

/* Nobody has sent for a while. */
static void test_a_file_that_was_refused_at_once_comes_through_later(void **state)
{
    char id[ID_SIZE];
    const struct piece_source other = {
        .id = create(id).id, .bytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", .size = SIZE};

    (void)state;
    assert_int_equal(send_other(id, 0, "abcde", true), 0);
    assert_int_equal(send_other(id, 0, "ABCDE", true), 0);
    assert_int_equal(send_next(id, 5, "FGHIJ"), ERR_DIFFERS);
    assert_int_equal(send_other(id, 0, "ABCDE", true), 0);
    assert_int_equal(send_next(id, 5, "FGHIJ"), ERR_DIFFERS);
    age(id);
    assert_int_equal(send_other(id, 0, "ABCDE", true), 0);
    assert_int_equal(send_next(id, 5, "FGHIJKLMNOPQRSTUVWXYZ"), 0);
    assert_true(piece_host_is_whole(&other));
}

static void test_a_replaced_file_is_forgotten(void **state)
{
    char id[ID_SIZE];
    const struct piece_source other = {
        .id = create(id).id, .bytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", .size = SIZE};

    (void)state;
    assert_int_equal(send_other(id, 0, "abcde", true), 0);
    assert_int_equal(send_other(id, 0, "ABCDE", true), 0);
    APP->config.uploader_repeat_ms = 0;
    assert_int_equal(send_next(id, 5, "FGHIJKLMNOPQRSTUVWXYZ"), 0);
    assert_true(piece_host_is_whole(&other));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, piece_host_setup, piece_host_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_a_renewal_replaces_what_differs),
        CASE(test_nothing_of_an_abandoned_file_follows_a_renewal),
        CASE(test_another_length_of_the_first_piece_moves_the_others),
        CASE(test_a_renewal_without_a_total_has_no_size),
        CASE(test_two_files_of_one_name_never_become_one),
        CASE(test_what_a_replaced_file_repeats_is_refused),
        CASE(test_a_file_that_replaced_another_comes_through_the_second_time),
        CASE(test_a_file_that_was_refused_at_once_comes_through_later),
        CASE(test_a_replaced_file_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
