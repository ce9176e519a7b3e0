/* SPDX-License-Identifier: MIT */
/*
 * The life cycle table: every pair of states compared with the transitions below, and with the text
 * given to the script.
 */
#include "upload/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

/* Rows: from; columns: to, in the order of the enum. */
static const char *const picture[STATE_COUNT] = {
    [STATE_CREATED] = ".uq.dfcx.",   [STATE_UPLOADING] = "..q.dfcx.",
    [STATE_QUEUED] = "...pdfcx.",    [STATE_PROCESSING] = "....dfcx.",
    [STATE_DONE] = "........D",      [STATE_FAILED] = "..q.....D",
    [STATE_CANCELLED] = "........D", [STATE_EXPIRED] = ".........",
    [STATE_DELETED] = ".........",
};

static void test_changes(void **state)
{
    (void)state;
    for (enum state from = 0; from < STATE_COUNT; from++)
        for (enum state to = 0; to < STATE_COUNT; to++)
            assert_int_equal(state_allows(from, to), picture[from][to] != '.');
}

static bool lists(const char *origins, const char *name)
{
    size_t len = strlen(name);

    for (const char *p = origins; *p; p += strcspn(p, ","), p += *p == ',')
        if (strcspn(p, ",") == len && memcmp(p, name, len) == 0)
            return true;
    return false;
}

static void test_origins(void **state)
{
    (void)state;
    for (enum state to = 0; to < STATE_COUNT; to++) {
        const char *origins = state_origins(to);
        for (enum state from = 0; from < STATE_COUNT; from++)
            assert_int_equal(lists(origins, state_name(from)), state_allows(from, to));
    }
    assert_string_equal(state_origins(STATE_CREATED), "");
}

static void test_names(void **state)
{
    (void)state;
    for (enum state s = 0; s < STATE_COUNT; s++)
        assert_int_equal(state_from_name(state_name(s)), (int)s);
    for (enum stage_state s = STAGE_WAITING; s <= STAGE_SKIPPED; s++)
        assert_int_equal(stage_state_from_name(stage_state_name(s)), (int)s);
    assert_int_equal(state_from_name("Done"), -1);
    assert_int_equal(state_from_name(""), -1);
    assert_int_equal(stage_state_from_name("wait"), -1);
    for (int active = 0; active < 2; active++) {
        assert_true(state_transfer_is(state_transfer_name(active), active));
        assert_false(state_transfer_is(state_transfer_name(active), !active));
    }
}

static void test_ends(void **state)
{
    (void)state;
    for (enum state s = 0; s < STATE_COUNT; s++) {
        assert_int_equal(state_ended(s), s >= STATE_DONE);
        assert_int_equal(state_ttl_ms(s) > 0, state_ended(s));
    }
    assert_int_equal(state_ttl_ms(STATE_DONE), 86400000);
    assert_int_equal(state_ttl_ms(STATE_DELETED), 3600000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
