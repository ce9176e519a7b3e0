/* SPDX-License-Identifier: MIT */
/*
 * Tests to which upload a chunk belongs: of visitors with and without credentials, and of files
 * that are sent again.
 */
#include "fcgi/uploaders/chunk_upload.h"
#include "fcgi/uploaders/visitor.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/app/app.h"
#include "tests/unit/support/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define FIRST "000000000001aaaaaaaaaaaa"
#define SECOND "000000000002bbbbbbbbbbbb"
#define COOKIE(number) "loadline_uploader_" number "=1"

#define UUID "4b3d6f5e-9f2c-4c6b-8f33-0d9b7a3f7d11"

/* The request's field Cookie. */
static const char *cookie;

const char *request_header(const struct request *r, const char *name)
{
    (void)r;
    assert_string_equal(name, "Cookie");
    return cookie;
}

int exchange_fail(struct exchange *x, int err, const char *format, ...)
{
    (void)x, (void)format;
    return err;
}

/* What Redis says of every upload. */
static struct progress_home home;
static int home_result = ERR_NOT_FOUND;
static char home_of[ID_SIZE]; /* only of this one; "": of all */
static int home_asked;
static char elsewhere_path[] = "/u7";

int elsewhere_find(struct elsewhere *e, const struct store *s, const char *id,
                   struct progress_home *out)
{
    (void)e, (void)s;
    home_asked++;
    *out = home;
    return *home_of == '\0' || strcmp(home_of, id) == 0 ? home_result : ERR_NOT_FOUND;
}

static struct app app = {.secret = {.bytes = "0123456789abcdef", .len = 16},
                         .config = {.uploader_repeat_ms = 60000}};

/* Asks for the upload of a file that Resumable.js calls 9-a. */
static int find(const char *owner, enum dialect_id dialect, const char *file,
                struct chunk_upload *out)
{
    struct exchange x = {.app = &app};
    const struct chunk c = {.dialect = dialect_of(dialect),
                            .id = dialect_of(dialect)->id != NULL ? file : NULL,
                            .name = file,
                            .total = 9};

    (void)snprintf(x.principal.owner, sizeof x.principal.owner, "%s", owner);
    return chunk_upload_find(&x, &c, out, NULL);
}

static void store(struct store *s, const char *id, bool complete, int64_t updated_at)
{
    struct upload u;

    upload_init(&u);
    memcpy(u.id, id, ID_SIZE);
    u.size = 9;
    u.complete = complete;
    u.state = complete ? STATE_DONE : STATE_CREATED;
    u.received = complete ? 9 : 0;
    u.created_at = u.updated_at = updated_at;
    assert_int_equal(store_create(s, &u), 0);
    upload_free(&u);
}

static void test_cookies_are_read_in_the_order_of_the_browser(void **state)
{
    struct visitor v;

    (void)state;
    visitor_parse(NULL, &v);
    assert_int_equal(v.count, 0);
    visitor_parse("a=1; " COOKIE(SECOND) ";" COOKIE(FIRST) "; b=2", &v);
    assert_int_equal(v.count, 2);
    assert_string_equal(v.numbers[0], SECOND);
    assert_string_equal(v.numbers[1], FIRST);
    visitor_parse("loadline_uploader_=1; loadline_uploader_1=1; " COOKIE(
                      FIRST "0") "; "
                                 "loadline_uploader_000000000001AAAAAAAAAAAA=1; x" COOKIE(FIRST),
                  &v);
    assert_int_equal(v.count, 0);
}

static void test_no_more_cookies_count_than_eight(void **state)
{
    char field[1024] = "";
    struct visitor v;

    (void)state;
    for (int i = 0; i < 9; i++)
        (void)snprintf(field + strlen(field), sizeof field - strlen(field),
                       "loadline_uploader_00000000000%daaaaaaaaaaaa=1; ", i);
    visitor_parse(field, &v);
    assert_int_equal(v.count, 8);
    assert_string_equal(v.numbers[7], "000000000007aaaaaaaaaaaa");
}

static void test_an_open_upload_is_found_again(void **state)
{
    struct chunk_upload first, second;

    cookie = NULL;
    assert_int_equal(find("ann", DIALECT_RESUMABLE, "9-a", &first), 0);
    assert_int_equal(first.state, CHUNK_UPLOAD_NEW);
    store(*state, first.id, false, clock_wall_ms());
    assert_int_equal(find("ann", DIALECT_RESUMABLE, "9-a", &second), 0);
    assert_int_equal(second.state, CHUNK_UPLOAD_OPEN);
    assert_string_equal(second.id, first.id);
    assert_int_equal(find("bob", DIALECT_RESUMABLE, "9-a", &second), 0);
    assert_int_equal(second.state, CHUNK_UPLOAD_NEW);
    assert_string_not_equal(second.id, first.id);
}

/* It serves what follows, so that it is not read again. */
static void test_the_record_of_an_open_upload_comes_with_it(void **state)
{
    const struct chunk c = {
        .dialect = dialect_of(DIALECT_RESUMABLE), .id = "9-r", .name = "9-r", .total = 9};
    struct exchange x = {.app = &app, .principal.owner = "hal"};
    struct chunk_upload found;
    struct glimpse record;

    cookie = NULL;
    assert_int_equal(chunk_upload_find(&x, &c, &found, &record), 0);
    assert_string_equal(record.upload.id, "");
    store(*state, found.id, false, clock_wall_ms());
    assert_int_equal(chunk_upload_find(&x, &c, &found, &record), 0);
    assert_string_equal(record.upload.id, found.id);
    assert_int_equal(record.upload.size, 9);
    glimpse_free(&record);
    assert_int_equal(store_remove(*state, found.id), 0);
    store(*state, found.id, true, clock_wall_ms());
    assert_int_equal(chunk_upload_find(&x, &c, &found, &record), 0);
    assert_int_equal(found.state, CHUNK_UPLOAD_DONE);
    assert_string_equal(record.upload.id, "");
}

static void test_a_complete_upload_answers_for_a_while(void **state)
{
    struct chunk_upload one;

    assert_int_equal(find("cid", DIALECT_RESUMABLE, "9-a", &one), 0);
    store(*state, one.id, true, clock_wall_ms());
    assert_int_equal(find("cid", DIALECT_RESUMABLE, "9-a", &one), 0);
    assert_int_equal(one.state, CHUNK_UPLOAD_DONE);
}

static void test_a_file_that_is_sent_again_later_is_a_new_upload(void **state)
{
    struct chunk_upload old, fresh;

    assert_int_equal(find("dan", DIALECT_RESUMABLE, "9-a", &old), 0);
    store(*state, old.id, true, clock_wall_ms() - 61000);
    assert_int_equal(find("dan", DIALECT_RESUMABLE, "9-a", &fresh), 0);
    assert_int_equal(fresh.state, CHUNK_UPLOAD_NEW);
    assert_string_not_equal(fresh.id, old.id);
}

/* Also after the complete upload before it has been removed. */
static void test_an_open_upload_is_found_behind_a_gap(void **state)
{
    struct chunk_upload old, fresh, again;
    struct store *s = *state;

    assert_int_equal(find("eve", DIALECT_RESUMABLE, "9-a", &old), 0);
    store(s, old.id, true, clock_wall_ms() - 61000);
    assert_int_equal(find("eve", DIALECT_RESUMABLE, "9-a", &fresh), 0);
    store(s, fresh.id, false, clock_wall_ms());
    assert_int_equal(store_remove(s, old.id), 0);
    assert_int_equal(find("eve", DIALECT_RESUMABLE, "9-a", &again), 0);
    assert_int_equal(again.state, CHUNK_UPLOAD_OPEN);
    assert_string_equal(again.id, fresh.id);
}

static void test_a_file_is_not_sent_again_without_end(void **state)
{
    struct chunk_upload one;

    for (int i = 0; i < 64; i++) {
        assert_int_equal(find("fay", DIALECT_RESUMABLE, "9-a", &one), 0);
        store(*state, one.id, true, clock_wall_ms() - 61000);
    }
    assert_int_equal(find("fay", DIALECT_RESUMABLE, "9-a", &one), ERR_TOO_MANY);
}

static void test_a_visitor_without_a_cookie_is_unknown(void **state)
{
    struct chunk_upload one;

    (void)state;
    cookie = "session=1";
    assert_int_equal(find("", DIALECT_RESUMABLE, "9-a", &one), ERR_VISITOR);
    assert_int_equal(find("", DIALECT_PLUPLOAD, "a", &one), ERR_VISITOR);
    assert_int_equal(find("", DIALECT_DROPZONE, "1b-2", &one), ERR_VISITOR);
    assert_int_equal(find("", DIALECT_DROPZONE, UUID, &one), 0);
}

/* The first requests of a browser come in parallel, and each has the cookies that came before. */
static void test_all_requests_of_a_visitor_find_one_upload(void **state)
{
    struct chunk_upload first, second, other;

    cookie = COOKIE(SECOND);
    assert_int_equal(find("", DIALECT_RESUMABLE, "9-g", &first), 0);
    store(*state, first.id, false, clock_wall_ms());
    cookie = COOKIE(FIRST) "; " COOKIE(SECOND);
    assert_int_equal(find("", DIALECT_RESUMABLE, "9-g", &second), 0);
    assert_int_equal(second.state, CHUNK_UPLOAD_OPEN);
    assert_string_equal(second.id, first.id);
    cookie = COOKIE("000000000002cccccccccccc");
    assert_int_equal(find("", DIALECT_RESUMABLE, "9-g", &other), 0);
    assert_int_equal(other.state, CHUNK_UPLOAD_NEW);
    assert_string_not_equal(other.id, first.id);
}

/* A random id is that file's for ever: a late retry of its last chunk must not begin another. */
static void test_a_random_id_stays_that_of_its_complete_upload(void **state)
{
    static const char id[] = "9c1dd0ab-5b50-4f7f-9f4a-6a4f3e1c6f2e";
    const struct chunk c = {.dialect = dialect_of(DIALECT_FINE), .id = id, .total = -1};
    struct exchange x = {.app = &app};
    struct chunk_upload one, again;
    char other[ID_SIZE];

    assert_int_equal(find("", DIALECT_FINE, id, &one), 0);
    store(*state, one.id, true, clock_wall_ms() - 61000);
    assert_int_equal(find("", DIALECT_FINE, id, &again), 0);
    assert_int_equal(again.state, CHUNK_UPLOAD_DONE);
    assert_string_equal(again.id, one.id);
    assert_int_equal(chunk_upload_find_free(&x, &c, other), 0);
    assert_string_not_equal(other, one.id);
}

static int find_sized(const char *owner, int64_t total, struct chunk_upload *out)
{
    struct exchange x = {.app = &app};
    const struct chunk c = {.dialect = dialect_of(DIALECT_JQUERY), .name = "a", .total = total};

    (void)snprintf(x.principal.owner, sizeof x.principal.owner, "%s", owner);
    return chunk_upload_find(&x, &c, out, NULL);
}

/* jQuery File Upload asks by the name alone, before it tells the size. */
static void test_sizes_of_one_name_are_other_uploads(void **state)
{
    struct chunk_upload nine, ten, asked;

    assert_int_equal(find_sized("gus", 9, &nine), 0);
    store(*state, nine.id, false, clock_wall_ms() - 1000);
    assert_int_equal(find_sized("gus", 10, &ten), 0);
    assert_int_equal(ten.state, CHUNK_UPLOAD_NEW);
    assert_string_not_equal(ten.id, nine.id);
    assert_int_equal(find_sized("gus", 9, &asked), 0);
    assert_int_equal(asked.state, CHUNK_UPLOAD_OPEN);
    assert_string_equal(asked.id, nine.id);
    store(*state, ten.id, false, clock_wall_ms()); /* also of 9 bytes, and newer */
    assert_int_equal(find_sized("gus", -1, &asked), 0);
    assert_int_equal(asked.state, CHUNK_UPLOAD_OPEN);
    assert_string_equal(asked.id, ten.id);
}

static int setup(void **state)
{
    *state = app.store = spool_begin();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    spool_end(&app.store);
    return 0;
}

static void test_what_another_host_receives_is_refused(void **state)
{
    struct chunk_upload first, again;

    (void)state;
    assert_int_equal(find("ann", DIALECT_RESUMABLE, "9-away", &first), 0);
    assert_int_equal(home_asked, 0); /* it is the only host */
    app.elsewhere = (struct elsewhere *)&home;
    app.config.host_path = elsewhere_path;
    home_result = ERR_ELSEWHERE;
    memcpy(home_of, first.id, ID_SIZE);
    home = (struct progress_home){.updated_at = clock_wall_ms() - 1000};
    assert_int_equal(find("ann", DIALECT_RESUMABLE, "9-away", &again), ERR_ELSEWHERE);
    /* What has ended there, and what its sender has left, does not keep the file from here. */
    home.has_ended = true;
    assert_int_equal(find("ann", DIALECT_RESUMABLE, "9-away", &again), 0);
    assert_int_equal(again.state, CHUNK_UPLOAD_NEW);
    assert_string_not_equal(again.id, first.id);
    home = (struct progress_home){.updated_at = clock_wall_ms() - 61000};
    assert_int_equal(find("ann", DIALECT_RESUMABLE, "9-away", &again), 0);
    assert_string_not_equal(again.id, first.id);
    /* Whoever cannot ask goes on. */
    home_result = ERR_REDIS;
    assert_int_equal(find("ann", DIALECT_RESUMABLE, "9-away", &again), 0);
    assert_string_equal(again.id, first.id);
    app.elsewhere = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cookies_are_read_in_the_order_of_the_browser),
        cmocka_unit_test(test_no_more_cookies_count_than_eight),
        cmocka_unit_test(test_an_open_upload_is_found_again),
        cmocka_unit_test(test_the_record_of_an_open_upload_comes_with_it),
        cmocka_unit_test(test_a_complete_upload_answers_for_a_while),
        cmocka_unit_test(test_a_file_that_is_sent_again_later_is_a_new_upload),
        cmocka_unit_test(test_an_open_upload_is_found_behind_a_gap),
        cmocka_unit_test(test_a_file_is_not_sent_again_without_end),
        cmocka_unit_test(test_a_visitor_without_a_cookie_is_unknown),
        cmocka_unit_test(test_all_requests_of_a_visitor_find_one_upload),
        cmocka_unit_test(test_a_random_id_stays_that_of_its_complete_upload),
        cmocka_unit_test(test_sizes_of_one_name_are_other_uploads),
        cmocka_unit_test(test_what_another_host_receives_is_refused),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
