/* SPDX-License-Identifier: MIT */
/*
 * The output of a command: one that never ends, one that is closed early, and the type that an
 * earlier stage found as part of its environment.
 */
#include "tests/unit/support/stage_host.h"

#include "base/error.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define PIECE_BYTES 4096
#define TURN_BYTES 65536 /* most that the stage reads before it looks whether to stop */
#define LOOKS_MOST 300   /* in a second, at ten a second and with much to spare */

/* The other end of the program's output: each report leads to one more piece of it. */
struct feeder {
    struct stage_host host;
    int fd;
    int reports, looks;
};

static void feeder_feed(struct feeder *f)
{
    char piece[PIECE_BYTES];

    memset(piece, 'x', sizeof piece);
    memcpy(piece, "progress 1 ", strlen("progress 1 "));
    piece[sizeof piece - 1] = '\n';
    assert_int_equal(write(f->fd, piece, sizeof piece), sizeof piece);
}

static int feeder_set_result(struct stage_context *ctx, const char *key, const char *value)
{
    struct feeder *f = ctx->host;
    char path[64];

    assert_string_equal(key, "pid");
    (void)snprintf(path, sizeof path, "/proc/%s/fd/1", value);
    f->fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(f->fd >= 0);
    feeder_feed(f);
    return 0;
}

static void feeder_report(struct stage_context *ctx, int progress, const char *message)
{
    struct feeder *f = ctx->host;

    (void)message;
    assert_int_equal(progress, 1);
    f->reports++;
    feeder_feed(f);
}

static bool feeder_stopped(struct stage_context *ctx)
{
    struct feeder *f = ctx->host;

    f->looks++;
    return f->reports > 0;
}

static void test_a_program_that_always_says_more_is_stopped(void **state)
{
    struct feeder f = {.fd = -1};

    (void)state;
    host_open(&f.host, "abc", 3);
    f.host.ctx.report = feeder_report;
    f.host.ctx.set_result = feeder_set_result;
    f.host.ctx.stopped = feeder_stopped;
    assert_int_equal(host_run_script(&f.host, "echo result pid=$$; exec sleep 60"), STAGE_STOPPED);
    assert_in_range(f.reports, 1, TURN_BYTES / PIECE_BYTES + 1);
    close(f.fd);
    host_close(&f.host);
}

/* The stage waits for the program's end without asking again and again for more of its output. */
static void test_a_closed_output_is_not_read_any_more(void **state)
{
    struct feeder f = {.fd = -1};

    (void)state;
    host_open(&f.host, "abc", 3);
    f.host.ctx.stopped = feeder_stopped;
    assert_int_equal(host_run_script(&f.host, "exec sleep 1 >&- 2>&-"), 0);
    assert_in_range(f.looks, 1, LOOKS_MOST);
    host_close(&f.host);
}

static void test_what_did_not_start_closes_nothing_of_ours(void **state)
{
    static char nothing[] = "";
    int before = fcntl(STDIN_FILENO, F_GETFD);
    struct stage_host h;

    (void)state;
    host_open(&h, "abc", 3);
    h.settings.command = nothing;
    assert_int_equal(host_run(&h, &stage_command), ERR_STAGE);
    assert_int_equal(fcntl(STDIN_FILENO, F_GETFD), before);
    host_close(&h);
}

static void check_type_found(const char *result, const char *said)
{
    struct stage_host h;

    host_open(&h, "abc", 3);
    assert_int_equal(upload_set(&h.upload.result, result), 0);
    assert_int_equal(host_run_script(&h, "echo \"result found=$LOADLINE_TYPE_FOUND\""), 0);
    assert_string_equal(buffer_text(&h.said), said);
    host_close(&h);
}

static void test_the_program_gets_the_type_that_was_found(void **state)
{
    (void)state;
    check_type_found("{\"type\":\"image/png\",\"sha256\":\"00\"}", "found=image/png;");
    check_type_found("{\"sha256\":\"00\"}", "found=;");
    check_type_found(NULL, "found=;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_program_that_always_says_more_is_stopped),
        cmocka_unit_test(test_a_closed_output_is_not_read_any_more),
        cmocka_unit_test(test_what_did_not_start_closes_nothing_of_ours),
        cmocka_unit_test(test_the_program_gets_the_type_that_was_found),
    };
    return cmocka_run_group_tests_name("stage_command_streams", tests, NULL, NULL);
}
