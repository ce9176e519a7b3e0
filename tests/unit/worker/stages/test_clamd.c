/* SPDX-License-Identifier: MIT */
/*
 * The protocol of clamd against a listener: what is sent byte by byte, replies in pieces, replies
 * that are too long, and a clamd that goes away.
 */
#include "worker/stages/clamd.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#define WAIT_MS 5000
#define STEPS 50 /* at most so many tries of one step */
#define WAITS_MOST 10000
#define COMMAND "zINSTREAM"

struct fixture {
    int listener, peer; /* clamd's side */
    struct clamd clamd;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    char address[64], command[sizeof COMMAND];

    assert_non_null(f);
    *state = f;
    f->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(f->listener, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(f->listener, 1), 0);
    assert_int_equal(getsockname(f->listener, (struct sockaddr *)&a, &len), 0);
    (void)snprintf(address, sizeof address, "127.0.0.1:%d", ntohs(a.sin_port));
    assert_int_equal(clamd_open(&f->clamd, address, WAIT_MS), 0);
    f->peer = accept(f->listener, NULL, NULL);
    assert_true(f->peer >= 0);
    assert_int_equal(clamd_send(&f->clamd), CLAMD_WENT);
    assert_int_equal(recv(f->peer, command, sizeof command, MSG_WAITALL), sizeof command);
    assert_memory_equal(command, COMMAND, sizeof command);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    clamd_close(&f->clamd);
    assert_int_equal(f->clamd.fd, -1);
    clamd_close(&f->clamd); /* nothing to close */
    close(f->peer);
    close(f->listener);
    free(f);
    return 0;
}

/* Takes until the step is no wait any more. */
static enum clamd_step take(struct fixture *f)
{
    enum clamd_step step = CLAMD_WAITS;

    for (int i = 0; i < STEPS && step == CLAMD_WAITS; i++)
        step = clamd_take(&f->clamd);
    return step;
}

static void reply(struct fixture *f, const char *bytes, size_t len)
{
    assert_int_equal(send(f->peer, bytes, len, MSG_NOSIGNAL), len);
}

static void test_pieces_have_their_length_before_them(void **state)
{
    static const unsigned char expected[] = {0, 0, 0, 3, 'a', 'b', 'c', 0, 0, 0, 0};
    struct fixture *f = *state;
    unsigned char got[sizeof expected];

    clamd_load(&f->clamd, "abc", 3);
    assert_int_equal(clamd_send(&f->clamd), CLAMD_WENT);
    assert_int_equal(clamd_send(&f->clamd), CLAMD_WENT); /* sends nothing again */
    clamd_load(&f->clamd, NULL, 0);
    assert_int_equal(clamd_send(&f->clamd), CLAMD_WENT);
    assert_int_equal(recv(f->peer, got, sizeof got, MSG_WAITALL), sizeof got);
    assert_memory_equal(got, expected, sizeof got);
}

/* The piece is sent from where the socket was full. */
static void test_a_piece_that_does_not_fit_is_gone_on_with(void **state)
{
    struct fixture *f = *state;
    static unsigned char piece[CLAMD_PIECE_MAX], got[CLAMD_PIECE_MAX + 4];
    enum clamd_step step = CLAMD_WENT;
    size_t sent = 0, loaded = 0, waits = 0;

    for (size_t i = 0; i < sizeof piece; i++)
        piece[i] = (unsigned char)(i * 7 % 251);
    while (step == CLAMD_WENT) { /* until clamd's side is full */
        clamd_load(&f->clamd, piece, sizeof piece);
        loaded++;
        step = clamd_send(&f->clamd);
    }
    assert_int_equal(step, CLAMD_WAITS);
    while (sent < loaded) {
        size_t len = 0;
        while (len < sizeof got) {
            if (step == CLAMD_WAITS)
                step = clamd_send(&f->clamd);
            ssize_t n = recv(f->peer, got + len, sizeof got - len, MSG_DONTWAIT);
            if (n < 0) {
                assert_true(errno == EAGAIN && step == CLAMD_WAITS && ++waits < WAITS_MOST);
                continue;
            }
            assert_true(n > 0);
            len += (size_t)n;
        }
        assert_memory_equal(got, "\0\1\0\0", 4);
        assert_memory_equal(got + 4, piece, sizeof piece);
        sent++;
    }
    assert_int_equal(step, CLAMD_WENT);
}

static void test_a_reply_in_pieces(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(clamd_take(&f->clamd), CLAMD_WAITS);
    reply(f, "stream: Evil", 12);
    while (f->clamd.reply_len < 12)
        assert_int_equal(clamd_take(&f->clamd), CLAMD_WAITS);
    assert_string_equal(f->clamd.reply, "stream: Evil");
    reply(f, " FOUND", 7);
    assert_int_equal(take(f), CLAMD_WENT);
    assert_string_equal(f->clamd.reply, "stream: Evil FOUND");
}

static void test_a_reply_without_an_end_is_bounded(void **state)
{
    struct fixture *f = *state;
    char text[2 * CLAMD_REPLY_MAX];

    memset(text, 'x', sizeof text);
    reply(f, text, sizeof text);
    assert_int_equal(take(f), CLAMD_WENT);
    assert_int_equal(f->clamd.reply_len, CLAMD_REPLY_MAX - 1);
    assert_int_equal(strlen(f->clamd.reply), CLAMD_REPLY_MAX - 1);
}

static void test_clamd_goes_away(void **state)
{
    struct fixture *f = *state;

    reply(f, "part", 4);
    shutdown(f->peer, SHUT_WR);
    assert_int_equal(take(f), CLAMD_ENDED);
    assert_int_equal(errno, 0);
    assert_string_equal(f->clamd.reply, "part");
}

static void test_addresses_that_are_none(void **state)
{
    struct clamd *c = calloc(1, sizeof *c);
    char path[300] = "unix:/";

    (void)state;
    assert_non_null(c);
    assert_int_equal(clamd_open(c, "localhost", WAIT_MS), EINVAL);
    assert_int_equal(c->fd, -1);
    assert_int_equal(clamd_open(c, "unix:/nowhere/clamd", WAIT_MS), ENOENT);
    assert_int_equal(c->fd, -1);
    memset(path + 6, 'x', sizeof path - 7);
    assert_int_equal(clamd_open(c, path, WAIT_MS), ENAMETOOLONG);
    memset(path, 'h', 256);
    memcpy(path + 256, ":1", 3);
    assert_int_equal(clamd_open(c, path, WAIT_MS), EINVAL);
    clamd_close(c);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pieces_have_their_length_before_them, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_piece_that_does_not_fit_is_gone_on_with, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_reply_in_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_reply_without_an_end_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_clamd_goes_away, set_up, tear_down),
        cmocka_unit_test(test_addresses_that_are_none),
    };
    return cmocka_run_group_tests_name("clamd", tests, NULL, NULL);
}
