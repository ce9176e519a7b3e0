/* SPDX-License-Identifier: MIT */
/*
 * The forms that texts of settings take.
 */
#include "config_check.h"

#include <ctype.h>
#include <string.h>

static bool only_of(const char *text, const char *others)
{
    for (; *text; text++) {
        if (!isalnum((unsigned char)*text) && !strchr(others, *text))
            return false;
    }
    return true;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool config_check_prefix(const char *text)
{
    return *text && only_of(text, "._-:");
}

bool config_check_redis_url(const char *text)
{
    return starts_with(text, "redis://") || starts_with(text, "rediss://") ||
           starts_with(text, "unix:/");
}

/* The length of "http://" or "https://" at the start, or 0. */
static size_t web_scheme_len(const char *text)
{
    if (starts_with(text, "https://"))
        return strlen("https://");
    return starts_with(text, "http://") ? strlen("http://") : 0;
}

bool config_check_public_url(const char *text)
{
    if (!*text)
        return true;
    size_t scheme = web_scheme_len(text);
    return scheme && text[scheme] && text[strlen(text) - 1] != '/' && !strpbrk(text, "?# \"<>\\");
}

bool config_check_origin(const char *text)
{
    if (strcmp(text, "*") == 0)
        return true;
    size_t scheme = web_scheme_len(text);
    return scheme && text[scheme] && only_of(text + scheme, ".-:[]");
}

bool config_check_url_path(const char *text)
{
    return text[0] == '/' && only_of(text, "/._-~") && !strstr(text, "//");
}

bool config_check_url_folder(const char *text)
{
    return config_check_url_path(text) && text[strlen(text) - 1] == '/';
}

bool config_check_url_path_or_empty(const char *text)
{
    return !*text || config_check_url_path(text);
}

bool config_check_file_path(const char *text)
{
    return text[0] == '/' && strlen(text) < 1024;
}

bool config_check_cookie_name(const char *text)
{
    return only_of(text, "._-");
}

bool config_check_address(const char *text)
{
    if (starts_with(text, "unix:"))
        return text[5] == '/' && strlen(text + 5) <= 107; /* sun_path */
    const char *colon = strrchr(text, ':');
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    return digits >= 1 && digits <= 5 && colon[1 + digits] == '\0' && colon > text;
}

bool config_check_address_or_empty(const char *text)
{
    return !*text || config_check_address(text);
}

bool config_check_type_pattern(const char *text)
{
    const char *slash = strchr(text, '/');
    return slash && slash > text && slash[1] && only_of(text, "/*.+-_") && !strchr(slash + 1, '/');
}

bool config_check_extension(const char *text)
{
    return text[0] != '.' && only_of(text, "._-+");
}

bool config_check_command_or_empty(const char *text)
{
    return !*text || text[0] == '/';
}
