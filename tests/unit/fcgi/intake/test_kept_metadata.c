/* SPDX-License-Identifier: MIT */
/* Which pairs of Upload-Metadata a record keeps, and how long they may be. */
#include "fcgi/intake/kept_metadata.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define FIVE "aGVsbG8=" /* hello */

static char album[] = "album", tag[] = "x-tag", filename[] = "filename";
static char *some[] = {album, tag, NULL}, *with_name[] = {filename, NULL}, *none[] = {NULL};

static struct config site = {.metadata_fields = some, .max_metadata_value = 5};
static struct exchange exchange;

int exchange_fail(struct exchange *x, int err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(x->detail, sizeof x->detail, format, args);
    va_end(args);
    return err;
}

static void check(const char *field, const char *expected)
{
    char *kept = NULL;

    assert_int_equal(kept_metadata_make(&site, &exchange, field, &kept), 0);
    if (expected == NULL)
        assert_null(kept);
    else
        assert_string_equal(kept, expected);
    free(kept);
}

static void test_a_site_without_a_list_keeps_everything(void **state)
{
    static const char field[] = "other YQ==, filename YS50eHQ=,x";

    (void)state;
    site.metadata_fields = none;
    check(field, field);
    check(NULL, NULL);
    site.metadata_fields = NULL;
    check(field, field);
    site.metadata_fields = some;
}

static void test_only_listed_pairs_stay_as_they_were_sent(void **state)
{
    (void)state;
    check("other YQ==,album " FIVE ",x-tag,more YQ==", "album " FIVE ",x-tag");
    check("album YR==", "album YR==");
    check("Album YQ==,albums YQ==,albu YQ==", NULL);
    check("", NULL);
    check(NULL, NULL);
}

static void test_name_and_type_of_the_file_stay(void **state)
{
    (void)state;
    check("secret YQ==,name YQ==, filename YS50eHQ=,type YS9i,filetype YS9i",
          "name YQ==, filename YS50eHQ=,type YS9i,filetype YS9i");
}

static void refuse(const char *field, const char *detail)
{
    char *kept = NULL;

    *exchange.detail = '\0';
    assert_int_equal(kept_metadata_make(&site, &exchange, field, &kept), ERR_BOUND);
    assert_null(kept);
    assert_string_equal(exchange.detail, detail);
    assert_int_equal(kept_metadata_make(&site, NULL, field, &kept), ERR_BOUND);
}

static void test_listed_values_have_a_bound(void **state)
{
    static const char six[] = "other YQ==,album aGVsbG9v"; /* helloo */
    static const char bytes[] = "album ////";              /* as text three U+FFFD: nine bytes */

    (void)state;
    check("album " FIVE, "album " FIVE);
    refuse(six, "The metadata album may have at most 5 bytes (max_metadata_value)");
    refuse(bytes, "The metadata album may have at most 5 bytes (max_metadata_value)");
    check("filename aGVsbG9v,other aGVsbG9v", "filename aGVsbG9v");
    site.metadata_fields = with_name;
    refuse("filename aGVsbG9v", "The metadata filename may have at most 5 bytes "
                                "(max_metadata_value)");
    site.metadata_fields = some;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_site_without_a_list_keeps_everything),
        cmocka_unit_test(test_only_listed_pairs_stay_as_they_were_sent),
        cmocka_unit_test(test_name_and_type_of_the_file_stay),
        cmocka_unit_test(test_listed_values_have_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
