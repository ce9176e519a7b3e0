/* SPDX-License-Identifier: MIT */
/*
 * The queries of plain requests for news.
 */
#include "ws/transport/http_query.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define A "0123456789abcdef0123456789abcdef"
#define B "ffffffffffffffffffffffffffffffff"
#define IDS_MAX 3

static struct http_query query;

static int parse(struct http_parameters p, const char *last)
{
    http_query_free(&query);
    return http_query_parse(&p, last, IDS_MAX, &query);
}

static void test_what_is_watched(void **state)
{
    (void)state;
    assert_int_equal(parse((struct http_parameters){.id = A}, NULL), 0);
    assert_int_equal(query.watch.verb, PROTOCOL_WATCH);
    assert_int_equal(query.watch.scope, PROTOCOL_IDS);
    assert_int_equal(query.watch.id_count, 1);
    assert_int_equal(query.wait_ms, -1);
    assert_int_equal(parse((struct http_parameters){.ids = A "," B, .wait = "7"}, NULL), 0);
    assert_int_equal(query.watch.id_count, 2);
    assert_string_equal(query.watch.ids[1], B);
    assert_int_equal(query.wait_ms, 7000);
    assert_int_equal(parse((struct http_parameters){.owner = "me"}, NULL), 0);
    assert_int_equal(query.watch.scope, PROTOCOL_OWNED);
    assert_int_equal(parse((struct http_parameters){.all = "1"}, NULL), 0);
    assert_int_equal(query.watch.scope, PROTOCOL_ALL);
    assert_false(query.site_too);
}

static void test_an_id_that_comes_twice_is_watched_once(void **state)
{
    (void)state;
    assert_int_equal(parse((struct http_parameters){.ids = A "," B "," A}, NULL), 0);
    assert_int_equal(query.watch.id_count, 2);
    assert_string_equal(query.watch.ids[0], A);
    assert_string_equal(query.watch.ids[1], B);
    assert_int_equal(parse((struct http_parameters){.ids = A "," A "," A, .since = "5-2"}, NULL),
                     0);
    assert_int_equal(query.watch.id_count, 1);
    assert_true(http_query_has_seen(&query, A, 5, 2));
    /* Duplicates count towards the limit. */
    assert_int_equal(parse((struct http_parameters){.ids = A "," A "," A "," A}, NULL),
                     ERR_TOO_MANY);
}

static void test_site(void **state)
{
    (void)state;
    assert_int_equal(parse((struct http_parameters){.site = "0"}, NULL), 0);
    assert_int_equal(query.watch.scope, PROTOCOL_SITE);
    assert_false(query.site_too);
    assert_int_equal(parse((struct http_parameters){.all = "1", .site = "1700000000000"}, NULL), 0);
    assert_int_equal(query.watch.scope, PROTOCOL_ALL);
    assert_true(query.site_too);
    assert_int_equal(query.site_at, 1700000000000);
    assert_int_equal(parse((struct http_parameters){.id = A, .site = "0"}, NULL), 0);
    assert_int_equal(query.watch.scope, PROTOCOL_IDS);
    assert_true(query.site_too);
}

static void test_mistakes(void **state)
{
    static const struct http_parameters wrong[] = {
        {.id = NULL},
        {.id = ""},
        {.id = "x"},
        {.id = A "0"},
        {.ids = A ","},
        {.ids = "," A},
        {.ids = A ",x"},
        {.id = A, .owner = "me"},
        {.owner = "you"},
        {.all = "yes"},
        {.site = ""},
        {.site = "-1"},
        {.site = "now"},
        {.id = A, .all = "1", .site = "0"},
        {.id = A, .wait = "-1"},
        {.id = A, .wait = "1s"},
        {.id = A, .wait = "99999999999999999999"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(parse(wrong[i], NULL), ERR_BAD_REQUEST);
        assert_non_null(query.watch.mistake);
    }
    assert_int_equal(parse((struct http_parameters){.ids = A "," A "," A "," A}, NULL),
                     ERR_TOO_MANY);
}

static void test_what_was_seen(void **state)
{
    (void)state;
    assert_int_equal(parse((struct http_parameters){.id = A, .since = "5-7"}, "9-9"), 0);
    assert_true(http_query_has_seen(&query, A, 5, 7));
    assert_true(http_query_has_seen(&query, A, 4, 9));
    assert_false(http_query_has_seen(&query, A, 5, 8));
    assert_false(http_query_has_seen(&query, A, 6, 1));
    assert_int_equal(parse((struct http_parameters){.id = A}, "5-7"), 0);
    assert_true(http_query_has_seen(&query, A, 5, 7));
    assert_int_equal(
        parse((struct http_parameters){.ids = A "," B, .since = B ":5-7," A ":1-2"}, "9-9"), 0);
    assert_true(http_query_has_seen(&query, A, 1, 2));
    assert_false(http_query_has_seen(&query, A, 1, 3));
    assert_true(http_query_has_seen(&query, B, 5, 7));
}

/* The client then receives the document once more. */
static void test_what_cannot_be_read_was_not_seen(void **state)
{
    static const char *const odd[] = {"",
                                      "x",
                                      "5",
                                      "5-",
                                      "-7",
                                      "5-7x",
                                      "5--7",
                                      A ":5-",
                                      B ":5-7",
                                      ":",
                                      ",,,",
                                      "5-7-9",
                                      A,
                                      A ":",
                                      A "5-7",
                                      "5-7 ",
                                      "99999999999999999999-1"};

    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_int_equal(parse((struct http_parameters){.id = A, .since = odd[i]}, NULL), 0);
        assert_false(http_query_has_seen(&query, A, 1, 1));
    }
    assert_int_equal(parse((struct http_parameters){.ids = A "," B}, "5-7"), 0);
    assert_false(http_query_has_seen(&query, A, 1, 1));
}

static int tear_down(void **state)
{
    (void)state;
    http_query_free(&query);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_what_is_watched, tear_down),
        cmocka_unit_test_teardown(test_an_id_that_comes_twice_is_watched_once, tear_down),
        cmocka_unit_test_teardown(test_site, tear_down),
        cmocka_unit_test_teardown(test_mistakes, tear_down),
        cmocka_unit_test_teardown(test_what_was_seen, tear_down),
        cmocka_unit_test_teardown(test_what_cannot_be_read_was_not_seen, tear_down),
    };
    return cmocka_run_group_tests_name("live_query", tests, NULL, NULL);
}
