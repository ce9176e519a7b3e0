/* SPDX-License-Identifier: MIT */
/*
 * A type that a browser might execute is not sent, and the name is made safe.
 */
#include "fcgi/download/file_fields.h"

#include "base/filename.h"

#include <string.h>
#include <strings.h>

#define ANY_TYPE "application/octet-stream"

/* Types that no browser executes or renders as a page. */
static const char *const safe_types[] = {
    "application/gzip", "application/pdf", "application/zip", "audio/aac",  "audio/flac",
    "audio/mp4",        "audio/mpeg",      "audio/ogg",       "audio/wav",  "audio/webm",
    "image/avif",       "image/bmp",       "image/gif",       "image/jpeg", "image/png",
    "image/webp",       "text/plain",      "video/mp4",       "video/mpeg", "video/ogg",
    "video/quicktime",  "video/webm",
};

const char *file_fields_type(const struct upload *u)
{
    for (size_t i = 0; u->type != NULL && i < sizeof safe_types / sizeof *safe_types; i++) {
        size_t len = strlen(safe_types[i]);
        if (strncasecmp(u->type, safe_types[i], len) == 0 &&
            (u->type[len] == '\0' || u->type[len] == ';'))
            return safe_types[i];
    }
    return ANY_TYPE;
}

/* attr-char of RFC 8187 section 3.2.1. */
static bool file_fields_is_plain(unsigned char c)
{
    return c < 0x80 && (strchr("!#$&+-.^_`|~", c) != NULL || (c >= '0' && c <= '9') ||
                        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

/* An ASCII form for old clients, and the full name. */
void file_fields_add_disposition(struct buffer *out, const char *kind, const struct upload *u)
{
    char name[FILENAME_SIZE];

    filename_safe(u->name, name);
    buffer_addf(out, "%s; filename=\"", kind);
    for (const char *at = name; *at != '\0'; at++)
        buffer_add_char(out, file_fields_is_plain((unsigned char)*at) || *at == ' ' ? *at : '_');
    buffer_add_string(out, "\"; filename*=UTF-8''");
    for (const char *at = name; *at != '\0'; at++) {
        if (file_fields_is_plain((unsigned char)*at))
            buffer_add_char(out, *at);
        else
            buffer_addf(out, "%%%02X", (unsigned)(unsigned char)*at);
    }
}
