/* SPDX-License-Identifier: MIT */
/*
 * A name that comes after the creation: it is checked and recorded once, and nothing completes the
 * upload before.
 */
#include "fcgi/intake/intake.h"

#include "base/error.h"
#include "tests/unit/support/intake_host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define APP (&intake_host.app)
#define EXCHANGE (&intake_host.exchange)

static char *only_pictures[] = {(char[]){"png"}, NULL};

/* An upload of 3 bytes without a name. */
static void create(char id_out[ID_SIZE])
{
    const struct intake_offer offer = {.size = 3,
                                       .by = &intake_host.principal,
                                       .exchange = EXCHANGE,
                                       .open_end = true,
                                       .awaits_name = true};
    struct upload u;

    APP->config.allow_extensions = only_pictures;
    assert_int_equal(intake_create(APP, &offer, &u), 0);
    memcpy(id_out, u.id, ID_SIZE);
    upload_free(&u);
    assert_true(intake_host_told("post created 0;"));
}

static void expect(const char *id, enum state state, bool awaits, const char *name)
{
    struct upload u = intake_host_load(id);

    assert_int_equal(u.state, state);
    assert_int_equal(u.awaits_name, awaits);
    assert_false(u.complete);
    if (name == NULL)
        assert_null(u.name);
    else
        assert_string_equal(u.name, name);
    upload_free(&u);
    assert_false(lock_held(APP->store, id));
}

static void test_a_name_that_passes_is_recorded_and_told(void **state)
{
    char id[ID_SIZE];

    (void)state;
    create(id);
    expect(id, STATE_CREATED, true, NULL);
    assert_int_equal(intake_name(EXCHANGE, id, "a.png"), 0);
    expect(id, STATE_CREATED, false, "a.png");
    assert_true(intake_host_told("post! created 0;"));
}

static void test_only_the_first_name_counts(void **state)
{
    char id[ID_SIZE];

    (void)state;
    create(id);
    assert_int_equal(intake_name(EXCHANGE, id, "a.png"), 0);
    assert_int_equal(intake_name(EXCHANGE, id, "b.exe"), 0);
    expect(id, STATE_CREATED, false, "a.png");
}

static void test_a_name_that_is_refused_ends_the_upload(void **state)
{
    static const char *const names[] = {"a.exe", "png", NULL};
    char id[ID_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        create(id);
        assert_int_equal(intake_name(EXCHANGE, id, names[i]), ERR_TYPE);
        assert_non_null(strstr(EXCHANGE->detail, "extension"));
        expect(id, STATE_FAILED, true, NULL);
        assert_true(intake_host_told("post! failed 0;"));
        assert_int_equal(intake_name(EXCHANGE, id, "a.png"), ERR_GONE);
    }
}

static void test_bytes_alone_do_not_complete_it(void **state)
{
    struct intake *in = NULL;
    char id[ID_SIZE];

    (void)state;
    create(id);
    assert_int_equal(intake_open(APP, id, LOCK_PATCH, NULL, &in), 0);
    assert_int_equal(intake_append(in, "abc", 3), 0);
    assert_false(intake_is_full(in));
    assert_int_equal(intake_finish(&in), ERR_NOT_FINISHED);
    assert_null(in);
    expect(id, STATE_UPLOADING, true, NULL);
    assert_int_equal(intake_name(EXCHANGE, id, "a.png"), 0);
    assert_int_equal(intake_open(APP, id, LOCK_PATCH, NULL, &in), 0);
    assert_true(intake_is_full(in));
    assert_int_equal(intake_finish(&in), 0);
}

static void test_other_uploads_keep_their_names(void **state)
{
    char id[ID_SIZE];

    (void)state;
    intake_host_create(3, id);
    struct upload before = intake_host_load(id);
    assert_int_equal(intake_name(EXCHANGE, id, "b.exe"), 0);
    expect(id, STATE_CREATED, false, before.name);
    upload_free(&before);
}

static void test_a_name_that_cannot_be_recorded_is_still_awaited(void **state)
{
    char id[ID_SIZE];

    (void)state;
    create(id);
    intake_host_break(id);
    assert_int_not_equal(intake_name(EXCHANGE, id, "a.png"), 0);
    intake_host_mend(id);
    expect(id, STATE_CREATED, true, NULL);
    assert_int_equal(intake_name(EXCHANGE, id, "a.png"), 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, intake_host_setup, intake_host_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_name_that_passes_is_recorded_and_told),
        TEST(test_only_the_first_name_counts),
        TEST(test_a_name_that_is_refused_ends_the_upload),
        TEST(test_bytes_alone_do_not_complete_it),
        TEST(test_other_uploads_keep_their_names),
        TEST(test_a_name_that_cannot_be_recorded_is_still_awaited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
