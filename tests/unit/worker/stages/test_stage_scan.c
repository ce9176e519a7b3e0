/* SPDX-License-Identifier: MIT */
/*
 * What the stage makes of each of clamd's replies: only "OK" lets a file through.
 */
#include "tests/unit/support/stage_host.h"

#include "base/clock.h"
#include "base/error.h"
#include "worker/stages/stage_kinds.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#define FILE_BYTES 150000 /* three pieces */
#define COMMAND_BYTES sizeof "zINSTREAM"

/* A scanner for one file, which counts its bytes and replies. */
struct scanner {
    int listener;
    const char *reply; /* NULL: closes the connection at once; "": at the end of the file */
    size_t pieces, bytes;
    char address[64];
};

/* Reads pieces up to the empty one. */
static void scanner_read_file(struct scanner *s, int fd)
{
    static char bytes[FILE_BYTES];
    uint32_t len;

    if (recv(fd, bytes, COMMAND_BYTES, MSG_WAITALL) != (ssize_t)COMMAND_BYTES)
        return;
    while (recv(fd, &len, sizeof len, MSG_WAITALL) == sizeof len && (len = ntohl(len)) > 0 &&
           len <= sizeof bytes && recv(fd, bytes, len, MSG_WAITALL) == (ssize_t)len) {
        s->pieces++;
        s->bytes += len;
    }
}

static void *scanner_run(void *arg)
{
    struct scanner *s = arg;
    int fd = accept(s->listener, NULL, NULL);

    if (fd < 0)
        return NULL;
    if (s->reply != NULL) {
        scanner_read_file(s, fd);
        if (*s->reply != '\0')
            (void)send(fd, s->reply, strlen(s->reply) + 1, MSG_NOSIGNAL);
    }
    close(fd);
    return NULL;
}

static void scanner_listen(struct scanner *s)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;

    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(s->listener, 1), 0);
    assert_int_equal(getsockname(s->listener, (struct sockaddr *)&a, &len), 0);
    (void)snprintf(s->address, sizeof s->address, "127.0.0.1:%d", ntohs(a.sin_port));
}

/* Runs the stage on a file of FILE_BYTES against a scanner with this reply. */
static int scan(struct stage_host *h, struct scanner *s, const char *reply, const char *scan_away,
                int64_t patience_ms)
{
    static char bytes[FILE_BYTES];
    pthread_t thread;

    *s = (struct scanner){.reply = reply};
    scanner_listen(s);
    host_open(h, bytes, sizeof bytes);
    h->settings.scan_socket = s->address;
    h->settings.scan_away = (char *)scan_away;
    h->ctx.patience_ends_at = clock_wall_ms() + patience_ms;
    pthread_create(&thread, NULL, scanner_run, s);
    int rc = host_run(h, &stage_scan);
    pthread_join(thread, NULL);
    close(s->listener);
    return rc;
}

static void test_only_ok_lets_a_file_through(void **state)
{
    static const struct {
        const char *reply;
        int rc;
        const char *code;
        bool is_retryable;
    } rows[] = {
        {"stream: OK", 0, NULL, false},
        {"OK", 0, NULL, false},
        {"stream: Evil.Test FOUND", ERR_STAGE, "malware", false},
        {"stream: OK FOUND", ERR_STAGE, "malware", false},
        {"stream:  FOUND", ERR_STAGE, "scan_failed", true},
        {"INSTREAM size limit exceeded. ERROR", ERR_STAGE, "scan_limit", false},
        {"stream: FOUND", ERR_STAGE, "scan_failed", true},
        {"stream: not OK", ERR_STAGE, "scan_failed", true},
        {"stream: OK?", ERR_STAGE, "scan_failed", true},
        {"stream: Can't allocate memory ERROR", ERR_STAGE, "scan_failed", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stage_host h;
        struct scanner s;
        assert_int_equal(scan(&h, &s, rows[i].reply, "wait", 0), rows[i].rc);
        assert_int_equal(s.bytes, FILE_BYTES);
        assert_int_equal(s.pieces, 3);
        assert_true((strstr(buffer_text(&h.said), "scan=clean;") != NULL) == (rows[i].rc == 0));
        if (rows[i].rc != 0) {
            assert_string_equal(h.ctx.fail_code, rows[i].code);
            assert_true(h.ctx.fail_retryable == rows[i].is_retryable);
        }
        host_close(&h);
    }
}

static void test_the_name_of_what_was_found(void **state)
{
    struct stage_host h;
    struct scanner s;

    (void)state;
    assert_int_equal(scan(&h, &s, "stream: Evil.Test FOUND", "wait", 0), ERR_STAGE);
    assert_string_equal(h.ctx.fail_message, "The scanner found Evil.Test");
    assert_non_null(strstr(buffer_text(&h.said), "43:;87:;100:;"));
    host_close(&h);
}

/* A connection that ends without a reply is a scanner that is away. */
static void test_no_reply_lets_no_file_through(void **state)
{
    static const struct {
        const char *reply, *scan_away;
        int64_t patience_ms;
        int rc;
    } rows[] = {
        {"", "wait", 60000, STAGE_LATER},
        {NULL, "wait", 60000, STAGE_LATER},
        {"", "pass", 60000, STAGE_LATER},
        {"", "wait", -1, STAGE_LATER},
        {"", "pass", -1, 0}, /* the setting allows it when patience is over */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stage_host h;
        struct scanner s;
        assert_int_equal(scan(&h, &s, rows[i].reply, rows[i].scan_away, rows[i].patience_ms),
                         rows[i].rc);
        assert_null(strstr(buffer_text(&h.said), "scan=clean;"));
        if (rows[i].rc == 0)
            assert_non_null(strstr(buffer_text(&h.said),
                                   "-1:Not scanned: the scanner was not reachable;"
                                   "scan=not scanned;"));
        else
            assert_string_equal(h.ctx.fail_code, "scanner_away");
        host_close(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_ok_lets_a_file_through),
        cmocka_unit_test(test_the_name_of_what_was_found),
        cmocka_unit_test(test_no_reply_lets_no_file_through),
    };
    return cmocka_run_group_tests_name("stage_scan", tests, NULL, NULL);
}
