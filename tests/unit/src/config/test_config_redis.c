/* SPDX-License-Identifier: MIT */
/*
 * The settings about Redis, and what becomes of them: passwords of Sentinels, files of TLS.
 */
#include "config/config_redis.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char path[64];
    struct config config;
    char message[CONFIG_ERROR_MAX];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    (void)snprintf(f->path, sizeof f->path, "/tmp/loadline-config-XXXXXX");
    int fd = mkstemp(f->path);
    if (fd < 0)
        return -1;
    (void)close(fd);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    config_free(&f->config);
    (void)unlink(f->path);
    free(f);
    return 0;
}

static int load(struct fixture *f, const char *text)
{
    FILE *file = fopen(f->path, "we");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) < 0, 0);
    assert_int_equal(fclose(file), 0);
    config_free(&f->config);
    return config_load(f->path, &f->config, f->message);
}

static void test_sentinels(void **state)
{
    struct fixture *f = *state;
    struct redis_targets targets;
    const struct redis_target *target = &targets.of[0];
    char file[] = "/tmp/loadline-password-XXXXXX", text[256];
    int fd = mkstemp(file);

    assert_int_equal(write(fd, "secret \n", 8), 8);
    close(fd);
    (void)snprintf(text, sizeof text,
                   "redis_url = sentinel://:pw@a,b/main/2\nsentinel_user = ann\n"
                   "sentinel_password_file = %s\n",
                   file);
    assert_int_equal(load(f, text), 0);
    assert_int_equal(config_redis_targets(&f->config, &targets), 0);
    assert_string_equal(target->primary, "main");
    assert_string_equal(target->login.password, "pw");
    assert_string_equal(target->sentinel.user, "ann");
    assert_string_equal(target->sentinel.password, "secret");
    assert_int_equal(truncate(file, 0), 0);
    assert_int_equal(config_redis_targets(&f->config, &targets), ERR_CONFIG);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(config_redis_targets(&f->config, &targets), ERR_CONFIG);

    assert_int_equal(load(f, "redis_url = sentinel://a/main\nsentinel_password = pw\n"), 0);
    assert_int_equal(config_redis_targets(&f->config, &targets), 0);
    assert_string_equal(target->sentinel.password, "pw");
    assert_int_equal(load(f, "sentinel_password = pw\nsentinel_password_file = /f\n"), ERR_CONFIG);
    assert_string_equal(f->message, "set sentinel_password or sentinel_password_file, not both");
    assert_int_equal(load(f, "\nredis_url = redis://a:1,b:x/0\n"), ERR_CONFIG);
    assert_non_null(strstr(f->message, ":2: redis_url must be redis://"));
}

static void test_shards(void **state)
{
    struct fixture *f = *state;
    struct redis_targets targets;

    assert_int_equal(load(f, "redis_url = redis://a:1  sentinel://b,c/main/2\tunix:/d?db=3\n"
                             "sentinel_password = pw\n"),
                     0);
    assert_int_equal(config_redis_targets(&f->config, &targets), 0);
    assert_int_equal(targets.count, 3);
    assert_string_equal(targets.of[0].addresses[0].host, "a");
    assert_int_equal(targets.of[1].count, 2);
    assert_string_equal(targets.of[1].primary, "main");
    assert_string_equal(targets.of[2].addresses[0].path, "/d");
    for (size_t i = 0; i < targets.count; i++)
        assert_string_equal(targets.of[i].sentinel.password, "pw");
    assert_int_equal(load(f, "redis_url = redis://a:1 redis://b:x\n"), ERR_CONFIG);
    assert_int_equal(load(f, "redis_url = redis://a:1 redis://a:1/0\n"), ERR_CONFIG);
    assert_int_equal(load(f, "redis_url = rediss://a redis://b\nredis_tls_ca_file = /ca\n"),
                     ERR_CONFIG);
    assert_int_equal(load(f, "redis_url = rediss://a rediss://b\nredis_tls_ca_file = /ca\n"), 0);
}

static void test_another_number_of_shards_is_noticed(void **state)
{
    char one[] = "redis://a:1", two[] = "redis://a:1\n\tredis://b:1",
         moved[] = " redis://a:1  redis://c:1";
    struct config running = {.redis_url = two};
    struct config fresh = {.redis_url = moved};

    (void)state;
    assert_true(config_redis_keeps_shards(&running, &fresh));
    fresh.redis_url = one;
    assert_false(config_redis_keeps_shards(&running, &fresh));
    assert_false(config_redis_keeps_shards(&fresh, &running));
}

static void test_the_number_of_shards_is_bounded(void **state)
{
    struct fixture *f = *state;
    char text[1024] = "redis_url = redis://h:1";
    size_t len = strlen(text);

    for (int i = 1; i < REDIS_SHARDS_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "\n redis://h:%d", i + 1);
    assert_int_equal(load(f, text), 0);
    (void)snprintf(text + len, sizeof text - len, "\n redis://h:99");
    assert_int_equal(load(f, text), ERR_CONFIG);
}

/* Files of certificates, and a connection that would not use them. */
static void test_tls(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "redis_url = rediss://h\nredis_tls_ca_file = /ca\n"
                             "redis_tls_cert_file = /c\nredis_tls_key_file = /k\n"),
                     0);
    assert_int_equal(load(f, "redis_url = rediss://h\nredis_tls_cert_file = /c\n"), ERR_CONFIG);
    assert_string_equal(f->message, "redis_tls_key_file must be set with redis_tls_cert_file");
    assert_int_equal(load(f, "redis_url = rediss://h\nredis_tls_key_file = /k\n"), ERR_CONFIG);
    assert_string_equal(f->message, "redis_tls_cert_file must be set with redis_tls_key_file");
    assert_int_equal(load(f, "redis_url = redis://h\nredis_tls_ca_file = /ca\n"), ERR_CONFIG);
    assert_string_equal(f->message, "redis_tls_ca_file is set, but redis_url connects without TLS: "
                                    "begin it with rediss:// or sentinels://");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sentinels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shards, set_up, tear_down),
        cmocka_unit_test(test_another_number_of_shards_is_noticed),
        cmocka_unit_test_setup_teardown(test_the_number_of_shards_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tls, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("config_redis", tests, NULL, NULL);
}
