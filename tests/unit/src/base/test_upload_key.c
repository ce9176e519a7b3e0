/* SPDX-License-Identifier: MIT */
/*
 * Keys in texts are masked in every spelling, and nothing else changes.
 */
#include "base/upload_key.h"

#include "upload/upload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ID "0123456789abcdef0123456789abcdef"
#define KEY "fedcba9876543210fedcba9876543210"

struct pair {
    const char *text, *masked;
};

static void check(const struct pair *p)
{
    char text[512], buf[512];

    (void)snprintf(text, sizeof text, "%s", p->text);
    const char *masked = upload_key_masked(text, buf, sizeof buf);
    assert_string_equal(masked, p->masked);
    assert_string_equal(text, p->text);
    upload_key_mask(text);
    assert_string_equal(text, p->masked);
}

static void test_keys_are_masked(void **state)
{
    static const struct pair pairs[] = {
        {ID "." KEY, ID ".***"},
        {"There is no part http://site/app/uploads/" ID "." KEY,
         "There is no part http://site/app/uploads/" ID ".***"},
        {ID "." KEY " " ID "." KEY "/cancel", ID ".*** " ID ".***/cancel"},
        {ID "%2e" KEY, ID "%2e***"},
        {ID "%2E" KEY "?x", ID "%2E***?x"},
        {ID "%252525e" KEY, ID "%252525e" KEY},
        {ID "%25252e" KEY, ID "%25252e***"},
        {"%30123456789abcdef0123456789abcde%66.f%65dcba9876543210fedcba9876543210,",
         "%30123456789abcdef0123456789abcde%66.***,"},
        {"ff" ID "." KEY, "ff" ID ".***"},
        {ID "." KEY "00", ID ".***"},
        {"cut: " ID ".fedcba98765", "cut: " ID ".***"},
        {"cut: " ID ".fedcba98765%", "cut: " ID ".***%"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        check(&pairs[i]);
}

static void test_other_texts_stay(void **state)
{
    static const char *const texts[] = {"",
                                        "a.b",
                                        ID,
                                        ID ".",
                                        ID ".bad",
                                        ID ".tar.gz",
                                        ID "."
                                           "fedcba98765 and more",
                                        ID " " KEY,
                                        ID "-" KEY,
                                        "1.2.3",
                                        "%",
                                        "%2",
                                        "%2e",
                                        "100%."};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(&(struct pair){texts[i], texts[i]});
    assert_null(upload_key_masked(NULL, NULL, 0));
}

/* A buffer that ends within a key keeps at most its first digits. */
static void test_every_cut(void **state)
{
    static const char whole[] = "part http://site/uploads/" ID "." KEY " is not complete";
    char buf[sizeof whole];

    (void)state;
    for (size_t size = 1; size <= sizeof whole; size++) {
        (void)snprintf(buf, size, "%s", whole);
        upload_key_mask(buf);
        assert_null(strstr(buf, "fedcba98"));
    }
}

static void test_names_lose_only_keys_that_fit(void **state)
{
    const struct secret secret = {.bytes = "0123456789abcdef", .len = 16};
    char key[KEY_SIZE], text[256], right[256];

    (void)state;
    assert_int_equal(key_make(&secret, ID, key), 0);
    (void)snprintf(text, sizeof text, "a " ID "." KEY " " ID ".%s.bin", key);
    upload_key_mask_own(&secret, text);
    (void)snprintf(right, sizeof right, "a " ID "." KEY " " ID ".***.bin");
    assert_string_equal(text, right);
}

static void test_a_record_names_parts_by_their_ids(void **state)
{
    static const struct pair fields[] = {
        {"partial", "partial"},
        {"final;/uploads/" ID "." KEY, "final;" ID},
        {"final; http://h/u/" ID "." KEY "  ./" KEY "." ID " ", "final;" ID " " KEY},
        {"final;" ID "." KEY " " KEY "." ID, "final;" ID " " KEY},
        {"final;" ID " " KEY, "final;" ID " " KEY},
        {"final ;nonsense /x/y", "final;"},
        {"final", "final;"},
    };
    struct upload u;

    (void)state;
    upload_init(&u);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        assert_int_equal(upload_set_concat(&u, fields[i].text), 0);
        assert_string_equal(u.concat, fields[i].masked);
    }
    upload_free(&u);
}

/* A record from an older version. */
static void test_an_old_record_is_read_and_written_without_keys(void **state)
{
    struct upload u, again;

    (void)state;
    upload_init(&u);
    memcpy(u.id, ID, ID_SIZE);
    assert_int_equal(upload_set(&u.concat, "final;/uploads/" ID "." KEY " " KEY "." ID), 0);
    char *old = upload_to_json(&u);
    assert_non_null(strstr(old, "." KEY));
    assert_int_equal(upload_from_json(old, strlen(old), &again), 0);
    assert_string_equal(again.concat, "final;" ID " " KEY);
    char *text = upload_to_json(&again);
    assert_null(strstr(text, "." KEY));
    free(text);
    free(old);
    upload_free(&again);
    upload_free(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_are_masked),
        cmocka_unit_test(test_other_texts_stay),
        cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_names_lose_only_keys_that_fit),
        cmocka_unit_test(test_a_record_names_parts_by_their_ids),
        cmocka_unit_test(test_an_old_record_is_read_and_written_without_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
