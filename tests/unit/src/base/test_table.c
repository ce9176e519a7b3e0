/* SPDX-License-Identifier: MIT */
/*
 * Records by name: many of them, added in the worst order for a tree, removed in any order.
 */
#include "base/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#define MANY 20000
#define STEP 7919 /* a prime: steps of this size visit each of MANY once */

struct record {
    struct table_head head;
    int number;
};

static const char *name_of(int i)
{
    static char name[32];

    (void)snprintf(name, sizeof name, "client %05d", i);
    return name;
}

static void fill(struct table *t)
{
    for (int i = 0; i < MANY; i++) {
        struct record *r = table_add(t, name_of(i), sizeof *r);
        assert_non_null(r);
        assert_int_equal(r->number, 0);
        r->number = i;
    }
}

static void test_a_record_is_found_by_its_name_only(void **state)
{
    struct table t = {NULL};

    (void)state;
    assert_null(table_find(&t, "ann"));
    struct record *ann = table_add(&t, "ann", sizeof *ann), *none = table_add(&t, "", sizeof *none);
    assert_string_equal(ann->head.name, "ann");
    assert_ptr_equal(table_find(&t, "ann"), ann);
    assert_ptr_equal(table_find(&t, ""), none);
    assert_null(table_find(&t, "an"));
    assert_null(table_find(&t, "anna"));
    assert_null(table_find(&t, "Ann"));
    table_clear(&t);
    assert_null(table_find(&t, "ann"));
    table_clear(&t);
}

static void test_the_name_is_copied(void **state)
{
    struct table t = {NULL};
    char name[] = "ann";

    (void)state;
    struct record *ann = table_add(&t, name, sizeof *ann);
    name[0] = 'b';
    assert_ptr_equal(table_find(&t, "ann"), ann);
    assert_null(table_find(&t, name));
    table_clear(&t);
}

static void test_many_are_found(void **state)
{
    struct table t = {NULL};

    (void)state;
    fill(&t);
    for (int i = 0; i < MANY; i++) {
        const struct record *r = table_find(&t, name_of(i));
        assert_non_null(r);
        assert_int_equal(r->number, i);
    }
    table_clear(&t);
}

static void test_removal_leaves_the_others(void **state)
{
    struct table t = {NULL};

    (void)state;
    fill(&t);
    for (int i = 0, gone = 0; i < MANY / 2; i++, gone = (gone + STEP) % MANY) {
        table_remove(&t, table_find(&t, name_of(gone)));
        assert_null(table_find(&t, name_of(gone)));
    }
    int left = 0;
    for (int i = 0; i < MANY; i++) {
        const struct record *r = table_find(&t, name_of(i));
        assert_true(r == NULL || r->number == i);
        left += r != NULL;
    }
    assert_int_equal(left, MANY - MANY / 2);
    assert_non_null(table_add(&t, name_of(0), sizeof(struct record))); /* a name that was removed */
    table_clear(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_record_is_found_by_its_name_only),
        cmocka_unit_test(test_the_name_is_copied),
        cmocka_unit_test(test_many_are_found),
        cmocka_unit_test(test_removal_leaves_the_others),
    };

    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
