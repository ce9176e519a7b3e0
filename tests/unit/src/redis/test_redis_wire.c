/* SPDX-License-Identifier: MIT */
/*
 * The client disconnects from a server whose reply never ends, in every form of reply.
 */
#include "base/error.h"
#include "redis/redis.h"

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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PIECE_BYTES 65536
#define STUCK_AFTER_S 300
#define TIMEOUT_MS 10000

static char folder[] = "/tmp/loadline-reply-XXXXXX";
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static int listener;

/* In a child process: answers with begin, then repeats piece until the client stops reading. Exits
 * with the number of MiB that were read. */
static pid_t serve(const char *begin, const char *piece)
{
    static char text[PIECE_BYTES];
    char asked[1024];
    size_t sent = 0;
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    alarm(STUCK_AFTER_S);
    for (size_t at = 0, len = strlen(piece); at + len <= sizeof text; at += len)
        memcpy(text + at, piece, len);
    size_t whole = sizeof text - sizeof text % strlen(piece);
    int fd = accept(listener, NULL, NULL);
    if (recv(fd, asked, sizeof asked, 0) <= 0 || send(fd, begin, strlen(begin), 0) < 0)
        _exit(0);
    for (ssize_t n = 0; n >= 0 && sent<(size_t)200 << 20; sent += n> 0 ? (size_t)n : 0)
        n = send(fd, text, whole, MSG_NOSIGNAL);
    _exit((int)(sent >> 20));
}

static void assert_left(const char *begin, const char *piece)
{
    struct redis_target target = {.count = 1};
    struct redis *r;
    int status;
    pid_t pid = serve(begin, piece);

    snprintf(target.addresses[0].path, sizeof target.addresses[0].path, "%.90s", address.sun_path);
    assert_int_equal(redis_new(&target, TIMEOUT_MS, &r), 0);
    assert_int_equal(redis_ensure(r), ERR_REDIS);
    assert_false(redis_connected(r));
    assert_non_null(strstr(redis_failure(r), "a reply of more than"));
    redis_free(&r);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_in_range(WEXITSTATUS(status), 1, 2 * (REDIS_REPLY_MAX >> 20));
}

static void test_a_reply_without_end(void **state)
{
    (void)state;
    assert_left("$500000000\r\n", "x");
    assert_left("+", "x");
    assert_left("*1000000\r\n",
                "$200\r\n"
                "0123456789012345678901234567890123456789012345678901234567890123456789"
                "0123456789012345678901234567890123456789012345678901234567890123456789"
                "012345678901234567890123456789012345678901234567890123456789\r\n");
}

static int listen_here(void **state)
{
    (void)state;
    alarm(STUCK_AFTER_S);
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/redis", folder);
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
        cmocka_unit_test(test_a_reply_without_end),
    };

    return cmocka_run_group_tests(tests, listen_here, clean_up);
}
