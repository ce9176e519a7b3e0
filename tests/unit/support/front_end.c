/* SPDX-License-Identifier: MIT */
/*
 * The socket lies in a folder of its own.
 */
#include "tests/unit/support/front_end.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/loadline-request-XXXXXX";
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int listener;
unsigned char front_body[FRONT_BODY_BYTES];

void wire_add(struct wire *w, int kind, const void *content, size_t len)
{
    unsigned char head[8] = {1, (unsigned char)kind, 0, 1, (unsigned char)(len >> 8), len & 0xff};

    assert_true(w->len + sizeof head + len <= sizeof w->bytes);
    memcpy(w->bytes + w->len, head, sizeof head);
    if (len > 0)
        memcpy(w->bytes + w->len + sizeof head, content, len);
    w->len += sizeof head + len;
}

void wire_add_head(struct wire *w, const char *length)
{
    static const unsigned char responder[8] = {0, 1};
    char text[64];
    int n = snprintf(text, sizeof text, "%c%cCONTENT_LENGTH%s", 14, (int)strlen(length), length);

    w->len = 0;
    wire_add(w, FRONT_BEGIN, responder, sizeof responder);
    wire_add(w, FRONT_PARAMS, text, (size_t)n);
    wire_add(w, FRONT_PARAMS, NULL, 0);
}

void wire_add_body(struct wire *w, size_t from, size_t to)
{
    for (; from < to; from += FRONT_RECORD_BYTES)
        wire_add(w, FRONT_STDIN, front_body + from,
                 to - from < FRONT_RECORD_BYTES ? to - from : FRONT_RECORD_BYTES);
}

void wire_send_part(int fd, const struct wire *w, size_t from, size_t to)
{
    assert_int_equal(send(fd, w->bytes + from, to - from, MSG_DONTWAIT), to - from);
}

void wire_send(int fd, const struct wire *w)
{
    wire_send_part(fd, w, 0, w->len);
}

int front_connect(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int size = 2 * FRONT_BODY_BYTES;

    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

void front_read_to(struct request *r, size_t *at, size_t until)
{
    while (*at < until) {
        const char *bytes;
        int n = request_read(r, &bytes);
        assert_true(n > 0);
        assert_true(*at + (size_t)n <= until);
        assert_memory_equal(bytes, front_body + *at, (size_t)n);
        *at += (size_t)n;
    }
}

struct request *front_begin(int fd, struct wire *w, size_t len)
{
    struct request *r;

    assert_int_equal(request_new(&r), 0);
    wire_add_head(w, "150000");
    wire_add_body(w, 0, len);
    if (len == FRONT_BODY_BYTES)
        wire_add(w, FRONT_STDIN, NULL, 0);
    wire_send(fd, w);
    assert_true(request_begin(r, front_accept()));
    return r;
}

void front_end(struct request *r)
{
    close(request_finish(r).fd);
    request_free(&r);
}

int front_accept(void)
{
    return accept(listener, NULL, NULL);
}

int front_listen(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    alarm(FRONT_STUCK_S);
    for (size_t i = 0; i < sizeof front_body; i++)
        front_body[i] = (unsigned char)(i * 31 + i / 251);
    if (mkdtemp(folder) == NULL || request_library_start() != 0)
        return -1;
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/front", folder);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
                   listen(listener, 8) == 0
               ? 0
               : -1;
}

int front_clean_up(void **state)
{
    (void)state;
    close(listener);
    return unlink(address.sun_path) == 0 && rmdir(folder) == 0 ? 0 : -1;
}
