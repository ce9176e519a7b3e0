/* SPDX-License-Identifier: MIT */
/*
 * A scan whose scanner is slow, answers before it has the whole file, or not at all. The scanner
 * listens on a UNIX socket, whose buffer is smaller than the file.
 */
#include "tests/unit/support/stage_host.h"

#include "base/clock.h"
#include "base/error.h"
#include "worker/stages/clamd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#define FILE_BYTES ((size_t)2 << 20)
#define PIECES (FILE_BYTES / CLAMD_PIECE_MAX)
#define COMMAND_BYTES sizeof "zINSTREAM"
#define LIMIT_MS 60000

enum behaviour {
    READS,         /* all, and says OK */
    READS_LATE,    /* as READS, after the stage waited for it */
    ANSWERS_EARLY, /* reads no more than the command */
    IS_SILENT,     /* reads all, says nothing until the stage closes the connection */
};

struct scan_host {
    struct stage_host host;
    enum behaviour behaviour;
    int listener;
    char address[HOST_PATH_SIZE + 32];
    pthread_t thread;
    sem_t waited;        /* the stage asked twice without a report in between */
    int reports_at_look; /* -1: it did not ask yet */
    size_t bytes;        /* of the file, as the scanner got them */
    int64_t sum;         /* of these bytes */
};

static void scanner_read(struct scan_host *s, int fd)
{
    static unsigned char piece[CLAMD_PIECE_MAX];
    char command[COMMAND_BYTES];
    uint32_t len;

    if (recv(fd, command, sizeof command, MSG_WAITALL) != (ssize_t)sizeof command ||
        s->behaviour == ANSWERS_EARLY)
        return;
    while (recv(fd, &len, sizeof len, MSG_WAITALL) == sizeof len && (len = ntohl(len)) > 0 &&
           len <= sizeof piece && recv(fd, piece, len, MSG_WAITALL) == (ssize_t)len) {
        for (uint32_t i = 0; i < len; i++)
            s->sum += piece[i];
        s->bytes += len;
    }
}

static void *scanner_run(void *arg)
{
    struct scan_host *s = arg;
    int fd = accept(s->listener, NULL, NULL);
    const char *reply =
        s->behaviour == ANSWERS_EARLY ? "INSTREAM size limit exceeded. ERROR" : "stream: OK";
    char byte;

    if (fd < 0)
        return NULL;
    if (s->behaviour == READS_LATE)
        (void)sem_wait(&s->waited);
    scanner_read(s, fd);
    if (s->behaviour == ANSWERS_EARLY)
        (void)shutdown(fd, SHUT_RD);
    if (s->behaviour == IS_SILENT)
        (void)recv(fd, &byte, 1, 0);
    else
        (void)send(fd, reply, strlen(reply) + 1, MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

/* Notices that the stage waits. Nobody's errno says anything about the stage's own calls. */
static bool scan_stopped(struct stage_context *ctx)
{
    struct scan_host *s = ctx->host;
    bool is_stopped = s->host.stop_after_ms != 0 && clock_mono_ms() >= s->host.stop_after_ms;

    if (s->host.reports == s->reports_at_look)
        (void)sem_post(&s->waited);
    s->reports_at_look = s->host.reports;
    errno = EINTR;
    return is_stopped;
}

static void scan_open(struct scan_host *s, enum behaviour behaviour, size_t size)
{
    static char wait[] = "wait";
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    unsigned char *bytes = malloc(size);

    memset(s, 0, sizeof *s);
    assert_non_null(bytes);
    memset(bytes, 1, size);
    host_open(&s->host, bytes, size);
    free(bytes);
    s->behaviour = behaviour;
    s->reports_at_look = -1;
    assert_int_equal(sem_init(&s->waited, 0, 0), 0);
    (void)snprintf(a.sun_path, sizeof a.sun_path, "%s/clamd", s->host.folder);
    (void)snprintf(s->address, sizeof s->address, "unix:%s", a.sun_path);
    s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(s->listener, 1), 0);
    s->host.settings.scan_socket = s->address;
    s->host.settings.scan_away = wait;
    s->host.ctx.patience_ends_at = clock_wall_ms() + LIMIT_MS;
    s->host.ctx.stopped = scan_stopped;
}

static int scan_run(struct scan_host *s)
{
    assert_int_equal(pthread_create(&s->thread, NULL, scanner_run, s), 0);
    int rc = host_run(&s->host, &stage_scan);
    pthread_join(s->thread, NULL);
    return rc;
}

static void scan_close(struct scan_host *s)
{
    close(s->listener);
    (void)sem_destroy(&s->waited);
    host_close(&s->host);
}

static void test_a_slow_scanner_gets_the_whole_file(void **state)
{
    struct scan_host s;

    (void)state;
    scan_open(&s, READS_LATE, FILE_BYTES);
    s.host.settings.time_limit_ms = LIMIT_MS;
    assert_int_equal(scan_run(&s), 0);
    assert_int_equal(s.bytes, FILE_BYTES);
    assert_int_equal(s.sum, FILE_BYTES);
    assert_int_equal(s.host.reports, PIECES + 1); /* and one for the empty piece at the end */
    scan_close(&s);
}

static void test_the_last_piece_may_be_one_byte(void **state)
{
    struct scan_host s;

    (void)state;
    scan_open(&s, READS, CLAMD_PIECE_MAX + 1);
    assert_int_equal(scan_run(&s), 0);
    assert_int_equal(s.bytes, CLAMD_PIECE_MAX + 1);
    assert_string_equal(buffer_text(&s.host.said), "99:;100:;100:;scan=clean;");
    scan_close(&s);
}

static void test_an_early_answer_is_read(void **state)
{
    struct scan_host s;

    (void)state;
    scan_open(&s, ANSWERS_EARLY, FILE_BYTES);
    assert_int_equal(scan_run(&s), ERR_STAGE);
    assert_string_equal(s.host.ctx.fail_code, "scan_limit");
    assert_in_range(s.host.reports, 1, PIECES - 1);
    scan_close(&s);
}

static void test_a_stop_between_two_pieces(void **state)
{
    struct scan_host s;

    (void)state;
    scan_open(&s, READS, FILE_BYTES);
    s.host.stop_after_ms = 1;
    assert_int_equal(scan_run(&s), STAGE_STOPPED);
    assert_string_equal(buffer_text(&s.host.said), "3:;");
    scan_close(&s);
}

static void test_a_time_limit_ends_the_wait_for_the_answer(void **state)
{
    struct scan_host s;

    (void)state;
    scan_open(&s, IS_SILENT, 1);
    s.host.settings.time_limit_ms = 300;
    assert_int_equal(scan_run(&s), ERR_STAGE);
    assert_string_equal(s.host.ctx.fail_code, "stage_timeout");
    assert_true(s.host.ctx.fail_retryable);
    scan_close(&s);
}

static void test_a_stop_ends_the_wait_for_the_answer(void **state)
{
    struct scan_host s;

    (void)state;
    scan_open(&s, IS_SILENT, 1);
    s.host.stop_after_ms = clock_mono_ms() + 300;
    assert_int_equal(scan_run(&s), STAGE_STOPPED);
    assert_null(s.host.ctx.fail_code);
    scan_close(&s);
}

static void test_a_file_that_cannot_be_read_does_not_pass(void **state)
{
    struct scan_host s;

    (void)state;
    scan_open(&s, READS, 1);
    close(s.host.ctx.data_fd);
    s.host.ctx.data_fd = open(s.host.data_path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(scan_run(&s), ERR_STAGE);
    assert_string_equal(s.host.ctx.fail_code, "storage_failed");
    assert_true(s.host.ctx.fail_retryable);
    assert_int_equal(s.bytes, 0);
    scan_close(&s);
}

static void test_no_scanner_lets_no_file_through(void **state)
{
    struct scan_host s;

    (void)state;
    scan_open(&s, READS, 1);
    s.host.settings.scan_socket = (char[]){"unix:/nowhere/clamd"};
    assert_int_equal(host_run(&s.host, &stage_scan), STAGE_LATER);
    assert_string_equal(s.host.ctx.fail_code, "scanner_away");
    assert_string_equal(s.host.ctx.fail_message,
                        "The scanner is not reachable (No such file or directory)");
    assert_string_equal(buffer_text(&s.host.said), "");
    scan_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_slow_scanner_gets_the_whole_file),
        cmocka_unit_test(test_the_last_piece_may_be_one_byte),
        cmocka_unit_test(test_an_early_answer_is_read),
        cmocka_unit_test(test_a_stop_between_two_pieces),
        cmocka_unit_test(test_a_time_limit_ends_the_wait_for_the_answer),
        cmocka_unit_test(test_a_stop_ends_the_wait_for_the_answer),
        cmocka_unit_test(test_a_file_that_cannot_be_read_does_not_pass),
        cmocka_unit_test(test_no_scanner_lets_no_file_through),
    };
    return cmocka_run_group_tests_name("stage_scan_waits", tests, NULL, NULL);
}
