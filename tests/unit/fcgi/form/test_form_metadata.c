/* SPDX-License-Identifier: MIT */
/* Which fields of a form its files keep, and how long they may be. */
#include "fcgi/form/form_metadata.h"

#include "base/error.h"
#include "fcgi/form/form_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char album[] = "album", tags[] = "tags[]", token[] = "token", redirect[] = "redirect";
static char *some[] = {album, tags, token, redirect, NULL}, *none[] = {NULL};
static char *secret[] = {token, NULL};

static struct config site = {.max_form_metadata = 1000,
                             .max_metadata_value = 5,
                             .metadata_fields = some,
                             .private_fields = secret};

bool form_record_is_name(const char *field)
{
    return strcmp(field, "X-Progress-ID") == 0;
}

int exchange_fail(struct exchange *x, int err, const char *format, ...)
{
    (void)x, (void)format;
    return err;
}

static int make(const char *const *words, size_t count, char **json_out)
{
    struct form_fields f = {0};

    for (size_t i = 0; i < count; i += 2)
        assert_int_equal(form_fields_add(&f, words[i], words[i + 1]), 0);
    int rc = form_metadata_make(&site, &f, json_out);
    form_fields_free(&f);
    return rc;
}

#define CHECK(expected, ...)                                                                       \
    do {                                                                                           \
        const char *const words[] = {__VA_ARGS__};                                                 \
        char *json = NULL;                                                                         \
        assert_int_equal(make(words, sizeof words / sizeof *words, &json), 0);                     \
        assert_string_equal(json != NULL ? json : "none", expected);                               \
        free(json);                                                                                \
    } while (0)

#define REFUSE(...)                                                                                \
    do {                                                                                           \
        const char *const words[] = {__VA_ARGS__};                                                 \
        char *json = NULL;                                                                         \
        assert_int_equal(make(words, sizeof words / sizeof *words, &json), ERR_BOUND);             \
        assert_null(json);                                                                         \
    } while (0)

static void test_only_listed_fields_are_kept(void **state)
{
    (void)state;
    CHECK("{\"album\":\"1\",\"tags[]\":[\"a\",\"b\"]}", "other", "x", "album", "1", "tags[]", "a",
          "Album", "y", "tags[]", "b");
    CHECK("none", "other", "x");
}

static void test_what_is_private_stays_private(void **state)
{
    (void)state;
    CHECK("none", "token", "x", "redirect", "/", "X-Progress-ID", "1");
    CHECK("{\"album\":\"1\"}", "token", "longer than five", "album", "1");
}

static void test_listed_values_have_a_bound_together(void **state)
{
    (void)state;
    CHECK("{\"album\":\"12345\"}", "album", "12345", "other", "longer than five");
    REFUSE("album", "123456");
    CHECK("{\"tags[]\":[\"123\",\"45\"]}", "tags[]", "123", "tags[]", "45");
    REFUSE("tags[]", "123", "album", "1", "tags[]", "456");
}

static void test_bounds_count_what_is_stored(void **state)
{
    (void)state;
    CHECK("{\"album\":\"\xef\xbf\xbdno\"}", "album", "\xe9no");
    REFUSE("album", "\xe9\xe9");
    REFUSE("album", "abc\xe9");
    CHECK("{\"album\":\"\xc3\xa9\xc3\xa9!\"}", "album", "\xc3\xa9\xc3\xa9!");
}

static void test_a_site_without_a_list_keeps_everything(void **state)
{
    (void)state;
    site.metadata_fields = none;
    CHECK("{\"other\":\"longer than five\"}", "other", "longer than five", "token", "x");
    site.metadata_fields = some;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_listed_fields_are_kept),
        cmocka_unit_test(test_what_is_private_stays_private),
        cmocka_unit_test(test_listed_values_have_a_bound_together),
        cmocka_unit_test(test_bounds_count_what_is_stored),
        cmocka_unit_test(test_a_site_without_a_list_keeps_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
