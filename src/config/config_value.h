/* SPDX-License-Identifier: MIT */
/*
 * One value of one setting: from text with its checks, and back to text. `base` is the struct that
 * the setting's offset is in.
 */
#ifndef LOADLINE_CONFIG_VALUE_H
#define LOADLINE_CONFIG_VALUE_H

#include "base/buffer.h"
#include "config/config_table.h"

#define CONFIG_VALUE_MAX 8192 /* bytes of one value */

/* Replaces the value by what text says. ERR_CONFIG: not a good value, nothing changed; ERR_NOMEM.
 */
int config_value_set(void *base, const struct setting *s, const char *text);

/* Gives every setting of the table that has a default that value. ERR_NOMEM; ERR_CONFIG where the
 * table is wrong. */
int config_value_defaults(void *base, const struct setting *table);

/* Frees what the value owns and zeroes it. */
void config_value_clear(void *base, const struct setting *s);

/* Appends the value as it would be written in the file; a password in a URL as "***". */
void config_value_print(const void *base, const struct setting *s, struct buffer *out);

/* Appends what a good value of the setting is, as it ends "must be …". */
void config_value_describe(const struct setting *s, struct buffer *out);

#endif
