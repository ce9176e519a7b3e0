/* SPDX-License-Identifier: MIT */
/*
 * Tests the parameters of the draft's requests by version, and the lengths they state. The request
 * is a table here.
 */
#include "fcgi/resumable/resumable_request.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define FIELDS_MAX 4

struct request {
    struct {
        const char *name, *value;
    } fields[FIELDS_MAX];
    int64_t content;
    bool chunked;
};

const char *request_header(const struct request *r, const char *name)
{
    for (size_t i = 0; i < FIELDS_MAX; i++)
        if (r->fields[i].name != NULL && strcmp(r->fields[i].name, name) == 0)
            return r->fields[i].value;
    return NULL;
}

int64_t request_content_length(const struct request *r)
{
    return r->chunked ? -1 : r->content;
}

bool request_has_body(const struct request *r)
{
    return r->chunked || r->content > 0;
}

static struct resumable_request read_fields(const char *version, const char *name,
                                            const char *value)
{
    const struct request r = {.fields = {{"Upload-Draft-Interop-Version", version}, {name, value}}};
    struct resumable_request q;

    resumable_read(&r, &q);
    return q;
}

static void test_versions(void **state)
{
    static const struct {
        const char *text;
        int version;
        bool matches;
    } rows[] = {{"8", 8, true},   {"3", 3, true},   {"2", 2, false},     {"9", 9, false},
                {NULL, 0, false}, {"-8", 0, false}, {"99999", 0, false}, {"eight", 0, false}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct resumable_request q = read_fields(rows[i].text, NULL, NULL);
        assert_int_equal(q.version, rows[i].version);
        assert_int_equal(resumable_version_matches(&q), rows[i].matches);
    }
}

static void test_complete_and_its_inverse(void **state)
{
    (void)state;
    struct resumable_request q = read_fields("8", "Upload-Complete", "?1");
    assert_true(q.has_complete && q.complete && !q.inverse);
    q = read_fields("8", "Upload-Complete", "?0");
    assert_true(q.has_complete && !q.complete);
    q = read_fields("8", "Upload-Complete", "1");
    assert_false(q.has_complete);
    q = read_fields("3", "Upload-Incomplete", "?0");
    assert_true(q.has_complete && q.complete && q.inverse);
    q = read_fields("3", "Upload-Incomplete", "?1");
    assert_true(q.has_complete && !q.complete);
    /* A HEAD has no such field; the answer follows the version. */
    assert_true(read_fields("3", NULL, NULL).inverse);
}

static void test_stated_lengths(void **state)
{
    static const struct {
        int64_t offset, content, length;
        bool complete;
        int rc;
        int64_t stated;
    } rows[] = {
        {0, 10, -1, true, 0, 10},
        {5, 10, -1, true, 0, 15},
        {5, 0, -1, true, 0, 5},
        {0, 10, -1, false, 0, -1},
        {0, 10, 20, false, 0, 20},
        {10, 10, 20, false, 0, 20},
        {10, 10, 20, true, 0, 20},
        {10, 11, 20, false, ERR_LENGTHS, 0},
        {10, 9, 20, true, ERR_LENGTHS, 0},
        {10, 11, 20, true, ERR_LENGTHS, 0},
        {0, -1, -1, true, 0, -1},
        {0, -1, 20, true, 0, 20},
        {0, -1, 20, false, 0, 20},
        {21, -1, 20, false, 0, 20},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct resumable_request q = {.complete = rows[i].complete,
                                            .has_complete = true,
                                            .length = rows[i].length,
                                            .content = rows[i].content};
        int64_t stated = -2;
        int rc = resumable_stated_length(&q, rows[i].offset, &stated);
        assert_int_equal(rc, rows[i].rc);
        if (rc == 0)
            assert_int_equal(stated, rows[i].stated);
    }
}

static void test_content(void **state)
{
    const struct request none = {.content = -1}, some = {.content = 7}, chunked = {.chunked = true};
    struct resumable_request q;

    (void)state;
    resumable_read(&none, &q);
    assert_int_equal(q.content, 0);
    resumable_read(&some, &q);
    assert_int_equal(q.content, 7);
    resumable_read(&chunked, &q);
    assert_int_equal(q.content, -1);
}

static void test_lengths_that_end_an_upload(void **state)
{
    static const struct {
        int version;
        int64_t size, received;
        bool ends;
    } rows[] = {{6, 10, 10, true},  {5, 0, 0, true},    {6, 10, 9, false},
                {6, -1, 10, false}, {8, 10, 10, false}, {0, 10, 10, false}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct resumable_request q = {.version = rows[i].version};
        const struct upload u = {.size = rows[i].size, .received = rows[i].received};
        assert_int_equal(resumable_ends_by_length(&q, &u), rows[i].ends);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_complete_and_its_inverse),
        cmocka_unit_test(test_stated_lengths),
        cmocka_unit_test(test_content),
        cmocka_unit_test(test_lengths_that_end_an_upload),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
