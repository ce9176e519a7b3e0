/* SPDX-License-Identifier: MIT */
/*
 * The stages of a file, and how a better known type changes them.
 */
#include "upload/pipeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static char image_type[] = "image/*";
static char *const usual[] = {(char[]){"digest"}, (char[]){"identify"}, (char[]){"last"}, NULL};
static char *const images[] = {(char[]){"identify"}, (char[]){"small"}, NULL};

static void make_settings(struct config *c)
{
    static const char *const names[] = {"digest", "identify", "last", "small"};

    memset(c, 0, sizeof *c);
    c->stage_names = (char **)usual;
    for (size_t i = 0; i < 4; i++)
        c->stages[c->stage_count++] = (struct config_stage){
            .name = (char *)names[i], .label = (char *)names[i], .weight = 20};
    c->pipelines[c->pipeline_count++] = (struct config_pipeline){image_type, (char **)images};
}

static void check_stages(const struct upload *u, const char *const *names, size_t count)
{
    assert_int_equal(u->stage_count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(u->stages[i].name, names[i]);
}

static void test_by_type(void **state)
{
    struct config c;
    (void)state;
    make_settings(&c);
    assert_ptr_equal(pipeline_of(&c, "image/png"), images);
    assert_ptr_equal(pipeline_of(&c, "IMAGE/PNG; q=1"), images);
    assert_ptr_equal(pipeline_of(&c, "text/plain"), usual);
    assert_ptr_equal(pipeline_of(&c, NULL), usual);
}

static void test_fill(void **state)
{
    struct config c;
    struct upload u;
    (void)state;
    make_settings(&c);
    upload_init(&u);
    assert_int_equal(pipeline_fill(&c, "image/png", &u), 0);
    check_stages(&u, (const char *[]){"identify", "small"}, 2);
    upload_free(&u);
}

/* Stages that have begun stay and do not occur twice; others are replaced. */
static void test_reroute(void **state)
{
    struct config c;
    struct upload u;
    (void)state;
    make_settings(&c);
    upload_init(&u);
    assert_int_equal(pipeline_fill(&c, NULL, &u), 0);
    u.stages[0].state = u.stages[1].state = STAGE_DONE;
    assert_int_equal(pipeline_reroute(&c, "image/png", &u), 0);
    check_stages(&u, (const char *[]){"digest", "identify", "small"}, 3);
    assert_int_equal(u.stages[1].state, STAGE_DONE);
    assert_int_equal(u.stages[2].state, STAGE_WAITING);
    assert_int_equal(pipeline_reroute(&c, "text/plain", &u), 0);
    check_stages(&u, (const char *[]){"digest", "identify", "last"}, 3);
    upload_free(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_type),
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_reroute),
    };
    return cmocka_run_group_tests_name("pipeline", tests, NULL, NULL);
}
