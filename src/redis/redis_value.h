/* SPDX-License-Identifier: MIT */
/*
 * Replies of Redis: a reply of hiredis under our name.
 */
#ifndef LOADLINE_REDIS_VALUE_H
#define LOADLINE_REDIS_VALUE_H

#include <stddef.h>
#include <stdint.h>

struct redis_value;

enum redis_value_type {
    REDIS_VALUE_NIL,
    REDIS_VALUE_STRING,
    REDIS_VALUE_INT,
    REDIS_VALUE_ARRAY,
    REDIS_VALUE_ERROR
};

/* Texts and items belong to their reply; NULL counts as nil. redis_value_free() frees a whole reply
 * and clears the pointer. */
enum redis_value_type redis_value_type(const struct redis_value *v);
const char *redis_value_text(const struct redis_value *v); /* of a string or error, else NULL */
size_t redis_value_len(const struct redis_value *v);
int64_t redis_value_int(const struct redis_value *v); /* of digits in a string too; else 0 */
size_t redis_value_count(const struct redis_value *v);
const struct redis_value *redis_value_item(const struct redis_value *v, size_t index);
void redis_value_free(struct redis_value **v);

#endif
