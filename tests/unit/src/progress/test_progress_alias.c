/* SPDX-License-Identifier: MIT */
/*
 * Aliases with a real Redis: which upload has one, for how long, and that owners do not share a
 * key.
 */
#include "progress/progress_alias.h"

#include "base/error.h"
#include "tests/unit/support/news.h"
#include "progress/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define TTL_MS 60000
#define OTHER_ID "ffffffffffffffffffffffffffffffff"

/* Makes one claim or renewal as the publisher does. */
static bool ask(struct news *n, const char *owner, const char *name, const char *id, bool held)
{
    const struct progress_alias a = {owner, name, id, TTL_MS, held};
    bool held_now = false;

    assert_int_equal(redis_ensure(n->redis), 0);
    assert_int_equal(progress_alias_append(n->redis, NEWS_PREFIX, &a), 0);
    assert_int_equal(progress_alias_take(n->redis, &held_now), 0);
    return held_now;
}

static const char *find(struct news *n, const char *owner, const char *name)
{
    static char id[ID_SIZE];

    return progress_alias_find(n->redis, NEWS_PREFIX, owner, name, id) == 0 ? id : NULL;
}

static void test_first_comer_has_it(void **state)
{
    struct news *n = *state;

    assert_null(find(n, NULL, "photo"));
    assert_true(ask(n, NULL, "photo", n->upload.id, false));
    assert_string_equal(find(n, NULL, "photo"), n->upload.id);
    assert_false(ask(n, NULL, "photo", OTHER_ID, false));
    assert_string_equal(find(n, NULL, "photo"), n->upload.id);
    assert_string_equal(find(n, "", "PHOTO"), n->upload.id);
}

static void test_renewal(void **state)
{
    struct news *n = *state;
    char key[PROGRESS_KEY_SIZE];

    progress_alias_key(NEWS_PREFIX, NULL, "photo", key);
    assert_true(ask(n, NULL, "photo", n->upload.id, false));
    (void)news_ask(n, "PEXPIRE", key, "1000", NULL, NULL);
    assert_true(ask(n, NULL, "photo", n->upload.id, true));
    assert_true(redis_value_int(news_ask(n, "PTTL", key, NULL, NULL, NULL)) > 1000);
    (void)news_ask(n, "DEL", key, NULL, NULL, NULL);
    assert_false(ask(n, NULL, "photo", n->upload.id, true));
    assert_null(find(n, NULL, "photo"));
    assert_true(ask(n, NULL, "photo", n->upload.id, false));
}

static void test_owners_are_apart(void **state)
{
    struct news *n = *state;
    char a[PROGRESS_KEY_SIZE], b[PROGRESS_KEY_SIZE];

    assert_true(ask(n, "ann", "photo", n->upload.id, false));
    assert_true(ask(n, "bob", "photo", OTHER_ID, false));
    assert_string_equal(find(n, "ann", "photo"), n->upload.id);
    assert_string_equal(find(n, "bob", "photo"), OTHER_ID);
    assert_null(find(n, NULL, "photo"));
    progress_alias_key(NEWS_PREFIX, "ann", "b:c", a);
    progress_alias_key(NEWS_PREFIX, "ann:b", "c", b);
    assert_string_not_equal(a, b);
    progress_alias_key(NEWS_PREFIX, "", "ann:c", a);
    progress_alias_key(NEWS_PREFIX, "ann", "c", b);
    assert_string_not_equal(a, b);
}

static void test_longest_names_fit(void **state)
{
    char owner[256], name[PROGRESS_ALIAS_SIZE], prefix[65], a[PROGRESS_KEY_SIZE],
        b[PROGRESS_KEY_SIZE];

    (void)state;
    memset(owner, 'o', sizeof owner - 1);
    memset(name, 'n', sizeof name - 1);
    memset(prefix, 'p', sizeof prefix - 1);
    owner[sizeof owner - 1] = name[sizeof name - 1] = prefix[sizeof prefix - 1] = '\0';
    progress_alias_key(prefix, owner, name, a);
    assert_true(strlen(a) < PROGRESS_KEY_SIZE - 1);
    name[sizeof name - 2] = 'm';
    progress_alias_key(prefix, owner, name, b);
    assert_string_not_equal(a, b);
}

static void test_what_can_be_an_alias(void **state)
{
    static const char *const bad[] = {"", " ", "a b", "a\n", "\x7f", "gr\xc3\xbc\xc3\x9f"};
    char name[PROGRESS_ALIAS_SIZE + 1];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(progress_alias_valid(bad[i]));
    memset(name, 'a', sizeof name);
    name[PROGRESS_ALIAS_MAX + 1] = '\0';
    assert_false(progress_alias_valid(name));
    name[PROGRESS_ALIAS_MAX] = '\0';
    assert_true(progress_alias_valid(name));
    assert_true(progress_alias_valid("-_.:/!{}%"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_first_comer_has_it, news_fresh),
        cmocka_unit_test_setup(test_renewal, news_fresh),
        cmocka_unit_test_setup(test_owners_are_apart, news_fresh),
        cmocka_unit_test(test_longest_names_fit),
        cmocka_unit_test(test_what_can_be_an_alias),
    };
    return cmocka_run_group_tests(tests, news_start, news_stop);
}
