/* SPDX-License-Identifier: MIT */
/* Metadata as environment variables: names, control characters, lists and lengths. */
#include "worker/stages/metadata_variables.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static char album[] = "album", id[] = "project-id", tags[] = "tags[]";
static char *names[] = {album, id, tags, NULL}, *none[] = {NULL};

struct made {
    struct upload upload;
    struct metadata_variables variables;
};

static void make(char *const *list, const char *metadata, const char *fields, struct made *m)
{
    upload_init(&m->upload);
    assert_int_equal(upload_set(&m->upload.metadata, metadata), 0);
    assert_int_equal(upload_set(&m->upload.fields, fields), 0);
    assert_int_equal(metadata_variables_make(list, &m->upload, &m->variables), 0);
}

static void drop(struct made *m)
{
    metadata_variables_free(&m->variables);
    metadata_variables_free(&m->variables);
    upload_free(&m->upload);
}

static void test_listed_fields_that_are_there(void **state)
{
    struct made m;

    (void)state;
    make(names, "filename YS50eHQ=,project-id NDI=,album", NULL, &m);
    assert_int_equal(m.variables.count, 2);
    assert_string_equal(m.variables.texts[0], "LOADLINE_META_ALBUM=");
    assert_string_equal(m.variables.texts[1], "LOADLINE_META_PROJECT_ID=42");
    drop(&m);
    make(names, NULL, NULL, &m);
    assert_int_equal(m.variables.count, 0);
    drop(&m);
    make(none, "album YQ==", NULL, &m);
    assert_int_equal(m.variables.count, 0);
    drop(&m);
    make(NULL, "album YQ==", NULL, &m);
    assert_int_equal(m.variables.count, 0);
    drop(&m);
}

static void test_control_characters_are_blanks_and_lists_are_lines(void **state)
{
    struct made m;

    (void)state;
    make(names, NULL,
         "{\"album\":\"a\\nb\\tc\\u001b[1m\\u007f\\u00e9\",\"tags[]\":[\"x\\ny\",\"\",\"z\"]}", &m);
    assert_int_equal(m.variables.count, 2);
    assert_string_equal(m.variables.texts[0], "LOADLINE_META_ALBUM=a b c [1m \xc3\xa9");
    assert_string_equal(m.variables.texts[1], "LOADLINE_META_TAGS__=x y\n\nz");
    drop(&m);
    make(names, "album YQBi", NULL, &m); /* a NUL */
    assert_string_equal(m.variables.texts[0], "LOADLINE_META_ALBUM=a\xef\xbf\xbd"
                                              "b");
    drop(&m);
    make(names, NULL, "{\"album\":null,\"project-id\":[null,7]}", &m);
    assert_string_equal(m.variables.texts[0], "LOADLINE_META_ALBUM=");
    assert_string_equal(m.variables.texts[1], "LOADLINE_META_PROJECT_ID=\n");
    drop(&m);
}

/* A record may be older than the bound. */
static void test_long_values_are_cut_between_characters(void **state)
{
    static const char begin[] = "LOADLINE_META_ALBUM=";
    struct buffer field;
    struct made m;

    (void)state;
    buffer_init(&field, 8 * CONFIG_METADATA_VALUE_MAX);
    buffer_add_string(&field, "{\"album\":\"x");
    for (size_t i = 0; i < CONFIG_METADATA_VALUE_MAX; i++)
        buffer_add_string(&field, "\xc3\xa9");
    buffer_add_string(&field, "\"}");
    make(names, NULL, buffer_text(&field), &m);
    const char *value = m.variables.texts[0] + strlen(begin);
    assert_int_equal(strlen(value), CONFIG_METADATA_VALUE_MAX - 1);
    assert_string_equal(value + strlen(value) - 2, "\xc3\xa9");
    drop(&m);
    buffer_free(&field);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listed_fields_that_are_there),
        cmocka_unit_test(test_control_characters_are_blanks_and_lists_are_lines),
        cmocka_unit_test(test_long_values_are_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
