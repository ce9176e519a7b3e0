/* SPDX-License-Identifier: MIT */
/*
 * Which events are printed, and what becomes of a line.
 */
#include "cli/events/event_filter.h"
#include "cli/events/line_output.h"

#include "upload/state.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void test_states(void **state)
{
    struct event_filter f = {0};

    (void)state;
    assert_true(event_filter_wants_state(&f, STATE_QUEUED));
    assert_true(event_filter_read_states(&f, "done,failed"));
    assert_true(event_filter_wants_state(&f, STATE_DONE));
    assert_true(event_filter_wants_state(&f, STATE_FAILED));
    assert_false(event_filter_wants_state(&f, STATE_QUEUED));
    assert_false(event_filter_wants_state(&f, -1));
    assert_false(event_filter_read_states(&f, "done,"));
    assert_false(event_filter_read_states(&f, ""));
    assert_false(event_filter_read_states(&f, "donedonedonedonedonedonedonedonedone"));
}

static void test_owners(void **state)
{
    struct event_filter f = {0};

    (void)state;
    assert_true(event_filter_wants_owner(&f, NULL));
    f.owner = "anna";
    assert_true(event_filter_wants_owner(&f, "anna"));
    assert_false(event_filter_wants_owner(&f, "bert"));
    assert_false(event_filter_wants_owner(&f, NULL));
}

/* Writes to a pipe in place of standard output, and returns what came out of it. */
static bool write_through(struct line_output *o, const char *text, bool has_reader,
                          char out[static 64])
{
    int ends[2], real = dup(STDOUT_FILENO);

    memset(out, 0, 64);
    assert_int_equal(pipe(ends), 0);
    if (!has_reader)
        assert_int_equal(close(ends[0]), 0);
    (void)fflush(stdout);
    assert_true(dup2(ends[1], STDOUT_FILENO) >= 0);
    assert_int_equal(close(ends[1]), 0);
    line_output_begin(o);
    bool done = line_output_write(o, text, strlen(text));
    assert_true(dup2(real, STDOUT_FILENO) >= 0);
    assert_int_equal(close(real), 0);
    if (has_reader) {
        assert_true(read(ends[0], out, 63) >= 0);
        assert_int_equal(close(ends[0]), 0);
    }
    return done;
}

static void test_a_document_is_one_line(void **state)
{
    struct line_output o;
    char out[64];

    (void)state;
    assert_true(write_through(&o, "{\"a\":\n1,\r\n\"b\":\"\\n\"}", true, out));
    assert_string_equal(out, "{\"a\": 1,  \"b\":\"\\n\"}\n");
    assert_false(o.is_closed);
}

static void test_a_reader_that_is_gone_is_no_error(void **state)
{
    struct line_output o;
    char out[64];

    (void)state;
    assert_false(write_through(&o, "{}", false, out));
    assert_true(o.is_closed);
    assert_int_equal(o.err, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_owners),
        cmocka_unit_test(test_a_document_is_one_line),
        cmocka_unit_test(test_a_reader_that_is_gone_is_no_error),
    };

    return cmocka_run_group_tests_name("event_filter", tests, NULL, NULL);
}
