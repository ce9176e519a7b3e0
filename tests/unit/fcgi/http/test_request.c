/* SPDX-License-Identifier: MIT */
/*
 * Tests the body of a request as handlers get it: every byte, without delay, and large pieces from
 * a fast sender.
 */
#include "fcgi/http/request.h"

#include "base/error.h"
#include "fcgi/http/request_native.h"
#include "tests/unit/support/front_end.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define STRETCH_BYTES 131072
#define PAGE 4096
#define LIBRARY_BYTES 8192 /* libfcgi's read size */
#define PADDING 255

static void test_whole_stretches(void **state)
{
    static const size_t pieces[] = {
        STRETCH_BYTES,
        (FRONT_BODY_BYTES - STRETCH_BYTES) / PAGE * PAGE,
        (FRONT_BODY_BYTES - STRETCH_BYTES) % PAGE,
    };
    struct wire w;
    const char *bytes;
    size_t at = 0;
    int fd = front_connect();
    struct request *r = front_begin(fd, &w, FRONT_BODY_BYTES);

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        assert_int_equal(request_read(r, &bytes), pieces[i]);
        assert_memory_equal(bytes, front_body + at, pieces[i]);
        at += pieces[i];
    }
    assert_int_equal(request_read(r, &bytes), 0);
    assert_int_equal(request_flow(r).moved, FRONT_BODY_BYTES);
    front_end(r);
    close(fd);
}

/* Bytes that have arrived are returned before the next wait. */
static void test_nothing_is_held_back(void **state)
{
    static const size_t steps[] = {1, 100, 8192, 20000, 20001, 90000, 90100, FRONT_BODY_BYTES};
    struct wire w;
    const char *bytes;
    size_t sent = 0, at = 0;
    int fd = front_connect();
    struct request *r = front_begin(fd, &w, 0);

    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        w.len = 0;
        wire_add_body(&w, sent, steps[i]);
        wire_send(fd, &w);
        sent = steps[i];
        front_read_to(r, &at, sent);
    }
    w.len = 0;
    wire_add(&w, FRONT_STDIN, NULL, 0);
    wire_send(fd, &w);
    assert_int_equal(request_read(r, &bytes), 0);
    front_end(r);
    close(fd);
}

/* Padding, and the head of a record whose content has not arrived: a read that begins there would
 * block. */
static void test_what_lies_between_two_pieces(void **state)
{
    struct wire w;
    struct request *r;
    size_t at = 0;
    int fd = front_connect();

    (void)state;
    assert_int_equal(request_new(&r), 0);
    wire_add_head(&w, "150000");
    size_t head = w.len, first = (size_t)3 * LIBRARY_BYTES - head - 8;
    wire_add(&w, FRONT_STDIN, front_body, first);
    w.bytes[head + 6] = PADDING;
    memset(w.bytes + w.len, 0, PADDING);
    size_t between = w.len += PADDING;
    wire_add_body(&w, first, FRONT_BODY_BYTES);
    wire_add(&w, FRONT_STDIN, NULL, 0);
    wire_send_part(fd, &w, 0, between + 8);
    assert_true(request_begin(r, front_accept()));
    front_read_to(r, &at, first);
    wire_send_part(fd, &w, between + 8, w.len);
    front_read_to(r, &at, FRONT_BODY_BYTES);
    front_end(r);
    close(fd);
}

static void test_a_sender_that_goes_away(void **state)
{
    struct wire w;
    const char *bytes;
    size_t at = 0;
    int fd = front_connect();
    struct request *r = front_begin(fd, &w, 70000);

    (void)state;
    close(fd);
    front_read_to(r, &at, 70000);
    assert_int_equal(request_read(r, &bytes), ERR_INTERRUPTED);
    front_end(r);
}

static bool read_answer(int fd)
{
    struct pollfd answer = {.fd = fd, .events = POLLIN};
    unsigned char head[8];

    return poll(&answer, 1, FRONT_STUCK_S * 1000) == 1 &&
           recv(fd, head, sizeof head, MSG_WAITALL) == sizeof head && head[1] == FRONT_STDOUT;
}

/* The front end goes on sending until it has the answer: a write that failed would hide it. */
static void test_an_interrupted_sender_can_still_send(void **state)
{
    struct wire w;
    const char *bytes;
    size_t at = 0;
    int fd = front_connect(), n;
    struct request *r = front_begin(fd, &w, 20000);

    (void)state;
    request_interrupt(r, ERR_TIMEOUT);
    request_interrupt(r, ERR_BUSY);
    front_read_to(r, &at, 20000); /* what had arrived */
    w.len = 0;
    wire_add_body(&w, 20000, 28000);
    wire_send(fd, &w);
    while ((n = request_read(r, &bytes)) > 0)
        ;
    assert_int_equal(n, ERR_TIMEOUT);
    assert_int_equal(request_write(r, "Status: 408\r\n\r\n", 15), 0);
    w.len = 0;
    wire_add_body(&w, 28000, 36000);
    wire_send(fd, &w);
    struct request_rest rest = request_finish(r);
    assert_false(rest.kept || rest.drained);
    assert_true(read_answer(fd));
    close(rest.fd);
    request_free(&r);
    close(fd);
}

/* Sends one record after each read. */
static void test_a_fast_sender_does_not_outrun_the_interruption(void **state)
{
    struct wire w;
    const char *bytes;
    size_t sent = 3 * FRONT_RECORD_BYTES, read = 0;
    int fd = front_connect(), n;
    struct request *r = front_begin(fd, &w, sent);

    (void)state;
    request_interrupt(r, ERR_SUPERSEDED);
    while ((n = request_read(r, &bytes)) > 0 && sent < FRONT_BODY_BYTES - FRONT_RECORD_BYTES) {
        read += (size_t)n;
        w.len = 0;
        wire_add_body(&w, sent, sent + FRONT_RECORD_BYTES);
        wire_send(fd, &w);
        sent += FRONT_RECORD_BYTES;
    }
    assert_int_equal(n, ERR_SUPERSEDED);
    assert_in_range(read, 3 * FRONT_RECORD_BYTES, 8 * FRONT_RECORD_BYTES);
    front_end(r);
    close(fd);
}

static void *interrupt_waiting(void *arg)
{
    struct request *r = arg;

    while (request_flow(r).waiting_since_ms == 0)
        sched_yield();
    request_interrupt(r, ERR_GONE);
    return NULL;
}

static void test_a_waiting_reader_is_woken_and_the_next_is_not(void **state)
{
    struct wire w;
    const char *bytes;
    pthread_t thread;
    size_t at = 0;
    int fd = front_connect();
    struct request *r = front_begin(fd, &w, 0);

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, interrupt_waiting, r), 0);
    assert_int_equal(request_read(r, &bytes), ERR_GONE);
    pthread_join(thread, NULL);
    close(request_finish(r).fd);
    close(fd);
    fd = front_connect();
    wire_add_head(&w, "150000");
    wire_add_body(&w, 0, 30000);
    wire_send(fd, &w);
    assert_true(request_begin(r, front_accept()));
    front_read_to(r, &at, 30000);
    front_end(r);
    close(fd);
}

/* libfcgi itself waits for the rest. */
static void test_a_front_end_that_stops_within_a_record(void **state)
{
    struct wire w;
    const char *bytes;
    pthread_t thread;
    int fd = front_connect();
    struct request *r = front_begin(fd, &w, 0);

    (void)state;
    w.len = 0;
    wire_add_body(&w, 0, FRONT_RECORD_BYTES);
    wire_send_part(fd, &w, 0, 4);
    assert_int_equal(pthread_create(&thread, NULL, interrupt_waiting, r), 0);
    assert_int_equal(request_read(r, &bytes), ERR_GONE);
    pthread_join(thread, NULL);
    front_end(r);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_stretches),
        cmocka_unit_test(test_nothing_is_held_back),
        cmocka_unit_test(test_what_lies_between_two_pieces),
        cmocka_unit_test(test_a_sender_that_goes_away),
        cmocka_unit_test(test_an_interrupted_sender_can_still_send),
        cmocka_unit_test(test_a_fast_sender_does_not_outrun_the_interruption),
        cmocka_unit_test(test_a_waiting_reader_is_woken_and_the_next_is_not),
        cmocka_unit_test(test_a_front_end_that_stops_within_a_record),
    };

    return cmocka_run_group_tests(tests, front_listen, front_clean_up);
}
