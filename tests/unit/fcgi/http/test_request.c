/* SPDX-License-Identifier: MIT */
/*
 * Tests the body of a request as handlers get it: every byte, without delay, and large pieces from
 * a fast sender.
 */
#include "fcgi/http/request.h"

#include "base/error.h"
#include "fcgi/http/request_native.h"

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

#define BODY_BYTES 150000
#define RECORD_BYTES 8000 /* bytes of the body per record: no divisor of a page */
#define STRETCH_BYTES 131072
#define PAGE 4096
#define LIBRARY_BYTES 8192 /* libfcgi's read size */
#define PADDING 255
#define STUCK_AFTER_S 300

/* Record types: FastCGI 1.0, section 8. */
enum { BEGIN_REQUEST = 1, PARAMS = 4, STDIN = 5, STDOUT = 6 };

static char folder[] = "/tmp/loadline-request-XXXXXX";
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int listener;
static unsigned char body[BODY_BYTES];

struct wire {
    unsigned char bytes[BODY_BYTES + 8192];
    size_t len;
};

static void add(struct wire *w, int kind, const void *content, size_t len)
{
    unsigned char head[8] = {1, (unsigned char)kind, 0, 1, (unsigned char)(len >> 8), len & 0xff};

    assert_true(w->len + sizeof head + len <= sizeof w->bytes);
    memcpy(w->bytes + w->len, head, sizeof head);
    if (len > 0)
        memcpy(w->bytes + w->len + sizeof head, content, len);
    w->len += sizeof head + len;
}

static void add_head(struct wire *w, const char *length)
{
    static const unsigned char responder[8] = {0, 1};
    char text[64];
    int n = snprintf(text, sizeof text, "%c%cCONTENT_LENGTH%s", 14, (int)strlen(length), length);

    w->len = 0;
    add(w, BEGIN_REQUEST, responder, sizeof responder);
    add(w, PARAMS, text, (size_t)n);
    add(w, PARAMS, NULL, 0);
}

static void add_body(struct wire *w, size_t from, size_t to)
{
    for (; from < to; from += RECORD_BYTES)
        add(w, STDIN, body + from, to - from < RECORD_BYTES ? to - from : RECORD_BYTES);
}

static void send_part(int fd, const struct wire *w, size_t from, size_t to)
{
    assert_int_equal(send(fd, w->bytes + from, to - from, MSG_DONTWAIT), to - from);
}

/* Writes everything into the socket before the first read. */
static void send_wire(int fd, const struct wire *w)
{
    send_part(fd, w, 0, w->len);
}

static int connect_front(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int size = 2 * BODY_BYTES;

    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* Reads until `until` bytes of the body have been returned, and compares them. */
static void read_to(struct request *r, size_t *at, size_t until)
{
    while (*at < until) {
        const char *bytes;
        int n = request_read(r, &bytes);
        assert_true(n > 0);
        assert_true(*at + (size_t)n <= until);
        assert_memory_equal(bytes, body + *at, (size_t)n);
        *at += (size_t)n;
    }
}

/* Begins a request of which len bytes have arrived. */
static struct request *begin(int fd, struct wire *w, size_t len)
{
    struct request *r;

    assert_int_equal(request_new(&r), 0);
    add_head(w, "150000");
    add_body(w, 0, len);
    if (len == BODY_BYTES)
        add(w, STDIN, NULL, 0);
    send_wire(fd, w);
    assert_true(request_begin(r, accept(listener, NULL, NULL)));
    return r;
}

static void end(struct request *r)
{
    close(request_finish(r).fd);
    request_free(&r);
}

static void test_whole_stretches(void **state)
{
    static const size_t pieces[] = {
        STRETCH_BYTES,
        (BODY_BYTES - STRETCH_BYTES) / PAGE * PAGE,
        (BODY_BYTES - STRETCH_BYTES) % PAGE,
    };
    struct wire w;
    const char *bytes;
    size_t at = 0;
    int fd = connect_front();
    struct request *r = begin(fd, &w, BODY_BYTES);

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        assert_int_equal(request_read(r, &bytes), pieces[i]);
        assert_memory_equal(bytes, body + at, pieces[i]);
        at += pieces[i];
    }
    assert_int_equal(request_read(r, &bytes), 0);
    assert_int_equal(request_flow(r).moved, BODY_BYTES);
    end(r);
    close(fd);
}

/* Bytes that have arrived are returned before the next wait. */
static void test_nothing_is_held_back(void **state)
{
    static const size_t steps[] = {1, 100, 8192, 20000, 20001, 90000, 90100, BODY_BYTES};
    struct wire w;
    const char *bytes;
    size_t sent = 0, at = 0;
    int fd = connect_front();
    struct request *r = begin(fd, &w, 0);

    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        w.len = 0;
        add_body(&w, sent, steps[i]);
        send_wire(fd, &w);
        sent = steps[i];
        read_to(r, &at, sent);
    }
    w.len = 0;
    add(&w, STDIN, NULL, 0);
    send_wire(fd, &w);
    assert_int_equal(request_read(r, &bytes), 0);
    end(r);
    close(fd);
}

/* Padding, and the head of a record whose content has not arrived: a read that begins there would
 * block. */
static void test_what_lies_between_two_pieces(void **state)
{
    struct wire w;
    struct request *r;
    size_t at = 0;
    int fd = connect_front();

    (void)state;
    assert_int_equal(request_new(&r), 0);
    add_head(&w, "150000");
    size_t head = w.len, first = (size_t)3 * LIBRARY_BYTES - head - 8;
    add(&w, STDIN, body, first);
    w.bytes[head + 6] = PADDING;
    memset(w.bytes + w.len, 0, PADDING);
    size_t between = w.len += PADDING;
    add_body(&w, first, BODY_BYTES);
    add(&w, STDIN, NULL, 0);
    send_part(fd, &w, 0, between + 8);
    assert_true(request_begin(r, accept(listener, NULL, NULL)));
    read_to(r, &at, first);
    send_part(fd, &w, between + 8, w.len);
    read_to(r, &at, BODY_BYTES);
    end(r);
    close(fd);
}

static void test_a_sender_that_goes_away(void **state)
{
    struct wire w;
    const char *bytes;
    size_t at = 0;
    int fd = connect_front();
    struct request *r = begin(fd, &w, 70000);

    (void)state;
    close(fd);
    read_to(r, &at, 70000);
    assert_int_equal(request_read(r, &bytes), ERR_INTERRUPTED);
    end(r);
}

static bool read_answer(int fd)
{
    struct pollfd answer = {.fd = fd, .events = POLLIN};
    unsigned char head[8];

    return poll(&answer, 1, STUCK_AFTER_S * 1000) == 1 &&
           recv(fd, head, sizeof head, MSG_WAITALL) == sizeof head && head[1] == STDOUT;
}

/* The front end goes on sending until it has the answer: a write that failed would hide it. */
static void test_an_interrupted_sender_can_still_send(void **state)
{
    struct wire w;
    const char *bytes;
    size_t at = 0;
    int fd = connect_front(), n;
    struct request *r = begin(fd, &w, 20000);

    (void)state;
    request_interrupt(r, ERR_TIMEOUT);
    request_interrupt(r, ERR_BUSY);
    read_to(r, &at, 20000); /* what had arrived */
    w.len = 0;
    add_body(&w, 20000, 28000);
    send_wire(fd, &w);
    while ((n = request_read(r, &bytes)) > 0)
        ;
    assert_int_equal(n, ERR_TIMEOUT);
    assert_int_equal(request_write(r, "Status: 408\r\n\r\n", 15), 0);
    w.len = 0;
    add_body(&w, 28000, 36000);
    send_wire(fd, &w);
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
    size_t sent = 3 * RECORD_BYTES, read = 0;
    int fd = connect_front(), n;
    struct request *r = begin(fd, &w, sent);

    (void)state;
    request_interrupt(r, ERR_SUPERSEDED);
    while ((n = request_read(r, &bytes)) > 0 && sent < BODY_BYTES - RECORD_BYTES) {
        read += (size_t)n;
        w.len = 0;
        add_body(&w, sent, sent + RECORD_BYTES);
        send_wire(fd, &w);
        sent += RECORD_BYTES;
    }
    assert_int_equal(n, ERR_SUPERSEDED);
    assert_in_range(read, 3 * RECORD_BYTES, 8 * RECORD_BYTES);
    end(r);
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
    int fd = connect_front();
    struct request *r = begin(fd, &w, 0);

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, interrupt_waiting, r), 0);
    assert_int_equal(request_read(r, &bytes), ERR_GONE);
    pthread_join(thread, NULL);
    close(request_finish(r).fd);
    close(fd);
    fd = connect_front();
    add_head(&w, "150000");
    add_body(&w, 0, 30000);
    send_wire(fd, &w);
    assert_true(request_begin(r, accept(listener, NULL, NULL)));
    read_to(r, &at, 30000);
    end(r);
    close(fd);
}

/* libfcgi itself waits for the rest. */
static void test_a_front_end_that_stops_within_a_record(void **state)
{
    struct wire w;
    const char *bytes;
    pthread_t thread;
    int fd = connect_front();
    struct request *r = begin(fd, &w, 0);

    (void)state;
    w.len = 0;
    add_body(&w, 0, RECORD_BYTES);
    send_part(fd, &w, 0, 4);
    assert_int_equal(pthread_create(&thread, NULL, interrupt_waiting, r), 0);
    assert_int_equal(request_read(r, &bytes), ERR_GONE);
    pthread_join(thread, NULL);
    end(r);
    close(fd);
}

static int listen_here(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    alarm(STUCK_AFTER_S);
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (unsigned char)(i * 31 + i / 251);
    if (mkdtemp(folder) == NULL || request_library_start() != 0)
        return -1;
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/front", folder);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
                   listen(listener, 8) == 0
               ? 0
               : -1;
}

static int clean_up(void **state)
{
    (void)state;
    close(listener);
    return unlink(address.sun_path) == 0 && rmdir(folder) == 0 ? 0 : -1;
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

    return cmocka_run_group_tests(tests, listen_here, clean_up);
}
