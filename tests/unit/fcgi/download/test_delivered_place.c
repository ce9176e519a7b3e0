/* SPDX-License-Identifier: MIT */
/*
 * Where a delivered file is, by all that its record and changed settings may say.
 */
#include "fcgi/download/delivered_place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct config_stage make_stage(const char *name, const char *kind, const char *deliver_to)
{
    return (struct config_stage){
        .name = (char *)name, .kind = (char *)kind, .deliver_to = (char *)deliver_to};
}

static struct config config;

static int set_up(void **state)
{
    (void)state;
    memset(&config, 0, sizeof config);
    config.stages[config.stage_count++] = make_stage("keep", "deliver", "/srv/files");
    config.stages[config.stage_count++] = make_stage("first", "deliver", "s3://one/{id}");
    config.stages[config.stage_count++] = make_stage("second", "deliver", "s3://one");
    config.stages[config.stage_count++] = make_stage("other", "deliver", "s3://one-more/{id}");
    config.stages[config.stage_count++] = make_stage("script", "command", "s3://one/{id}");
    return 0;
}

/* The place of an upload with these done stages, which ends with NULL, and this result. */
static struct delivered_place found(const char *result, const char *const *names)
{
    struct delivered_place place;
    struct upload u;

    upload_init(&u);
    assert_int_equal(upload_set(&u.result, result), 0);
    for (; *names != NULL; names++) {
        assert_int_equal(upload_add_stage(&u, *names, *names, 1), 0);
        u.stages[u.stage_count - 1].state = STAGE_DONE;
    }
    delivered_place_find(&config, &u, &place);
    upload_free(&u);
    return place;
}

static void check_stage(const char *result, const char *const *names, const char *expected)
{
    struct delivered_place place = found(result, names);

    if (expected == NULL)
        assert_null(place.stage);
    else
        assert_string_equal(place.stage->name, expected);
}

static void test_an_object(void **state)
{
    const char *const names[] = {"first", NULL};

    (void)state;
    struct delivered_place place = found("{\"delivered\":\"s3://one/a/b c.txt\"}", names);
    assert_true(place.in_s3);
    assert_string_equal(place.bucket, "one");
    assert_string_equal(place.key, "a/b c.txt");
    assert_string_equal(place.stage->name, "first");
}

static void test_a_folder(void **state)
{
    static const char *const results[] = {"{\"delivered\":\"s3:/one/a\"}", "{\"delivered\":7}",
                                          "{}", "{", NULL};
    const char *const names[] = {"keep", NULL};

    (void)state;
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        struct delivered_place place = found(results[i], names);
        assert_false(place.in_s3);
        assert_null(place.stage);
    }
}

/* The bucket must be the stage's, and of two stages the later one made the result. */
static void test_stages(void **state)
{
    static const char result[] = "{\"delivered\":\"s3://one/x\"}";

    (void)state;
    check_stage(result, (const char *const[]){"first", "second", NULL}, "second");
    check_stage(result, (const char *const[]){"first", "keep", "other", NULL}, "first");
    check_stage(result, (const char *const[]){"other", "script", "unknown", NULL}, NULL);
    check_stage("{\"delivered\":\"s3://one-more/x\"}",
                (const char *const[]){"first", "other", NULL}, "other");
}

static void test_a_stage_that_failed(void **state)
{
    struct delivered_place place;
    struct upload u;

    (void)state;
    upload_init(&u);
    assert_int_equal(upload_set(&u.result, "{\"delivered\":\"s3://one/x\"}"), 0);
    assert_int_equal(upload_add_stage(&u, "first", "First", 1), 0);
    assert_int_equal(upload_add_stage(&u, "second", "Second", 1), 0);
    u.stages[0].state = STAGE_DONE;
    u.stages[1].state = STAGE_FAILED;
    delivered_place_find(&config, &u, &place);
    assert_string_equal(place.stage->name, "first");
    upload_free(&u);
}

/* A result of the greatest length may be cut. */
static void test_long_keys(void **state)
{
    const char *const names[] = {"first", NULL};
    char result[2 * UPLOAD_MESSAGE_MAX], key[UPLOAD_MESSAGE_MAX];
    size_t fixed = strlen("s3://one/");

    (void)state;
    memset(key, 'k', sizeof key);
    key[UPLOAD_MESSAGE_MAX - 4 - fixed] = '\0';
    (void)snprintf(result, sizeof result, "{\"delivered\":\"s3://one/%s\"}", key);
    assert_string_equal(found(result, names).key, key);
    (void)snprintf(result, sizeof result, "{\"delivered\":\"s3://one/%sk\"}", key);
    assert_string_equal(found(result, names).key, "");
    assert_true(found(result, names).in_s3);
}

static void test_no_object(void **state)
{
    const char *const names[] = {"first", NULL};

    (void)state;
    assert_string_equal(found("{\"delivered\":\"s3://one\"}", names).key, "");
    assert_string_equal(found("{\"delivered\":\"s3://"
                              "0123456789012345678901234567890123456789012345678901234567890123456"
                              "/x\"}",
                              names)
                            .key,
                        "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_object), cmocka_unit_test(test_a_folder),
        cmocka_unit_test(test_stages),    cmocka_unit_test(test_a_stage_that_failed),
        cmocka_unit_test(test_long_keys), cmocka_unit_test(test_no_object),
    };
    return cmocka_run_group_tests_name("delivered_place", tests, set_up, NULL);
}
