/* SPDX-License-Identifier: MIT */
/* The settings metadata_fields and max_metadata_value. */
#include "config/config.h"

#include "base/buffer.h"
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

static char path[] = "/tmp/loadline-config-XXXXXX";
static char message[CONFIG_ERROR_MAX];
static struct config config;

static int set_up(void **state)
{
    int fd = mkstemp(path);

    (void)state;
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
    (void)state;
    config_free(&config);
    return unlink(path);
}

static int load(const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    config_free(&config);
    return config_load(path, &config, message);
}

static void test_none_by_default(void **state)
{
    (void)state;
    assert_int_equal(load(""), 0);
    assert_non_null(config.metadata_fields);
    assert_null(config.metadata_fields[0]);
    assert_int_equal(config.max_metadata_value, 4096);
}

static void test_names_are_kept_as_written(void **state)
{
    (void)state;
    assert_int_equal(load("metadata_fields = project-id, Album,tags[] ,!~\n"
                          "max_metadata_value = 16k\n"),
                     0);
    assert_string_equal(config.metadata_fields[0], "project-id");
    assert_string_equal(config.metadata_fields[1], "Album");
    assert_string_equal(config.metadata_fields[2], "tags[]");
    assert_string_equal(config.metadata_fields[3], "!~");
    assert_null(config.metadata_fields[4]);
    assert_int_equal(config.max_metadata_value, 16384);
}

static void refuse(const char *text, const char *expected)
{
    assert_int_equal(load(text), ERR_CONFIG);
    assert_non_null(strstr(message, expected));
}

static void test_names_of_one_variable_are_refused(void **state)
{
    (void)state;
    refuse("metadata_fields = a, project-id, project.id\n",
           "metadata_fields has project-id and project.id, which would both be the variable "
           "LOADLINE_META_PROJECT_ID");
    refuse("metadata_fields = album, Album\n", "the variable LOADLINE_META_ALBUM");
    refuse("metadata_fields = album, album\n", "metadata_fields has album and album");
}

static void test_names_have_bounds(void **state)
{
    static const char right[] = ": must be a list of at most 32 names, each of 1 to 64 printable "
                                "ASCII characters without blanks and commas";
    struct buffer text;

    (void)state;
    refuse("metadata_fields = my album\n", right);
    refuse("metadata_fields = caf\xc3\xa9\n", right);
    buffer_init(&text, 4096);
    buffer_addf(&text, "metadata_fields = %064d\n", 1);
    assert_int_equal(load(buffer_text(&text)), 0);
    buffer_reset(&text);
    buffer_addf(&text, "metadata_fields = %065d\n", 1);
    refuse(buffer_text(&text), "at most 32 names");
    buffer_reset(&text);
    buffer_add_string(&text, "metadata_fields = ");
    for (int i = 0; i < 32; i++)
        buffer_addf(&text, "n%d,", i);
    assert_int_equal(load(buffer_text(&text)), 0);
    buffer_add_string(&text, "one-more");
    refuse(buffer_text(&text), "at most 32 names");
    buffer_free(&text);
    refuse("max_metadata_value = 0\n", "from 1 to 16k");
    refuse("max_metadata_value = 16385\n", "from 1 to 16k");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none_by_default),
        cmocka_unit_test(test_names_are_kept_as_written),
        cmocka_unit_test(test_names_of_one_variable_are_refused),
        cmocka_unit_test(test_names_have_bounds),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
