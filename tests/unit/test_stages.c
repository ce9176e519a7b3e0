/* SPDX-License-Identifier: MIT */
/*
 * The stages digest and identify on known bytes.
 */
#include "stage_host.h"

#include "error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* FIPS 180-4: the digests of "abc" and of nothing. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void test_digest(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_string_equal(buffer_text(&h.said), "100:;sha256=" ABC ";");
    host_close(&h);

    host_open(&h, "", 0);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_string_equal(buffer_text(&h.said), "sha256=" NOTHING ";");
    host_close(&h);
}

static void test_digest_progress_by_bytes(void **state)
{
    size_t size = (size_t)4 << 20;
    char *bytes = calloc(1, size);
    struct stage_host h;
    (void)state;

    assert_non_null(bytes);
    host_open(&h, bytes, size);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_true(h.reports >= 4);
    assert_non_null(strstr(buffer_text(&h.said), "50:;"));
    host_close(&h);
    free(bytes);
}

static void test_digest_of_another_length_fails(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    h.upload.size = 4;
    assert_int_equal(host_run(&h, &stage_digest), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "storage_failed");
    host_close(&h);
}

static void test_digest_is_compared_with_the_declared_one(void **state)
{
    static const char abc512[] =
        "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    assert_int_equal(upload_set(&h.upload.expected, "sha256:" ABC), 0);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_string_equal(buffer_text(&h.said), "100:;sha256=" ABC ";");
    host_close(&h);

    host_open(&h, "abc", 3);
    assert_int_equal(upload_set(&h.upload.expected, "sha256:" NOTHING), 0);
    assert_int_equal(host_run(&h, &stage_digest), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "digest_mismatch");
    host_close(&h);

    host_open(&h, "abc", 3);
    assert_int_equal(upload_set(&h.upload.expected, abc512), 0);
    assert_int_equal(host_run(&h, &stage_digest), 0);
    assert_non_null(strstr(buffer_text(&h.said), abc512 + strlen("sha512:")));
    host_close(&h);

    host_open(&h, "abd", 3);
    assert_int_equal(upload_set(&h.upload.expected, abc512), 0);
    assert_int_equal(host_run(&h, &stage_digest), ERR_STAGE);
    assert_string_equal(h.ctx.fail_code, "digest_mismatch");
    host_close(&h);
}

static void test_digest_stops(void **state)
{
    struct stage_host h;
    (void)state;

    host_open(&h, "abc", 3);
    h.stop_after_ms = 1;
    assert_int_equal(host_run(&h, &stage_digest), STAGE_STOPPED);
    host_close(&h);
}

static void check_type(const char *bytes, size_t len, const char *said)
{
    struct stage_host h;
    host_open(&h, bytes, len);
    assert_int_equal(host_run(&h, &stage_identify), 0);
    assert_non_null(strstr(buffer_text(&h.said), said));
    host_close(&h);
}

static void test_identify(void **state)
{
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0";
    (void)state;
    check_type(png, sizeof png - 1, "type=image/png;");
    check_type("%PDF-1.7\n", 9, "type=application/pdf;");
    check_type("just words\n", 11, "type=text/plain;");
    check_type("", 0, "/x-empty;");
}

static void test_find(void **state)
{
    struct config_stage built_in = {.name = (char[]){"digest"}};
    struct config_stage command = {.name = (char[]){"digest"}, .command = (char[]){"true"}};
    struct config_stage unknown = {.name = (char[]){"other"}};
    (void)state;
    assert_ptr_equal(stage_find(&built_in), &stage_digest);
    assert_ptr_equal(stage_find(&command), &stage_command);
    assert_null(stage_find(&unknown));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_digest_progress_by_bytes),
        cmocka_unit_test(test_digest_of_another_length_fails),
        cmocka_unit_test(test_digest_is_compared_with_the_declared_one),
        cmocka_unit_test(test_digest_stops),
        cmocka_unit_test(test_identify),
        cmocka_unit_test(test_find),
    };
    return cmocka_run_group_tests_name("stages", tests, NULL, NULL);
}
