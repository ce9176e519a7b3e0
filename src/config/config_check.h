/* SPDX-License-Identifier: MIT */
/*
 * Checks the syntax of settings' texts: one function per form, called for one value or for one
 * entry of a list. The setting's row describes the valid values in words.
 */
#ifndef LOADLINE_CONFIG_CHECK_H
#define LOADLINE_CONFIG_CHECK_H

#include <stdbool.h>

/* Each returns whether the text is valid. Pure. */
bool config_check_prefix(const char *text);
bool config_check_redis_url(const char *text);
bool config_check_host_or_empty(const char *text);
bool config_check_public_url(const char *text);
bool config_check_origin(const char *text);
bool config_check_url_path(const char *text);
bool config_check_url_folder(const char *text);
bool config_check_url_path_or_empty(const char *text);
bool config_check_host_path(const char *text);
bool config_check_host_path_or_empty(const char *text);
bool config_check_file_path(const char *text);
bool config_check_file_path_or_empty(const char *text);
bool config_check_cookie_name(const char *text);
bool config_check_address(const char *text);
bool config_check_address_or_empty(const char *text);
bool config_check_type_pattern(const char *text);
bool config_check_extension(const char *text);
bool config_check_field_pattern(const char *text);
bool config_check_metadata_field(const char *text);
bool config_check_command_or_empty(const char *text);
bool config_check_http_url(const char *text);
bool config_check_mode_or_empty(const char *text);
bool config_check_folder_mode_or_empty(const char *text);
bool config_check_name_template(const char *text);
bool config_check_deliver_to(const char *text);
bool config_check_endpoint_or_empty(const char *text);
bool config_check_region(const char *text);
bool config_check_storage_class_or_empty(const char *text);
bool config_check_event(const char *text);
bool config_check_uploader(const char *text);

#endif
