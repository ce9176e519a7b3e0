/* SPDX-License-Identifier: MIT */
/*
 * The client disconnects from a server whose reply never ends, in every form of reply. A subscriber
 * takes replies and messages in their order, wherever the bytes are cut.
 */
#include "base/error.h"
#include "redis/redis.h"
#include "redis/redis_value.h"
#include "redis/redis_wire.h"

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

/* What arrived, a letter each: M a message, P a status, A another array. */
static char arrived[16];

static void note(char what)
{
    size_t len = strlen(arrived);

    assert_true(len + 1 < sizeof arrived);
    arrived[len] = what;
    arrived[len + 1] = '\0';
}

static bool hear(void *arg, const struct redis_published *m)
{
    (void)arg;
    assert_string_equal(m->channel, "ch");
    assert_int_equal(m->text_len, 4);
    note('M');
    return true;
}

static void take_all(struct redis_wire *w)
{
    void *taken;

    assert_int_equal(redis_wire_listen(w, hear, NULL), 0);
    while (redis_wire_take(w, &taken) == 0 && taken != NULL) {
        struct redis_value *v = taken;
        note(redis_value_type(v) != REDIS_VALUE_ARRAY ? 'P'
             : redis_value_count(v) == 3              ? 'M'
                                                      : 'A');
        redis_value_free(&v);
    }
}

static void test_messages_and_replies_keep_their_order(void **state)
{
    static const char message[] = "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$4\r\nnews\r\n";
    char stream[256], why[REDIS_WHY_SIZE];
    struct redis_target target = {.count = 1};

    (void)state;
    int len = snprintf(stream, sizeof stream, "%s+PONG\r\n%s*1\r\n$1\r\na\r\n%s%s", message,
                       message, message, message);
    snprintf(target.addresses[0].path, sizeof target.addresses[0].path, "%.90s", address.sun_path);
    for (int cut = 1; cut < len; cut++) {
        struct redis_wire *w;
        assert_int_equal(
            redis_wire_open(&target, &target.addresses[0], NULL, REDIS_REPLY_MAX, &w, why), 0);
        int fd = accept(listener, NULL, NULL);
        assert_int_equal(redis_wire_send(w), 1);
        arrived[0] = '\0';
        assert_int_equal(send(fd, stream, (size_t)cut, 0), cut);
        take_all(w);
        assert_int_equal(send(fd, stream + cut, (size_t)(len - cut), 0), len - cut);
        take_all(w);
        assert_int_equal(send(fd, message, sizeof message - 1, 0), sizeof message - 1);
        take_all(w);
        if (strcmp(arrived, "MPMAMMM") != 0)
            fail_msg("cut at %d: %s", cut, arrived);
        close(fd);
        redis_wire_free(&w);
    }
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
        cmocka_unit_test(test_messages_and_replies_keep_their_order),
    };

    return cmocka_run_group_tests(tests, listen_here, clean_up);
}
