/* SPDX-License-Identifier: MIT */
/*
 * Tests the form handler with a recording intake, request and response: which uploads it creates,
 * how each ends, and the answer.
 */
#include "fcgi/form/form.h"
#include "fcgi/http/request_protocol.h"

#include "base/error.h"
#include "tests/unit/support/form_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void test_files_and_fields(void **state)
{
    (void)state;
    assert_int_equal(
        form_host_post(
            FIELD("t", "one") FILE_PART("f", "a.txt", "text/plain; charset=utf-8", "hello world")
                FIELD("u", "") FILE_PART("f", "empty", "x/y", "") FIELD("t", "t\"wo") END,
            0),
        0);
    assert_string_equal(buffer_text(&form_host.notes),
                        "+a.txt(text/plain){\"t\":\"one\"}hello world_"
                        "+empty(x/y){\"t\":\"one\",\"u\":\"\"}"
                        "^1{\"t\":[\"one\",\"t\\\"wo\"],\"u\":\"\"}."
                        "{\"t\":[\"one\",\"t\\\"wo\"],\"u\":\"\"}.");
    assert_int_equal(form_host.status, 201);
    assert_string_equal(form_host.type, "application/json");
    assert_string_equal(
        buffer_text(&form_host.body),
        "{\"success\":true,\"uploads\":["
        "{\"id\":\"00000000000000000000000000000001\",\"url\":\"/u/1\",\"progress_url\":\"/p/1\","
        "\"field\":\"f\",\"name\":null,\"type\":null,\"size\":11},"
        "{\"id\":\"00000000000000000000000000000002\",\"url\":\"/u/2\",\"progress_url\":\"/p/2\","
        "\"field\":\"f\",\"name\":null,\"type\":null,\"size\":0}],"
        "\"fields\":{\"t\":[\"one\",\"t\\\"wo\"],\"u\":[\"\"]}}");
}

static void test_page_and_redirect(void **state)
{
    static const char file[] = FILE_PART("f", "a.txt", "text/plain", "hello");
    char body[512];

    (void)state;
    form_host.accept = "text/html,*/*;q=0.8";
    snprintf(body, sizeof body, "%s%s" END, file, file);
    assert_int_equal(form_host_post(body, 0), 0);
    assert_int_equal(form_host.status, 201);
    assert_string_equal(form_host.type, "text/html; charset=utf-8");
    assert_non_null(strstr(buffer_text(&form_host.body), "<a href=\"/p/1\">"));
    snprintf(body, sizeof body, "%s" END, file);
    assert_int_equal(form_host_post(body, 0), 0);
    assert_int_equal(form_host.status, 303);
    assert_string_equal(buffer_text(&form_host.location), "/p/1");
    snprintf(body, sizeof body, "%s" FIELD("redirect", "/thanks?a=1") END, file);
    assert_int_equal(form_host_post(body, 0), 0);
    assert_int_equal(form_host.status, 303);
    assert_string_equal(buffer_text(&form_host.location), "/thanks?a=1");
    snprintf(body, sizeof body, "%s" FIELD("redirect", "//evil") END, file);
    assert_int_equal(form_host_post(body, 0), 0);
    assert_int_equal(form_host.status, 303);
    assert_string_equal(buffer_text(&form_host.location), "/p/1");
    form_host.accept = "*/*";
    snprintf(body, sizeof body, "%s" FIELD("redirect", "/thanks") END, file);
    assert_int_equal(form_host_post(body, 0), 0);
    assert_int_equal(form_host.status, 201);
    assert_string_equal(form_host.type, "application/json");
    form_host.accept = NULL;
}

static void test_record(void **state)
{
    static const char body[] = FIELD("X-Progress-ID", "me") FILE_PART("f", "a", "x/y", "1") END;
    char expected[128];

    (void)state;
    assert_int_equal(form_host_post(body, 0), 0);
    snprintf(expected, sizeof expected, "?X-Progress-ID=me*f#%d", (int)strlen(body));
    assert_string_equal(buffer_text(&form_host.recorded), expected);
    assert_int_equal(form_host_post(FILE_PART("f", "a", "x/y", "1"), ERR_INTERRUPTED),
                     ERR_INTERRUPTED);
    assert_non_null(strstr(buffer_text(&form_host.recorded), "interrupted"));
}

static void test_no_file_chosen(void **state)
{
    (void)state;
    assert_int_equal(form_host_post(FILE_PART("f", "", "application/octet-stream", "") END, 0), 0);
    assert_string_equal(buffer_text(&form_host.notes), "");
    assert_int_equal(form_host.status, 200);
    assert_string_equal(buffer_text(&form_host.body),
                        "{\"success\":false,\"uploads\":[],\"fields\":{}}");
    assert_int_equal(form_host_post(FILE_PART("f", "", "x/y", "bytes though") END, 0), 0);
    assert_string_equal(buffer_text(&form_host.notes), "+(x/y)bytes though.");
}

static void test_cut_short(void **state)
{
    static const char body[] =
        FILE_PART("f", "a", "x/y",
                  "whole") "--b0" CRLF
                           "Content-Disposition: form-data; name=f; filename=b" CRLF CRLF "half";

    (void)state;
    assert_int_equal(form_host_post(body, ERR_INTERRUPTED), ERR_INTERRUPTED);
    assert_string_equal(buffer_text(&form_host.notes), "+a(x/y)whole_+b()half^1.!interrupted");
    assert_int_equal(form_host.status, 0);
    assert_int_equal(form_host_post(body, 0), ERR_BAD_FORM);
    assert_string_equal(buffer_text(&form_host.notes), "+a(x/y)whole_+b()half^1.!bad_form");
}

static void test_limits(void **state)
{
    static const char file[] = FILE_PART("f", "a", "x/y", "1");
    char body[1024], big[128];

    (void)state;
    snprintf(body, sizeof body, "%s%s%s%s" END, file, file, file, file);
    assert_int_equal(form_host_post(body, 0), ERR_TOO_MANY);
    assert_string_equal(buffer_text(&form_host.notes), "+a(x/y)1_+a(x/y)1_+a(x/y)1_^1.^2.^3.");
    assert_int_equal(
        form_host_post(FIELD("a", "") FIELD("a", "") FIELD("a", "") FIELD("a", "") END, 0),
        ERR_TOO_MANY);
    assert_int_equal(form_host_post(FIELD("a", "12345678901234567890") END, 0), 0);
    assert_int_equal(form_host_post(FIELD("a", "123456789012345678901") END, 0), ERR_BOUND);
    assert_int_equal(form_host_post(FILE_PART("f", "full", "x/y", "1") END, 0), ERR_NO_SPACE);
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    snprintf(body, sizeof body, FILE_PART("f", "a", "x/y", "%s") END, big);
    assert_int_equal(form_host_post(body, 0), ERR_TOO_LARGE);
    assert_non_null(strstr(buffer_text(&form_host.notes), "!too_large"));
}

/* Each field and each name is within its limit, but their sum is not. */
static void test_what_a_form_keeps_is_bounded(void **state)
{
    char name[201], file[512], field[512], body[2048];

    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(field, sizeof field, FIELD("%s", "12345678901234567890"), name);
    snprintf(body, sizeof body, "%s%s%s" END, field, field, field);
    assert_int_equal(form_host_post(body, 0), 0);
    snprintf(file, sizeof file, FILE_PART("%s%s", "a", "x/y", "1"), name, name);
    snprintf(body, sizeof body, "%s%s" END, file, field);
    assert_int_equal(form_host_post(body, 0), 0);
    snprintf(body, sizeof body, "%s%s%s" END, file, field, field);
    assert_int_equal(form_host_post(body, 0), ERR_BOUND);
    snprintf(body, sizeof body, "%s%s" END, file, file);
    assert_int_equal(form_host_post(body, 0), ERR_BOUND);
}

/* FilePond takes the body as the id, although its Accept is that of any browser, and needs the key.
 */
static void test_the_id_alone(void **state)
{
    static const char two[] = FILE_PART("f", "a", "x/y", "one") FILE_PART("f", "b", "x/y", "") END;
    static const char pond[] = FIELD("f", "{}") FILE_PART("f", "a", "x/y", "one") END;
    static const char other[] = FIELD("g", "{}") FILE_PART("f", "a", "x/y", "one") END;

    (void)state;
    form_host.accept = "text/plain";
    assert_int_equal(form_host_post(two, 0), 0);
    assert_string_equal(buffer_text(&form_host.body),
                        "00000000000000000000000000000001\n00000000000000000000000000000002");
    assert_string_equal(form_host.type, "text/plain; charset=utf-8");
    assert_int_equal(form_host.status, 201);
    form_host.accept = "*/*";
    assert_int_equal(form_host_post(pond, 0), 0);
    assert_string_equal(buffer_text(&form_host.body), "00000000000000000000000000000001.key");
    assert_int_equal(form_host_post(other, 0), 0);
    assert_int_equal(buffer_text(&form_host.body)[0], '{');
    form_host.accept = "application/json, text/plain, */*";
    assert_int_equal(form_host_post(pond, 0), 0);
    assert_int_equal(buffer_text(&form_host.body)[0], '{');
    form_host.accept = NULL;
}

/* Each file gets all fields of the form, before and behind it. */
static void test_fields_of_each_file(void **state)
{
    static const char body[] = FIELD("tags[]", "x") FILE_PART("f", "a", "x/y", "1")
        FIELD("_token", "s") FILE_PART("f", "b", "x/y", "2") FIELD("X-Progress-ID", "id") END;

    (void)state;
    assert_int_equal(form_host_post(body, 0), 0);
    assert_string_equal(buffer_text(&form_host.notes),
                        "+a(x/y){\"tags[]\":[\"x\"]}1_+b(x/y){\"tags[]\":[\"x\"]}2"
                        "^1{\"tags[]\":[\"x\"]}.{\"tags[]\":[\"x\"]}.");
}

static void test_fields_that_are_too_long_to_keep(void **state)
{
    char name[401], before[1024], after[1024];

    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(before, sizeof before, FIELD("%s", "v") FILE_PART("f", "a", "x/y", "1") END, name);
    assert_int_equal(form_host_post(before, 0), ERR_BOUND);
    assert_string_equal(buffer_text(&form_host.notes), "");
    snprintf(after, sizeof after, FILE_PART("f", "a", "x/y", "1") FIELD("%s", "v") END, name);
    assert_int_equal(form_host_post(after, 0), ERR_BOUND);
    assert_string_equal(buffer_text(&form_host.notes), "+a(x/y)1!bound_exceeded");
    snprintf(after, sizeof after, FIELD("%s", "v") END, name);
    assert_int_equal(form_host_post(after, 0), 0);
}

/* Parts whose fields arrive late: the last file fails and the earlier ones are removed. */
static void test_a_part_of_a_file(void **state)
{
    static const char late[] = FILE_PART("f", "a", "x/y", "one") FILE_PART("f", "b", "x/y", "two")
        FIELD("chunk", "1") FIELD("chunks", "3") END;
    static const char early[] =
        FIELD("chunk", "1") FIELD("chunks", "3") FILE_PART("f", "a", "x/y", "one") END;

    (void)state;
    assert_int_equal(form_host_post(early, 0), ERR_CHUNK);
    assert_string_equal(buffer_text(&form_host.notes), "");
    assert_int_equal(form_host_post(late, 0), ERR_CHUNK);
    assert_string_equal(buffer_text(&form_host.notes),
                        "+a(x/y)one_+b(x/y)two-1!chunks_unsupported");
}

static void test_content_type(void **state)
{
    struct request r = {.type = NULL};

    (void)state;
    assert_false(form_is_spoken(&r));
    r.type = "application/offset+octet-stream";
    assert_false(form_is_spoken(&r));
    r.type = "Multipart/form-data; boundary=x";
    assert_true(form_is_spoken(&r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_and_fields),
        cmocka_unit_test(test_no_file_chosen),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_the_id_alone),
        cmocka_unit_test(test_a_part_of_a_file),
        cmocka_unit_test(test_content_type),
        cmocka_unit_test(test_page_and_redirect),
        cmocka_unit_test(test_record),
        cmocka_unit_test(test_what_a_form_keeps_is_bounded),
        cmocka_unit_test(test_fields_of_each_file),
        cmocka_unit_test(test_fields_that_are_too_long_to_keep),
    };
    return cmocka_run_group_tests(tests, form_host_setup, form_host_teardown);
}
