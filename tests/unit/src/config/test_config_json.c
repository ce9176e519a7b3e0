/* SPDX-License-Identifier: MIT */
/*
 * The settings as JSON.
 */
#include "config/config_json.h"

#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TEXT_MAX 262144
#define DEPTH 4

static const char settings[] = "redis_prefix = a:\n"
                               "redis_url = redis://u:geheim@127.0.0.1/0\n"
                               "redis_timeout = 3s\n"
                               "stages = digest, mine\n"
                               "[stage mine]\n"
                               "command = /bin/echo \"x\"\n"
                               "[pipeline image/*]\n"
                               "stages = mine\n";

static struct json *load(struct config *c, struct buffer *text)
{
    char path[] = "/tmp/loadline-json-XXXXXX", message[CONFIG_ERROR_MAX];
    struct json *doc = NULL;
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, settings, sizeof settings - 1), sizeof settings - 1);
    (void)close(fd);
    int rc = config_load(path, c, message);
    (void)unlink(path);
    assert_string_equal(message, "");
    assert_int_equal(rc, 0);
    buffer_init(text, TEXT_MAX);
    config_json(c, text);
    assert_int_equal(buffer_error(text), 0);
    assert_int_equal(json_parse(buffer_text(text), text->len, DEPTH, &doc), 0);
    return doc;
}

static void test_all_settings(void **state)
{
    struct config c;
    struct buffer text;
    struct json *doc = load(&c, &text);

    (void)state;
    for (const struct setting *s = config_settings; s->name; s = setting_next(s))
        assert_true(json_has(doc, s->name));
    assert_string_equal(json_get_string(doc, "redis_prefix", ""), "a:");
    assert_int_equal(json_get_int(doc, "redis_timeout", 0), 3000);
    assert_string_equal(json_get_string(doc, "stages", ""), "digest, mine");
    assert_null(strstr(buffer_text(&text), "geheim"));
    assert_true(json_has(doc, "spool"));
    assert_int_equal(json_kind(json_member(doc, "spool")), JSON_NULL);
    const struct json *stage = json_member(json_member(doc, "stage"), "mine");
    assert_string_equal(json_get_string(stage, "command", ""), "/bin/echo \"x\"");
    assert_true(json_get_int(stage, "weight", 0) > 0);
    const struct json *pipeline = json_member(json_member(doc, "pipeline"), "image/*");
    assert_string_equal(json_get_string(pipeline, "stages", ""), "mine");
    json_free(&doc);
    buffer_free(&text);
    config_free(&c);
}

static void test_one_member(void **state)
{
    struct config c;
    struct buffer text;
    struct json *doc = load(&c, &text);

    (void)state;
    buffer_reset(&text);
    config_json_member(&c, setting_find(config_settings, "redis_prefix"), false, &text);
    config_json_member(&c, setting_find(config_settings, "redis_timeout"), true, &text);
    assert_string_equal(buffer_text(&text), "\"redis_prefix\":\"a:\",\"redis_timeout\":3000");
    json_free(&doc);
    buffer_free(&text);
    config_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_settings),
        cmocka_unit_test(test_one_member),
    };

    return cmocka_run_group_tests_name("config_json", tests, NULL, NULL);
}
