/* SPDX-License-Identifier: MIT */
/*
 * What stages keep for their next runs: in info.json, nowhere else, and bounded.
 */
#include "upload/upload.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void begin(struct upload *u)
{
    upload_init(u);
    assert_int_equal(id_make(u->id), 0);
    assert_int_equal(upload_add_stage(u, "one", "One", 20), 0);
    assert_int_equal(upload_add_stage(u, "two", "Two", 20), 0);
}

static void test_kept_is_in_the_record_alone(void **state)
{
    struct upload u, copy, read;

    (void)state;
    begin(&u);
    assert_int_equal(upload_set_kept(&u, &u.stages[1], "{\"a\":\"b\"}"), 0);
    assert_int_equal(upload_copy(&u, &copy), 0);
    assert_string_equal(copy.stages[1].kept, "{\"a\":\"b\"}");
    char *text = upload_to_json(&u);
    assert_int_equal(upload_from_json(text, strlen(text), &read), 0);
    assert_null(read.stages[0].kept);
    assert_string_equal(read.stages[1].kept, "{\"a\":\"b\"}");
    free(text);
    text = upload_stages_json(&u);
    assert_null(strstr(text, "kept"));
    free(text);
    assert_int_equal(upload_set_kept(&u, &u.stages[1], NULL), 0);
    text = upload_to_json(&u);
    assert_null(strstr(text, "kept"));
    free(text);
    upload_free(&u);
    upload_free(&copy);
    upload_free(&read);
}

static void test_all_stages_keep_so_much(void **state)
{
    static char text[UPLOAD_KEPT_MAX + 2];
    struct upload u;

    (void)state;
    begin(&u);
    memset(text, ' ', UPLOAD_KEPT_MAX + 1);
    assert_int_equal(upload_set_kept(&u, &u.stages[0], text), ERR_BOUND);
    text[UPLOAD_KEPT_MAX] = '\0';
    assert_int_equal(upload_set_kept(&u, &u.stages[0], text), 0);
    assert_int_equal(upload_set_kept(&u, &u.stages[0], text), 0);
    assert_int_equal(upload_set_kept(&u, &u.stages[1], " "), ERR_BOUND);
    assert_int_equal(upload_set_kept(&u, &u.stages[1], NULL), 0);
    assert_int_equal(upload_set_kept(&u, &u.stages[0], NULL), 0);
    assert_int_equal(upload_set_kept(&u, &u.stages[1], " "), 0);
    upload_free(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_is_in_the_record_alone),
        cmocka_unit_test(test_all_stages_keep_so_much),
    };
    return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
