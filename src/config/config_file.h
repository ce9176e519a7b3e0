/* SPDX-License-Identifier: MIT */
/*
 * Reads the settings file with inih: finds the setting of each line and sets it. An error has the
 * file's name, the line, the mistake and the accepted values.
 */
#ifndef LOADLINE_CONFIG_FILE_H
#define LOADLINE_CONFIG_FILE_H

#include "config/config.h"
#include "config/config_stage.h"
#include "config/config_table.h"

/* Reads the file and overwrites values in c and sections. 0, ERR_CONFIG with message, or ERR_NOMEM.
 */
int config_file_read(const char *path, struct config *c, struct config_sections *sections,
                     char message[CONFIG_ERROR_MAX]);

/* Writes the message for an invalid value; where is "FILE:LINE: NAME" or the name of a variable. */
void config_explain(const struct setting *s, const char *where, const char *value,
                    char message[CONFIG_ERROR_MAX]);

#endif
