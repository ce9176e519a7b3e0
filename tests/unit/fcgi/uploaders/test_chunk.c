/* SPDX-License-Identifier: MIT */
/*
 * Tests the place of a chunk by the fields of each uploader, as its source sends them, and what
 * numbers that contradict each other get.
 */
#include "fcgi/uploaders/chunk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define FIELDS_MAX 16
#define TEXT_MAX 64

/* The fields of a request, from a list such as "name=value&name=value". */
struct request_fields {
    char names[FIELDS_MAX][TEXT_MAX], values[FIELDS_MAX][TEXT_MAX];
    size_t count;
};

static void read_fields(const char *list, struct request_fields *out)
{
    out->count = 0;
    while (*list != '\0') {
        size_t n = strcspn(list, "="), m = strcspn(list + n + 1, "&");
        (void)snprintf(out->names[out->count], TEXT_MAX, "%.*s", (int)n, list);
        (void)snprintf(out->values[out->count++], TEXT_MAX, "%.*s", (int)m, list + n + 1);
        list += n + 1 + m;
        list += *list == '&';
    }
}

static const char *find(void *arg, const char *name)
{
    const struct request_fields *f = arg;

    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->names[i], name) == 0)
            return f->values[i];
    return NULL;
}

static const char *parse(enum dialect_id dialect, const char *list, struct chunk *out)
{
    static struct request_fields fields; /* the chunk borrows from it */
    const struct chunk_fields of = {find, &fields};

    read_fields(list, &fields);
    return chunk_parse(dialect_of(dialect), &of, out);
}

struct place {
    enum dialect_id dialect;
    const char *fields;
    int offset, length, total;
    bool is_first, is_last;
};

#define DROPZONE(index, offset)                                                                    \
    "dzuuid=1b-2&dzchunkindex=" index "&dztotalfilesize=9&dzchunksize=4&dztotalchunkcount=3"       \
    "&dzchunkbyteoffset=" offset
#define RESUMABLE(number, length)                                                                  \
    "resumableChunkNumber=" number "&resumableChunkSize=4&resumableCurrentChunkSize=" length       \
    "&resumableTotalSize=11&resumableTotalChunks=2&resumableIdentifier=11-a"
#define FINE(index, offset, length)                                                                \
    "qquuid=u&qqpartindex=" index "&qqpartbyteoffset=" offset "&qqchunksize=" length               \
    "&qqtotalparts=3&qqtotalfilesize=9&qqfilename=a.bin"

static void test_each_uploader_tells_the_place(void **state)
{
    static const struct place places[] = {
        {DIALECT_DROPZONE, DROPZONE("0", "0"), 0, 4, 9, true, false},
        {DIALECT_DROPZONE, DROPZONE("2", "8"), 8, 1, 9, false, true},
        {DIALECT_RESUMABLE, RESUMABLE("1", "4"), 0, 4, 11, true, false},
        {DIALECT_RESUMABLE, RESUMABLE("2", "7"), 4, 7, 11, false, true},
        {DIALECT_FLOW,
         "flowChunkNumber=3&flowChunkSize=4&flowCurrentChunkSize=3&flowTotalSize=11"
         "&flowTotalChunks=3&flowIdentifier=11-a",
         8, 3, 11, false, true},
        {DIALECT_SIMPLE,
         "chunkNumber=1&chunkSize=4&currentChunkSize=3&totalSize=3&totalChunks=1&identifier=3-a", 0,
         3, 3, true, true},
        {DIALECT_FINE, FINE("1", "4", "4"), 4, 4, 9, false, false},
        {DIALECT_FINE, FINE("2", "8", "1"), 8, 1, 9, false, true},
        {DIALECT_PLUPLOAD, "name=a&chunk=0&chunks=2", -1, -1, -1, true, false},
        {DIALECT_PLUPLOAD, "name=a&chunk=1&chunks=2", -1, -1, -1, false, true},
        {DIALECT_PLUPLOAD_OFFSET, "name=a&offset=4&total=9", 4, -1, 9, false, false},
        {DIALECT_PLUPLOAD_OFFSET, "name=a&offset=0&total=9", 0, -1, 9, true, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct chunk c = {0};
        const char *why = parse(places[i].dialect, places[i].fields, &c);
        assert_null(why);
        assert_int_equal(c.offset, places[i].offset);
        assert_int_equal(c.length, places[i].length);
        assert_int_equal(c.total, places[i].total);
        assert_int_equal(c.is_first, places[i].is_first);
        assert_int_equal(c.is_last, places[i].is_last);
    }
}

static void test_numbers_that_contradict_each_other_are_refused(void **state)
{
    static const struct {
        enum dialect_id dialect;
        const char *fields;
    } rows[] = {
        {DIALECT_DROPZONE, DROPZONE("1", "5")},
        {DIALECT_DROPZONE, DROPZONE("3", "12")},
        {DIALECT_DROPZONE, DROPZONE("-1", "0")},
        {DIALECT_DROPZONE, "dzuuid=u&dzchunkindex=0&dztotalfilesize=9&dzchunksize=0"
                           "&dztotalchunkcount=3&dzchunkbyteoffset=0"},
        {DIALECT_DROPZONE, "dzuuid=u&dzchunkindex=0&dztotalfilesize=9&dzchunksize=4"
                           "&dztotalchunkcount=5&dzchunkbyteoffset=0"},
        {DIALECT_DROPZONE, "dzuuid=u&dzchunkindex=0&dztotalfilesize=9"},
        {DIALECT_DROPZONE, "dzchunkindex=0&dztotalfilesize=9&dzchunksize=4&dztotalchunkcount=3"
                           "&dzchunkbyteoffset=0"},
        {DIALECT_RESUMABLE, RESUMABLE("0", "4")},
        {DIALECT_RESUMABLE, RESUMABLE("1", "3")},
        {DIALECT_RESUMABLE, RESUMABLE("2", "8")},
        {DIALECT_RESUMABLE, RESUMABLE("9223372036854775807", "4")},
        {DIALECT_RESUMABLE, RESUMABLE("99999999999999999999", "4")},
        {DIALECT_FINE, FINE("1", "4", "6")},
        {DIALECT_FINE, FINE("1", "4", "5")},
        {DIALECT_FINE, FINE("2", "4", "4")},
        {DIALECT_FINE, FINE("0", "10", "0")},
        {DIALECT_FINE, FINE("0", "0x1", "4")},
        {DIALECT_PLUPLOAD, "name=a&chunk=2&chunks=2"},
        {DIALECT_PLUPLOAD, "name=a&chunk=0&chunks=0"},
        {DIALECT_PLUPLOAD_OFFSET, "name=a&offset=10&total=9"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chunk c = {0};
        assert_non_null(parse(rows[i].dialect, rows[i].fields, &c));
    }
}

static void test_texts_are_those_of_the_file(void **state)
{
    struct chunk c;

    (void)state;
    assert_null(parse(DIALECT_FINE, FINE("0", "0", "4"), &c));
    assert_string_equal(c.id, "u");
    assert_string_equal(c.name, "a.bin");
    assert_null(c.type);
    assert_null(parse(DIALECT_RESUMABLE, RESUMABLE("1", "4") "&resumableType=a/b", &c));
    assert_string_equal(c.type, "a/b");
    assert_null(c.name);
}

static void test_content_range_tells_the_place(void **state)
{
    static const char *const bad[] = {"bytes 0-3",        "bytes 4-3/9",
                                      "bytes 0-9/9",      "bytes */9",
                                      "bytes 0-3/*",      "bits 0-3/9",
                                      "bytes=0-3/9",      "bytes0-3/9",
                                      "bytes 0-3/9, 4-5", "",
                                      "bytes -1-3/9",     "bytes 0-99999999999999999999/9"};
    struct chunk c;

    (void)state;
    assert_null(chunk_parse_range("bytes 4-7/9", &c));
    assert_int_equal(c.offset, 4);
    assert_int_equal(c.length, 4);
    assert_int_equal(c.total, 9);
    assert_false(c.is_first);
    assert_false(c.is_last);
    assert_null(chunk_parse_range("Bytes 0-8/9 ", &c));
    assert_true(c.is_first);
    assert_true(c.is_last);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(chunk_parse_range(bad[i], &c));
}

static void test_a_range_of_all_bytes_says_their_number(void **state)
{
    (void)state;
    assert_int_equal(chunk_range_of_whole("bytes 0-0/1"), 1);
    assert_int_equal(chunk_range_of_whole("bytes 0-999/1000"), 1000);
    assert_int_equal(chunk_range_of_whole("Bytes  0-999/1000 "), 1000);
}

static void test_every_other_range_is_a_part(void **state)
{
    static const char *const parts[] = {
        "",
        "bytes",
        "bytes ",
        "bytes 0-999/1001",
        "bytes 500-999/1000",
        "bytes 0-999/*",
        "bytes 0-*/1000",
        "bytes */1000",
        "bytes 0-998/1000",
        "bytes 0-1000/1000",
        "lines 0-9/10",
        "bytes 0-9/10,bytes 0-9/10",
        "bytes 0-9/10x",
        "bytes=0-9/10",
        "bytes -1-9/10",
        "0-9/10",
        "bytes 0-99999999999999999999/100000000000000000000",
        "bytes 0-/1",
        "bytes0-9/10",
    };

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_int_equal(chunk_range_of_whole(parts[i]), -1);
}

/* A chunk whose file has a name of that many bytes; only the name differs from a good one. */
static const char *find_in_long(void *arg, const char *name)
{
    static const char *const others[][2] = {
        {"dzchunkindex", "0"},    {"dztotalchunkcount", "1"}, {"dzchunkbyteoffset", "0"},
        {"dztotalfilesize", "9"}, {"dzchunksize", "9"},
    };

    if (strcmp(name, "dzuuid") == 0)
        return arg;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(name, others[i][0]) == 0)
            return others[i][1];
    return NULL;
}

static void test_a_name_of_a_file_has_an_end(void **state)
{
    char id[CHUNK_ID_MAX + 2];
    const struct chunk_fields of = {find_in_long, id};
    struct chunk c;

    (void)state;
    memset(id, 'x', sizeof id);
    id[CHUNK_ID_MAX] = '\0';
    assert_null(chunk_parse(dialect_of(DIALECT_DROPZONE), &of, &c));
    id[CHUNK_ID_MAX] = 'x';
    id[CHUNK_ID_MAX + 1] = '\0';
    assert_non_null(chunk_parse(dialect_of(DIALECT_DROPZONE), &of, &c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_uploader_tells_the_place),
        cmocka_unit_test(test_numbers_that_contradict_each_other_are_refused),
        cmocka_unit_test(test_texts_are_those_of_the_file),
        cmocka_unit_test(test_content_range_tells_the_place),
        cmocka_unit_test(test_a_range_of_all_bytes_says_their_number),
        cmocka_unit_test(test_every_other_range_is_a_part),
        cmocka_unit_test(test_a_name_of_a_file_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
