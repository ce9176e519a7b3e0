/* SPDX-License-Identifier: MIT */
/*
 * The groups of settings. A group is found by its first setting: if that was moved or renamed, the
 * group would lose its heading. Each example can be loaded.
 */
#include "config/config_group.h"

#include "config/config.h"
#include "config/config_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void test_every_group_begins_somewhere(void **state)
{
    size_t count = 0;

    (void)state;
    assert_non_null(config_group_begun_by(config_settings[0].name));
    for (const struct setting *s = config_settings; s->name; s = setting_next(s))
        count += config_group_begun_by(s->name) != NULL;
    assert_int_equal(count, CONFIG_GROUPS);
}

static void assert_readable(const char *text)
{
    char path[] = "/tmp/loadline-group-XXXXXX", message[CONFIG_ERROR_MAX];
    struct config c;
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    (void)close(fd);
    int rc = config_load(path, &c, message);
    (void)unlink(path);
    assert_string_equal(message, "");
    assert_int_equal(rc, 0);
    config_free(&c);
}

static void test_every_example_is_good(void **state)
{
    (void)state;
    for (const struct setting *s = config_settings; s->name; s = setting_next(s)) {
        const struct config_group *g = config_group_begun_by(s->name);
        if (g != NULL)
            assert_readable(g->example);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_group_begins_somewhere),
        cmocka_unit_test(test_every_example_is_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
