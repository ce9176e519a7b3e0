/* SPDX-License-Identifier: MIT */
/*
 * The variables of a request, by the names that handlers ask for. Some of them are more than the
 * request measures in advance.
 */
#include "fcgi/http/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define VARIABLES 100 /* beside the others */

/* Record types: FastCGI 1.0, section 8. */
enum { BEGIN_REQUEST = 1, PARAMS = 4, STDIN = 5 };

static void send_record(int fd, int kind, const void *content, size_t len)
{
    unsigned char head[8] = {1, (unsigned char)kind, 0, 1, (unsigned char)(len >> 8), len & 0xff};

    assert_int_equal(send(fd, head, sizeof head, MSG_DONTWAIT), sizeof head);
    if (len > 0)
        assert_int_equal(send(fd, content, len, MSG_DONTWAIT), len);
}

static void send_variable(int fd, const char *name, const char *value)
{
    char text[128];
    int n =
        snprintf(text, sizeof text, "%c%c%s%s", (int)strlen(name), (int)strlen(value), name, value);

    send_record(fd, PARAMS, text, (size_t)n);
}

static void send_head(int fd)
{
    static const unsigned char responder[8] = {0, 1};
    char name[32], value[32];

    send_record(fd, BEGIN_REQUEST, responder, sizeof responder);
    send_variable(fd, "HTTP_A", "");
    send_variable(fd, "HTTP_A_B", "=b=");
    send_variable(fd, "CONTENT_TYPE", "text/plain");
    for (int i = 0; i < VARIABLES; i++) {
        (void)snprintf(name, sizeof name, "HTTP_X_%d", i);
        (void)snprintf(value, sizeof value, "%d", i);
        send_variable(fd, name, value);
    }
    send_variable(fd, "HTTP_X_7", "again");
    send_record(fd, PARAMS, NULL, 0);
    send_record(fd, STDIN, NULL, 0);
}

static void check_variables(const struct request *r)
{
    char name[32];

    assert_string_equal(request_header(r, "a"), "");
    assert_string_equal(request_header(r, "A-b"), "=b=");
    assert_string_equal(request_header(r, "content-type"), "text/plain");
    assert_null(request_header(r, "A-C"));
    assert_null(request_variable(r, "HTTP_"));
    assert_null(request_variable(r, "HTTP_A_"));
    assert_null(request_variable(r, "HTTP_X_100"));
    for (int i = 0; i < VARIABLES; i++) {
        (void)snprintf(name, sizeof name, "HTTP_X_%d", i);
        const char *value = request_variable(r, name);
        assert_non_null(value);
        assert_int_equal(strtol(value, NULL, 10), i);
    }
}

static void test_variables(void **state)
{
    struct request *r;
    int ends[2];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    send_head(ends[0]);
    assert_int_equal(request_new(&r), 0);
    assert_null(request_variable(r, "HTTP_A"));
    assert_true(request_begin(r, ends[1]));
    check_variables(r);
    close(request_finish(r).fd);
    assert_null(request_variable(r, "HTTP_A"));
    request_free(&r);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_variables)};

    return request_library_start() == 0 ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
