/* SPDX-License-Identifier: MIT */
/*
 * The list of parts: sizes, its text, and texts that are none.
 */
#include "worker/s3/s3_parts.h"

#include "base/error.h"
#include "upload/upload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MIB (INT64_C(1) << 20)
#define TIB (INT64_C(1) << 40)

static void check_sizes(int64_t size, int64_t part_size, int64_t max_parts, int count, int64_t each)
{
    struct s3_parts p;
    int64_t sum = 0;

    assert_int_equal(s3_parts_begin(&p, "http://u", "id", size, part_size, max_parts), 0);
    assert_int_equal(p.count, count);
    assert_int_equal(p.part_size, each);
    for (int i = 0; i < p.count; i++) {
        assert_true(i == p.count - 1 || s3_parts_size(&p, i) == each);
        assert_true(s3_parts_size(&p, i) > 0);
        sum += s3_parts_size(&p, i);
    }
    assert_int_equal(sum, size);
    assert_int_equal(s3_parts_stored(&p), 0);
    s3_parts_free(&p);
    assert_int_equal(p.count, 0);
}

static void test_sizes(void **state)
{
    (void)state;
    check_sizes(1, 16 * MIB, 10000, 1, 16 * MIB);
    check_sizes(32 * MIB, 16 * MIB, 10000, 2, 16 * MIB);
    check_sizes(32 * MIB + 1, 16 * MIB, 10000, 3, 16 * MIB);
    check_sizes(32 * MIB + 1, 5 * MIB, 2, 2, 16 * MIB + 1);
    check_sizes(5 * TIB, 16 * MIB, 10000, 10000, (5 * TIB + 9999) / 10000);
    check_sizes(5 * TIB, 16 * MIB, 1000, 1000, (5 * TIB + 999) / 1000);
}

static void test_text(void **state)
{
    struct s3_parts p, q;

    (void)state;
    assert_int_equal(s3_parts_begin(&p, "http://u/\"", "i&d", 10 * MIB + 3, 5 * MIB, 10), 0);
    memcpy(p.etags[0], "one", 4);
    memcpy(p.etags[2], "three", 6);
    p.completing = true;
    assert_int_equal(s3_parts_stored(&p), 5 * MIB + 3);
    char *text = s3_parts_text(&p);
    assert_non_null(text);
    assert_int_equal(s3_parts_from_text(text, &q), 0);
    assert_string_equal(q.url, p.url);
    assert_string_equal(q.upload_id, p.upload_id);
    assert_int_equal(q.size, p.size);
    assert_int_equal(q.part_size, p.part_size);
    assert_int_equal(q.count, 3);
    assert_true(q.completing);
    assert_string_equal(q.etags[0], "one");
    assert_string_equal(q.etags[1], "");
    assert_string_equal(q.etags[2], "three");
    s3_parts_free(&q);
    for (size_t len = 0; len < strlen(text); len++) {
        char *cut = strndup(text, len);
        assert_int_equal(s3_parts_from_text(cut, &q), ERR_SYNTAX);
        assert_int_equal(q.count, 0);
        free(cut);
    }
    free(text);
    s3_parts_free(&p);
}

static void test_texts_that_are_none(void **state)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "{\"url\":\"u\",\"upload_id\":\"i\",\"size\":0,\"part_size\":1}",
        "{\"url\":\"u\",\"upload_id\":\"i\",\"size\":5,\"part_size\":0}",
        "{\"url\":\"u\",\"upload_id\":\"i\",\"size\":9223372036854775807,\"part_size\":2}",
        "{\"url\":\"u\",\"upload_id\":\"i\",\"size\":100000,\"part_size\":1}",
        "{\"url\":\"u\",\"upload_id\":\"i\",\"size\":2,\"part_size\":1,\"etags\":\"a b c\"}",
        "{\"url\":\"u\",\"size\":2,\"part_size\":1}"};
    struct s3_parts p;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(s3_parts_from_text(texts[i], &p), ERR_SYNTAX);
}

/* The longest list that there can be fits into a record, and into the body of the last request. */
static void test_the_longest_list(void **state)
{
    struct s3_parts p;
    struct buffer body;
    static char url[4200], id[S3_UPLOAD_ID_MAX + 1];

    (void)state;
    memset(url, 'u', sizeof url - 1);
    memset(id, 'i', sizeof id - 1);
    assert_int_equal(s3_parts_begin(&p, url, id, 5 * TIB, MIB, S3_PARTS_MAX), 0);
    for (int i = 0; i < p.count; i++)
        memset(p.etags[i], 'e', S3_ETAG_SIZE - 1);
    assert_int_equal(s3_parts_stored(&p), 5 * TIB);
    char *text = s3_parts_text(&p);
    assert_non_null(text);
    assert_true(strlen(text) <= UPLOAD_KEPT_MAX);
    buffer_init(&body, 4 * MIB);
    s3_parts_body(&p, &body);
    assert_true(body.len <= (size_t)S3_PARTS_MAX * (S3_ETAG_SIZE + 64) + 256);
    buffer_free(&body);
    free(text);
    s3_parts_free(&p);
    static char longer[S3_UPLOAD_ID_MAX + 2];
    memset(longer, 'i', sizeof longer - 1);
    assert_int_equal(s3_parts_begin(&p, url, longer, 5 * TIB, MIB, S3_PARTS_MAX), ERR_BOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_texts_that_are_none),
        cmocka_unit_test(test_the_longest_list),
    };
    return cmocka_run_group_tests_name("s3_parts", tests, NULL, NULL);
}
