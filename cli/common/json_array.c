/* SPDX-License-Identifier: MIT */
/*
 * A comma before each object but the first.
 */
#include "cli/common/json_array.h"

#include <stdio.h>

void json_array_add(struct json_array *a, const char *object)
{
    fputs(a->count++ == 0 ? "[" : ",\n", stdout);
    fputs(object, stdout);
    (void)fflush(stdout);
}

void json_array_end(const struct json_array *a)
{
    puts(a->count == 0 ? "[]" : "]");
}
