/* SPDX-License-Identifier: MIT */
/*
 * TLS under the protocol: which certificates are accepted, and servers that close or stay silent.
 * SIGPIPE has its default effect here: it would end the test.
 */
#include "base/clock.h"
#include "base/error.h"
#include "redis/redis_dial.h"
#include "redis/redis_value.h"
#include "tests/unit/support/tls_server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define TIMEOUT_MS 10000
#define SHORT_MS 100
#define MAX_BYTES 65536
#define ANSWERS 1000

/* Starts a server whose certificate is for names, and names it in the target. */
static void begin(struct tls_server *s, const char *names, bool asks, int answers,
                  struct redis_target *target)
{
    memset(target, 0, sizeof *target);
    assert_int_equal(tls_server_prepare(s, names), 0);
    assert_int_equal(tls_server_start(s, asks, answers), 0);
    target->tls = true;
    target->count = 1;
    target->addresses[0].port = s->port;
    (void)snprintf(target->addresses[0].host, sizeof target->addresses[0].host, "127.0.0.1");
    (void)snprintf(target->tls_settings.ca_file, sizeof target->tls_settings.ca_file, "%s",
                   s->cert_file);
}

static int dial_to(const struct redis_target *target, int timeout_ms, struct redis_wire **out,
                   char why[REDIS_WHY_SIZE])
{
    return redis_dial(target, &target->addresses[0], MAX_BYTES, clock_mono_ms() + timeout_ms, out,
                      why);
}

/* Sends PING and takes the answer. */
static int ping(struct redis_wire *w, char why[REDIS_WHY_SIZE])
{
    static const char *const command[] = {"PING"};
    void *reply = NULL;

    assert_int_equal(redis_wire_append(w, 1, command, NULL), 0);
    int err = redis_await(w, clock_mono_ms() + TIMEOUT_MS, &reply, why);
    struct redis_value *v = reply;
    if (err == 0)
        assert_string_equal(redis_value_text(v), "PONG");
    redis_value_free(&v);
    return err;
}

static void assert_answers(const struct redis_target *target)
{
    struct redis_wire *w = NULL;
    char why[REDIS_WHY_SIZE] = "";

    if (dial_to(target, TIMEOUT_MS, &w, why) != 0)
        fail_msg("%s", why);
    assert_int_equal(ping(w, why), 0);
    assert_int_equal(ping(w, why), 0);
    redis_wire_free(&w);
}

static void assert_refused(const struct redis_target *target, const char *reason)
{
    struct redis_wire *w = NULL;
    char why[REDIS_WHY_SIZE] = "";

    assert_int_equal(dial_to(target, TIMEOUT_MS, &w, why), ERR_REDIS);
    assert_null(w);
    if (strstr(why, reason) == NULL)
        fail_msg("%s", why);
}

static void test_the_certificate_has_the_host(void **state)
{
    struct tls_server s;
    struct redis_target target;

    (void)state;
    begin(&s, "DNS:localhost,IP:127.0.0.1", false, ANSWERS, &target);
    assert_answers(&target);
    (void)snprintf(target.addresses[0].host, sizeof target.addresses[0].host, "localhost");
    assert_answers(&target);
    tls_server_stop(&s);
}

static void test_the_certificate_has_another_host(void **state)
{
    struct tls_server s;
    struct redis_target target;

    (void)state;
    begin(&s, "DNS:redis.example.org,IP:127.0.0.2", false, ANSWERS, &target);
    assert_refused(&target, "certificate is refused: IP address mismatch");
    (void)snprintf(target.addresses[0].host, sizeof target.addresses[0].host, "localhost");
    assert_refused(&target, "certificate is refused: hostname mismatch");
    (void)snprintf(target.tls_settings.name, sizeof target.tls_settings.name, "redis.example.org");
    assert_answers(&target);
    tls_server_stop(&s);
}

static void test_the_authority_is_unknown(void **state)
{
    struct tls_server s;
    struct redis_target target;

    (void)state;
    begin(&s, "IP:127.0.0.1", false, ANSWERS, &target);
    target.tls_settings.ca_file[0] = '\0';
    assert_refused(&target, "certificate is refused: self");
    (void)snprintf(target.tls_settings.ca_file, sizeof target.tls_settings.ca_file, "%s/none",
                   s.folder);
    assert_refused(&target, "redis_tls_ca_file /tmp/loadline-tls-");
    tls_server_stop(&s);
}

/* The file is read again when it changes, without a new process. */
static void test_a_renewed_certificate(void **state)
{
    struct tls_server old, new;
    struct redis_target target, other;

    (void)state;
    begin(&old, "IP:127.0.0.1", false, ANSWERS, &target);
    begin(&new, "IP:127.0.0.1", false, ANSWERS, &other);
    assert_answers(&target);
    target.addresses[0].port = new.port;
    assert_refused(&target, "certificate is refused");
    assert_int_equal(rename(new.cert_file, old.cert_file), 0);
    assert_answers(&target);
    tls_server_stop(&old);
    tls_server_stop(&new);
}

static void test_the_server_asks_for_a_certificate(void **state)
{
    struct tls_server s;
    struct redis_target target;
    struct redis_wire *w = NULL;
    char why[REDIS_WHY_SIZE] = "";

    (void)state;
    begin(&s, "IP:127.0.0.1", true, ANSWERS, &target);
    /* In TLS 1.3 the client is ready before the server has seen that there is no certificate. */
    if (dial_to(&target, TIMEOUT_MS, &w, why) == 0)
        assert_int_equal(ping(w, why), ERR_REDIS);
    assert_non_null(strstr(why, "certificate required"));
    redis_wire_free(&w);
    (void)snprintf(target.tls_settings.cert_file, sizeof target.tls_settings.cert_file, "%s",
                   s.cert_file);
    (void)snprintf(target.tls_settings.key_file, sizeof target.tls_settings.key_file, "%s/none",
                   s.folder);
    assert_refused(&target, "redis_tls_key_file /tmp/loadline-tls-");
    (void)snprintf(target.tls_settings.key_file, sizeof target.tls_settings.key_file, "%s",
                   s.key_file);
    assert_answers(&target);
    tls_server_stop(&s);
}

static void test_the_server_closes(void **state)
{
    struct tls_server s;
    struct redis_target target;
    struct redis_wire *w = NULL;
    char why[REDIS_WHY_SIZE] = "";

    (void)state;
    begin(&s, "IP:127.0.0.1", false, 1, &target);
    assert_int_equal(dial_to(&target, TIMEOUT_MS, &w, why), 0);
    assert_int_not_equal(fcntl(redis_wire_fd(w), F_GETFD) & FD_CLOEXEC, 0);
    assert_int_equal(ping(w, why), 0);
    assert_int_equal(ping(w, why), ERR_REDIS);
    assert_int_equal(ping(w, why), ERR_REDIS); /* it writes to a closed connection */
    redis_wire_free(&w);
    tls_server_stop(&s);
}

/* The whole of a large pipeline passes, in both directions. */
static void test_much_output(void **state)
{
    static char big[32768];
    const char *command[] = {"ECHO", big};
    struct tls_server s;
    struct redis_target target;
    struct redis_wire *w = NULL;
    char why[REDIS_WHY_SIZE] = "";

    (void)state;
    memset(big, 'x', sizeof big - 1);
    begin(&s, "IP:127.0.0.1", false, ANSWERS * ANSWERS, &target);
    assert_int_equal(dial_to(&target, TIMEOUT_MS, &w, why), 0);
    for (int i = 0; i < ANSWERS; i++)
        assert_int_equal(redis_wire_append(w, 2, command, NULL), 0);
    for (int i = 0; i < ANSWERS; i++) { /* the server answers at least once to each */
        void *reply = NULL;
        assert_int_equal(redis_await(w, clock_mono_ms() + TIMEOUT_MS, &reply, why), 0);
        struct redis_value *v = reply;
        redis_value_free(&v);
    }
    redis_wire_free(&w);
    tls_server_stop(&s);
}

/* A listener that never accepts: the handshake ends at the deadline. */
static void test_a_silent_server(void **state)
{
    struct redis_target target = {.tls = true, .count = 1, .addresses = {{.host = "127.0.0.1"}}};
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct redis_wire *w = NULL;
    char why[REDIS_WHY_SIZE] = "";
    int64_t begun_ms = clock_mono_ms();

    (void)state;
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 8), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &len), 0);
    target.addresses[0].port = ntohs(address.sin_port);
    assert_int_equal(dial_to(&target, SHORT_MS, &w, why), ERR_REDIS);
    assert_string_equal(why, "Connection timed out");
    assert_true(clock_mono_ms() - begun_ms >= SHORT_MS);
    assert_true(clock_mono_ms() - begun_ms < 50 * SHORT_MS);
    close(listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_certificate_has_the_host),
        cmocka_unit_test(test_the_certificate_has_another_host),
        cmocka_unit_test(test_the_authority_is_unknown),
        cmocka_unit_test(test_a_renewed_certificate),
        cmocka_unit_test(test_the_server_asks_for_a_certificate),
        cmocka_unit_test(test_the_server_closes),
        cmocka_unit_test(test_much_output),
        cmocka_unit_test(test_a_silent_server),
    };

    return cmocka_run_group_tests_name("redis_tls", tests, NULL, NULL);
}
