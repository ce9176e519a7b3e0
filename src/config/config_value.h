/* SPDX-License-Identifier: MIT */
/*
 * Converts one value of one setting from text, with its checks, and back to text. `base` is the
 * struct that contains the setting's offset.
 */
#ifndef LOADLINE_CONFIG_VALUE_H
#define LOADLINE_CONFIG_VALUE_H

#include "base/buffer.h"
#include "config/config_table.h"

#define CONFIG_VALUE_MAX 8192 /* bytes of one value */

/* Sets the value from text. 0, ERR_CONFIG for an invalid value, ERR_NOMEM; the value is unchanged
 * then. */
int config_value_set(void *base, const struct setting *s, const char *text);

/* Sets every setting of the table to its default, if it has one. 0, ERR_NOMEM, ERR_CONFIG if the
 * table is wrong. */
int config_value_defaults(void *base, const struct setting *table);

/* Frees the value's memory and zeroes it. */
void config_value_clear(void *base, const struct setting *s);

/* Appends the value in the syntax of the file, with a password in a URL as "***". */
void config_value_print(const void *base, const struct setting *s, struct buffer *out);

/* Appends the description of valid values, the end of the sentence "must be …". */
void config_value_describe(const struct setting *s, struct buffer *out);

#endif
