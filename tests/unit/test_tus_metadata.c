/* SPDX-License-Identifier: MIT */
/*
 * Upload-Metadata, rule by rule (tus 1.0.0, creation).
 */
#include "fcgi/tus_metadata.h"

#include "error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static int parse(const char *field)
{
    struct tus_metadata m;
    int rc = tus_metadata_parse(field, &m);

    tus_metadata_free(&m);
    return rc;
}

static void test_names_and_types(void **state)
{
    struct tus_metadata m;

    (void)state;
    assert_int_equal(tus_metadata_parse("filename d29ybGQucGRm,filetype dGV4dC9wbGFpbg==,x", &m),
                     0);
    assert_string_equal(m.name, "world.pdf");
    assert_string_equal(m.type, "text/plain");
    tus_metadata_free(&m);
    assert_int_equal(tus_metadata_parse("is_confidential, name YQ==", &m), 0);
    assert_string_equal(m.name, "a");
    assert_null(m.type);
    tus_metadata_free(&m);
}

static void test_bytes_that_are_no_text_are_replaced(void **state)
{
    struct tus_metadata m;

    (void)state;
    assert_int_equal(tus_metadata_parse("name Yf8ucGRm", &m), 0); /* "a", 0xff, ".pdf" */
    assert_string_equal(m.name, "a\xef\xbf\xbd.pdf");
    tus_metadata_free(&m);
}

static void test_two_spellings_are_one_name(void **state)
{
    static const char *const fields[] = {"filename YS5leGU=,name Yi50eHQ=,type eC95,filetype YS9i",
                                         "filetype YS9i,name Yi50eHQ=,filename YS5leGU=,type eC95"};
    struct tus_metadata m;

    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        assert_int_equal(tus_metadata_parse(fields[i], &m), 0);
        assert_string_equal(m.name, "a.exe");
        assert_string_equal(m.other_name, "b.txt");
        assert_string_equal(m.type, "a/b");
        tus_metadata_free(&m);
    }
    assert_int_equal(tus_metadata_parse("name YQ==,filename YQ==", &m), 0);
    assert_string_equal(m.name, "a");
    assert_null(m.other_name);
    tus_metadata_free(&m);
}

static void test_what_is_refused(void **state)
{
    static const char *const bad[] = {"a YQ",    "a Y===",        "a Y=Q=", "a YQ==,a YQ==", ",",
                                      "a YQ==,", "\xc3\xa4 YQ==", "a Y Q",  "a !!!!",        ""};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(parse(bad[i]), ERR_BAD_METADATA);
    assert_int_equal(parse("a ,b"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_and_types),
        cmocka_unit_test(test_bytes_that_are_no_text_are_replaced),
        cmocka_unit_test(test_two_spellings_are_one_name),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
