/* SPDX-License-Identifier: MIT */
/*
 * The table of steps of sending a file.
 */
#include "cli/send/upload_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define ENDS (TUS_STOPPED + 1)

static enum upload_action action_of(enum upload_step step, enum tus_end came)
{
    return upload_turn(step, came).action;
}

static void test_only_a_known_offset_is_sent_from(void **state)
{
    (void)state;
    for (enum upload_step step = 0; step < UPLOAD_STEPS; step++)
        for (enum tus_end came = 0; came < ENDS; came++) {
            struct upload_turn turn = upload_turn(step, came);
            assert_int_equal(turn.next == STEP_APPEND, came == TUS_DONE);
            assert_int_equal(turn.action == ACTION_ADVANCE, came == TUS_DONE);
        }
}

static void test_an_upload_is_created_where_there_is_none(void **state)
{
    (void)state;
    for (enum upload_step step = 0; step < UPLOAD_STEPS; step++)
        for (enum tus_end came = 0; came < ENDS; came++)
            if (came != TUS_DONE)
                assert_int_equal(upload_turn(step, came).next,
                                 step == STEP_CREATE || came == TUS_GONE ? STEP_CREATE : STEP_ASK);
}

static void test_a_refusal_is_final_and_a_failure_is_not(void **state)
{
    (void)state;
    for (enum upload_step step = 0; step < UPLOAD_STEPS; step++) {
        assert_int_equal(action_of(step, TUS_REFUSED), ACTION_FAIL);
        assert_int_equal(action_of(step, TUS_AGAIN), ACTION_WAIT);
        assert_int_equal(action_of(step, TUS_STOPPED), ACTION_STOP);
    }
}

static void test_an_upload_that_is_gone_is_begun_anew(void **state)
{
    (void)state;
    assert_int_equal(action_of(STEP_ASK, TUS_GONE), ACTION_START_OVER);
    assert_int_equal(action_of(STEP_APPEND, TUS_GONE), ACTION_START_OVER);
    assert_int_equal(action_of(STEP_CREATE, TUS_GONE), ACTION_FAIL);
}

static void test_only_pieces_shrink(void **state)
{
    (void)state;
    for (enum upload_step step = 0; step < UPLOAD_STEPS; step++)
        for (enum tus_end came = 0; came < ENDS; came++)
            assert_int_equal(action_of(step, came) == ACTION_SHRINK,
                             step == STEP_APPEND && came == TUS_SMALLER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_a_known_offset_is_sent_from),
        cmocka_unit_test(test_an_upload_is_created_where_there_is_none),
        cmocka_unit_test(test_a_refusal_is_final_and_a_failure_is_not),
        cmocka_unit_test(test_an_upload_that_is_gone_is_begun_anew),
        cmocka_unit_test(test_only_pieces_shrink),
    };

    return cmocka_run_group_tests_name("upload_steps", tests, NULL, NULL);
}
