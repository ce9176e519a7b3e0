/* SPDX-License-Identifier: MIT */
/*
 * What the texts of settings must look like: one question per form, each asked of one value or of
 * one entry of a list. The row of the setting says in words what is right.
 */
#ifndef LOADLINE_CONFIG_CHECK_H
#define LOADLINE_CONFIG_CHECK_H

#include <stdbool.h>

bool config_check_prefix(const char *text);
bool config_check_redis_url(const char *text);
bool config_check_public_url(const char *text);
bool config_check_origin(const char *text);
bool config_check_url_path(const char *text);
bool config_check_url_folder(const char *text);
bool config_check_url_path_or_empty(const char *text);
bool config_check_file_path(const char *text);
bool config_check_cookie_name(const char *text);
bool config_check_address(const char *text);
bool config_check_address_or_empty(const char *text);
bool config_check_type_pattern(const char *text);
bool config_check_extension(const char *text);
bool config_check_field_pattern(const char *text);
bool config_check_command_or_empty(const char *text);
bool config_check_http_url(const char *text);
bool config_check_mode_or_empty(const char *text);
bool config_check_folder_mode_or_empty(const char *text);
bool config_check_name_template(const char *text);
bool config_check_event(const char *text);

#endif
