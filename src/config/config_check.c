/* SPDX-License-Identifier: MIT */
/*
 * The syntax of settings' texts.
 */
#include "config/config_check.h"

#include "base/event_name.h"
#include "config/config.h"
#include "config/config_redis.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
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
    struct redis_targets *targets = malloc(sizeof *targets); /* too large for a thread's stack */
    bool good = targets != NULL && config_redis_parse(text, targets) == 0;

    free(targets);
    return good;
}

bool config_check_host_or_empty(const char *text)
{
    return only_of(text, ".-_:");
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

/* A segment of dots would not survive the way through proxies. */
bool config_check_host_path(const char *text)
{
    return config_check_url_path(text) && text[strlen(text) - 1] != '/' && !strstr(text, "/.");
}

bool config_check_host_path_or_empty(const char *text)
{
    return !*text || config_check_host_path(text);
}

bool config_check_file_path(const char *text)
{
    return text[0] == '/' && strlen(text) < 1024;
}

bool config_check_file_path_or_empty(const char *text)
{
    return !*text || config_check_file_path(text);
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

bool config_check_field_pattern(const char *text)
{
    size_t len = strlen(text);
    const char *star = len > 1 ? memchr(text + 1, '*', len - 2) : NULL;

    return star == NULL && only_of(text, "*_-.:[]$") && strcmp(text, "*") != 0 &&
           strcmp(text, "**") != 0;
}

bool config_check_metadata_field(const char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; i < len; i++)
        if (text[i] <= ' ' || text[i] >= 0x7f || text[i] == ',')
            return false;
    return len > 0 && len <= CONFIG_METADATA_NAME_MAX;
}

bool config_check_command_or_empty(const char *text)
{
    return !*text || text[0] == '/';
}

bool config_check_http_url(const char *text)
{
    const char *host = NULL;

    if (strncmp(text, "http://", strlen("http://")) == 0)
        host = text + strlen("http://");
    else if (strncmp(text, "https://", strlen("https://")) == 0)
        host = text + strlen("https://");
    return host != NULL && *host != '\0' && *host != '/' &&
           strcspn(text, " \t\r\n") == strlen(text);
}

static bool is_mode(const char *text, const char *first_of_four)
{
    size_t len = strlen(text);
    return (len == 3 || (len == 4 && strchr(first_of_four, *text) != NULL)) &&
           strspn(text, "01234567") == len;
}

bool config_check_mode_or_empty(const char *text)
{
    return *text == '\0' || is_mode(text, "0");
}

bool config_check_folder_mode_or_empty(const char *text)
{
    return *text == '\0' || is_mode(text, "02"); /* with 2, new files in it get its group */
}

/* Returns the length of a field in braces at text; all other text is literal. */
static size_t name_field(const char *text)
{
    static const char *const fields[] = {"{id}", "{name}", "{owner}", "{date}", "{type}"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strncmp(text, fields[i], strlen(fields[i])) == 0)
            return strlen(fields[i]);
    }
    return 0;
}

bool config_check_name_template(const char *text)
{
    size_t len = strlen(text);

    if (len == 0 || *text == '/' || text[len - 1] == '/' || strstr(text, "//") != NULL)
        return false;
    while (*text) {
        size_t field = name_field(text);
        if (field == 0 && (strchr("{}.", *text) != NULL && (*text != '.' || text[1] == '.')))
            return false;
        text += field > 0 ? field : 1;
    }
    return true;
}

/* A bucket's name by the rules of Amazon S3: 3 to 63 lower-case letters, digits, "." and "-". */
static bool is_bucket(const char *text, size_t len)
{
    if (len < 3 || len > 63 || !isalnum((unsigned char)text[0]) ||
        !isalnum((unsigned char)text[len - 1]))
        return false;
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-") >= len;
}

bool config_check_deliver_to(const char *text)
{
    if (!starts_with(text, DELIVER_S3))
        return text[0] == '/';
    const char *bucket = text + strlen(DELIVER_S3);
    size_t len = strcspn(bucket, "/");
    const char *key = bucket + len;
    if (!is_bucket(bucket, len) || strlen(key) > DELIVER_KEY_MAX)
        return false;
    if (key[0] == '\0' || key[1] == '\0')
        return true;
    char pattern[DELIVER_KEY_MAX + 2]; /* a slash at the end: deliver_name follows */
    (void)snprintf(pattern, sizeof pattern, "%s%s", key + 1,
                   key[strlen(key) - 1] == '/' ? "x" : "");
    return config_check_name_template(pattern);
}

/* A name, an IPv4 address or an IPv6 address in brackets, with an optional port. */
static bool is_host_and_port(const char *text)
{
    static const char hex[] = "0123456789abcdefABCDEF:.";
    size_t len = strcspn(text, ":");

    if (*text == '[') {
        len = 1 + strspn(text + 1, hex);
        if (len < 3 || text[len++] != ']')
            return false;
    } else if (len == 0) {
        return false;
    }
    for (size_t i = 0; *text != '[' && i < len; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr(".-", text[i]))
            return false;
    size_t digits = text[len] == ':' ? strspn(text + len + 1, "0123456789") : 0;
    return text[len] == '\0' || (digits >= 1 && digits <= 5 && text[len + 1 + digits] == '\0');
}

bool config_check_endpoint_or_empty(const char *text)
{
    size_t scheme = web_scheme_len(text);

    return !*text || (scheme && is_host_and_port(text + scheme));
}

bool config_check_region(const char *text)
{
    return *text && only_of(text, "-_");
}

bool config_check_storage_class_or_empty(const char *text)
{
    return only_of(text, "_-");
}

bool config_check_event(const char *text)
{
    return event_from_name(text) >= 0;
}

bool config_check_uploader(const char *text)
{
    static const char *const names[] = {"dropzone", "filepond", "fine-uploader", "flow",
                                        "jquery",   "plupload", "resumable",     "simple-uploader"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0)
            return true;
    return false;
}
