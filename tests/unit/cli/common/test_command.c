/* SPDX-License-Identifier: MIT */
/*
 * The options of a command, parsed by its table.
 */
#include "cli/common/command.h"
#include "cli/common/cli.h"

#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define WORDS_MAX 8

enum option_place { PLACE_NAME, PLACE_FLAG };

static const struct command_option options[] = {
    [PLACE_NAME] = {.name = "name", .value = "NAME", .help = "a name", .letter = 'n'},
    [PLACE_FLAG] = {.name = "flag", .help = "a flag"},
    {0}};
static const struct command_option flags[] = {
    {.name = "one", .help = "1"}, {.name = "two", .help = "2"}, {0}};
static const struct command command = {
    .name = "tool", .arguments = "", .summary = "x", .options = options, .statuses = ""};

struct taken {
    const char *name;
    int flags;
};

static int take(void *arg, size_t option, char *value)
{
    struct taken *t = arg;

    if (option == PLACE_FLAG)
        t->flags++;
    else
        t->name = value;
    return option == PLACE_NAME && strcmp(value, "bad") == 0 ? CLI_UNAVAILABLE : CLI_OK;
}

/* Splits the line at blanks; returns what the parsing does. */
static int parse(const char *line, bool is_leading, struct taken *out)
{
    static char copy[128];
    char *argv[WORDS_MAX], *rest = NULL;
    int argc = 0;

    *out = (struct taken){0};
    assert_true(strlen(line) < sizeof copy);
    memcpy(copy, line, strlen(line) + 1);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    argv[argc] = NULL;
    optind = 0;
    opterr = 0;
    return is_leading ? command_parse(options, true, argc, argv, take, out)
                      : command_read_options(&command, argc, argv, take, out);
}

static void test_values_and_flags(void **state)
{
    struct taken t;

    (void)state;
    assert_int_equal(parse("tool x --name a y --flag --flag", false, &t), CLI_OK);
    assert_string_equal(t.name, "a");
    assert_int_equal(t.flags, 2);
    assert_int_equal(optind, 5); /* the arguments are behind the options */
    assert_int_equal(parse("tool --name=b", false, &t), CLI_OK);
    assert_string_equal(t.name, "b");
    assert_int_equal(parse("tool -n c", false, &t), CLI_OK);
    assert_string_equal(t.name, "c");
}

static void test_what_is_wrong(void **state)
{
    struct taken t;

    (void)state;
    assert_int_equal(parse("tool --nothing", false, &t), CLI_USAGE);
    assert_int_equal(parse("tool --name", false, &t), CLI_USAGE);
    assert_int_equal(parse("tool --flag=x", false, &t), CLI_USAGE);
    assert_int_equal(parse("tool -x", false, &t), CLI_USAGE);
    assert_int_equal(parse("tool --name bad --flag", false, &t), CLI_UNAVAILABLE);
    assert_int_equal(t.flags, 0); /* it ends there */
}

static void test_leading_options_end_at_the_first_argument(void **state)
{
    struct taken t;

    (void)state;
    assert_int_equal(parse("tool --flag list --name x", true, &t), CLI_OK);
    assert_null(t.name);
    assert_int_equal(optind, 2);
    assert_int_equal(parse("tool -- --flag", true, &t), CLI_OK);
    assert_int_equal(t.flags, 0);
}

static void test_flags_by_their_places(void **state)
{
    static const struct command flagged = {
        .name = "tool", .arguments = "", .summary = "x", .options = flags, .statuses = ""};
    static const struct command bare = {
        .name = "tool", .arguments = "", .summary = "x", .statuses = ""};
    char name[] = "tool", two[] = "--two", *argv[] = {name, two, NULL};
    bool set[2] = {false};

    (void)state;
    optind = 0;
    assert_int_equal(command_read_flags(&flagged, 2, argv, set), CLI_OK);
    assert_false(set[0]);
    assert_true(set[1]);
    optind = 0;
    assert_int_equal(command_read_flags(&bare, 2, argv, set), CLI_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_and_flags),
        cmocka_unit_test(test_what_is_wrong),
        cmocka_unit_test(test_leading_options_end_at_the_first_argument),
        cmocka_unit_test(test_flags_by_their_places),
    };

    return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
