/* SPDX-License-Identifier: MIT */
/*
 * The settings file, read by inih: finds what each line is about and sets it, or says with
 * the file's name and the line what is wrong and what would be right.
 */
#ifndef LOADLINE_CONFIG_FILE_H
#define LOADLINE_CONFIG_FILE_H

#include "config/config.h"
#include "config/config_stage.h"
#include "config/config_table.h"

/* Reads the file over what is in c and sections. ERR_CONFIG with message, or ERR_NOMEM. */
int config_file_read(const char *path, struct config *c, struct config_sections *sections,
                     char message[CONFIG_ERROR_MAX]);

/* Writes the message for a value that is not good; where is "FILE:LINE: NAME" or a variable's name.
 */
void config_explain(const struct setting *s, const char *where, const char *value,
                    char message[CONFIG_ERROR_MAX]);

#endif
