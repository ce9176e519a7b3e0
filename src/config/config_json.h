/* SPDX-License-Identifier: MIT */
/*
 * The settings as JSON, for scripts: numbers are numbers, in bytes and milliseconds, all others are
 * texts as in the file. A setting without a value is null, and a password is "***".
 */
#ifndef LOADLINE_CONFIG_JSON_H
#define LOADLINE_CONFIG_JSON_H

#include "base/buffer.h"
#include "config/config.h"
#include "config/config_table.h"

#include <stdbool.h>

/* Appends one member of an object, after a comma if it is not the first. base is the struct that
 * contains the setting's offset. */
void config_json_member(const void *base, const struct setting *s, bool has_comma,
                        struct buffer *out);

/* Appends one object on a line: a member for each setting, and the members "stage" and "pipeline"
 * with an object for each section, by its name. */
void config_json(const struct config *c, struct buffer *out);

#endif
