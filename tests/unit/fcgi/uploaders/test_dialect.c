/* SPDX-License-Identifier: MIT */
/*
 * Tests each uploader's fields as its source sends them: for a part, for a file in a single part,
 * and for forms that only look similar.
 */
#include "fcgi/uploaders/dialect.h"

#include "config/config_check.h"
#include "config/config_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Judges a list such as "name=value&name=value". */
static struct dialect_verdict judge(const char *fields)
{
    struct dialect_view v;
    char name[64], value[64];

    dialect_begin(&v);
    while (*fields != '\0') {
        size_t n = strcspn(fields, "="), m = strcspn(fields + n + 1, "&");
        (void)snprintf(name, sizeof name, "%.*s", (int)n, fields);
        (void)snprintf(value, sizeof value, "%.*s", (int)m, fields + n + 1);
        dialect_note(&v, name, value);
        fields += n + 1 + m;
        fields += *fields == '&';
    }
    return dialect_judge(&v);
}

struct row {
    const char *fields, *by; /* NULL: no client */
    int size;
};

static void check(const struct row *rows, size_t count, bool whole)
{
    for (size_t i = 0; i < count; i++) {
        struct dialect_verdict verdict = judge(rows[i].fields);
        assert_int_equal(verdict.whole, whole);
        if (rows[i].by == NULL)
            assert_null(verdict.by);
        else
            assert_string_equal(verdict.by->name, rows[i].by);
        assert_int_equal(verdict.size, rows[i].size);
    }
}

#define CHECK(rows, whole) check(rows, sizeof(rows) / sizeof *(rows), whole)

static void test_parts(void **state)
{
    static const struct row rows[] = {
        {"dzuuid=1b-2&dzchunkindex=0&dztotalfilesize=9&dzchunksize=4&dztotalchunkcount=3&"
         "dzchunkbyteoffset=0",
         "Dropzone", 9},
        {"dzchunkindex=2&dztotalchunkcount=3", "Dropzone", -1},
        {"dzuuid=1b-2", "Dropzone", -1},
        {"dzchunkindex=1&dztotalchunkcount=1", "Dropzone", -1},
        {"resumableChunkNumber=1&resumableTotalChunks=2&resumableTotalSize=7", "Resumable.js", 7},
        {"resumableChunkNumber=2&resumableTotalChunks=1", "Resumable.js", -1},
        {"resumableIdentifier=7-a", "Resumable.js", -1},
        {"resumableChunkNumber=x&resumableTotalChunks=1", "Resumable.js", -1},
        {"flowChunkNumber=2&flowTotalChunks=2&flowIdentifier=7-a", "Flow.js", -1},
        {"chunkNumber=1&totalChunks=2&totalSize=7&identifier=7-a", "simple-uploader.js", 7},
        {"qquuid=1&qqtotalfilesize=9&qqpartindex=0&qqtotalparts=3", "Fine Uploader", 9},
        {"qqpartbyteoffset=0", "Fine Uploader", -1},
        {"name=a&chunk=0&chunks=2", "Plupload", -1},
        {"chunk=1&chunks=1", "Plupload", -1},
        {"chunk=0&chunk=0&chunks=1&chunks=4", "Plupload", -1},
        {"name=a&offset=4&total=9", "Plupload", 9},
        {"dzchunkindex=0&dztotalchunkcount=1&chunk=1&chunks=2", "Plupload", -1},
    };

    (void)state;
    CHECK(rows, false);
}

static void test_whole_files_of_the_same_clients(void **state)
{
    static const struct row rows[] = {
        {"dzuuid=1b-2&dzchunkindex=0&dztotalfilesize=9&dztotalchunkcount=1&dzchunkbyteoffset=0",
         "Dropzone", 9},
        {"resumableChunkNumber=1&resumableChunkNumber=1&resumableTotalChunks=1&"
         "resumableTotalSize=7&resumableIdentifier=7-a",
         "Resumable.js", 7},
        {"flowChunkNumber=1&flowTotalChunks=1&flowTotalSize=7", "Flow.js", 7},
        {"chunkNumber=1&totalChunks=1", "simple-uploader.js", -1},
        {"qqpartindex=0&qqpartbyteoffset=0&qqtotalparts=1&qqtotalfilesize=9", "Fine Uploader", 9},
        {"name=a&chunk=0&chunks=1", "Plupload", -1},
        {"name=a&chunk=0&chunks=0", "Plupload", -1},
        {"name=a&offset=0&total=9", "Plupload", 9},
    };

    (void)state;
    CHECK(rows, true);
}

static void test_fields_of_nobody(void **state)
{
    static const struct row rows[] = {
        {"", NULL, -1},
        {"qquuid=1&qqfilename=a&qqtotalfilesize=9", NULL, -1},
        {"chunk=2", NULL, -1},
        {"chunks=2", NULL, -1},
        {"chunk=of bacon&chunks=many", NULL, -1},
        {"offset=4&total=9", NULL, -1},
        {"name=a&total=9", NULL, -1},
        {"DZUUID=1&xdzuuid=1&patch=1", NULL, -1},
        {"chunkNumber=2", NULL, -1},
    };

    (void)state;
    CHECK(rows, true);
}

static void test_who_asks_before_a_part(void **state)
{
    (void)state;
    assert_true(judge("resumableChunkNumber=1&resumableTotalChunks=1").by->asks);
    assert_true(judge("flowChunkNumber=1").by->asks);
    assert_true(judge("chunkNumber=1&totalChunks=3").by->asks);
    assert_false(judge("dzchunkindex=0").by->asks);
}

/* Whether an item of the list `uploaders` is that word. */
static bool is_listed(const char *list, const char *word)
{
    const char *at = strstr(list, word);
    size_t len = strlen(word);

    while (at != NULL && !((at == list || at[-1] == ' ') && strchr(",", at[len]) != NULL))
        at = strstr(at + len, word);
    return at != NULL;
}

static void test_each_uploader_is_in_the_setting(void **state)
{
    const struct setting *setting = setting_find(config_settings, "uploaders");

    (void)state;
    assert_non_null(setting);
    for (size_t i = 0; i < DIALECTS; i++) {
        const char *name = dialect_of((enum dialect_id)i)->setting;
        assert_non_null(name);
        assert_true(config_check_uploader(name));
        assert_true(is_listed(setting->fallback, name));
        assert_true(is_listed(setting->right + strlen("a list of "), name));
    }
    assert_false(config_check_uploader("Dropzone"));
    assert_false(config_check_uploader("uppy"));
    assert_false(config_check_uploader(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_whole_files_of_the_same_clients),
        cmocka_unit_test(test_fields_of_nobody),
        cmocka_unit_test(test_who_asks_before_a_part),
        cmocka_unit_test(test_each_uploader_is_in_the_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
