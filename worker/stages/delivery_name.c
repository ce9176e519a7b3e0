/* SPDX-License-Identifier: MIT */
/*
 * Builds a delivery path. Only the pattern has slashes: a value never adds one, nor a dot at the
 * start of a component. The file's own name is cut to the room that the rest of its component
 * leaves.
 */
#include "worker/stages/delivery_name.h"

#include "base/error.h"
#include "base/filename.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define UNKNOWN "unknown"

/* One component under construction: its field {name} gets at most name_max bytes; 0: none. */
struct component {
    const struct upload *upload;
    struct buffer *out;
    size_t begins_at, name_max;
};

static bool delivery_name_is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-_.@+=,", c) != NULL);
}

static void add_value(struct component *c, const char *value)
{
    if (value == NULL || *value == '\0')
        value = UNKNOWN;
    for (; *value; value++) {
        if (delivery_name_is_plain(*value) && !(*value == '.' && c->out->len == c->begins_at))
            buffer_add_char(c->out, *value);
        else
            buffer_addf(c->out, "%%%02X", (unsigned char)*value);
    }
}

static void add_id(struct component *c)
{
    buffer_add_string(c->out, c->upload->id);
}

static void delivery_name_add_name(struct component *c)
{
    char safe[FILENAME_SIZE];

    if (c->name_max == 0)
        return;
    filename_safe_within(c->upload->name, c->name_max, safe);
    buffer_add_string(c->out, safe);
}

static void add_owner(struct component *c)
{
    add_value(c, c->upload->owner);
}

/* The upload's day of creation, UTC. */
static void add_date(struct component *c)
{
    time_t seconds = (time_t)(c->upload->created_at / 1000);
    struct tm day;
    char text[32];

    if (gmtime_r(&seconds, &day) != NULL && strftime(text, sizeof text, "%Y-%m-%d", &day) > 0)
        buffer_add_string(c->out, text);
}

/* "image-png" for image/png. */
static void add_type(struct component *c)
{
    char text[128];

    (void)snprintf(text, sizeof text, "%s", c->upload->type != NULL ? c->upload->type : UNKNOWN);
    text[strcspn(text, "; ")] = '\0';
    for (char *slash = text; (slash = strchr(slash, '/')) != NULL;)
        *slash = '-';
    add_value(c, text);
}

/* Appends the character or field at the start of text; returns its length in text. */
static size_t add_next(struct component *c, const char *text)
{
    static const struct {
        const char *field;
        void (*add)(struct component *c);
    } fields[] = {{"{id}", add_id},
                  {"{name}", delivery_name_add_name},
                  {"{owner}", add_owner},
                  {"{date}", add_date},
                  {"{type}", add_type}};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        size_t len = strlen(fields[i].field);
        if (strncmp(text, fields[i].field, len) == 0) {
            fields[i].add(c);
            return len;
        }
    }
    buffer_add_char(c->out, *text);
    return 1;
}

static void add_component(struct component *c, const char *pattern, size_t len)
{
    c->begins_at = c->out->len;
    for (size_t i = 0; i < len;)
        i += add_next(c, pattern + i);
}

/* Returns the length of the component without the file's own name. */
static size_t measure(const char *pattern, size_t len, const struct upload *u)
{
    struct buffer text;
    struct component c = {.upload = u, .out = &text};

    buffer_init(&text, 16384);
    add_component(&c, pattern, len);
    size_t bytes = text.len;
    buffer_free(&text);
    return bytes;
}

int delivery_name(const char *pattern, const struct upload *u, struct buffer *out)
{
    while (*pattern) {
        size_t len = strcspn(pattern, "/"), fixed = measure(pattern, len, u);
        if (fixed + FILENAME_MIN_BYTES > FILENAME_MAX_BYTES)
            return ERR_SYNTAX;
        struct component c = {.upload = u, .out = out, .name_max = FILENAME_MAX_BYTES - fixed};
        add_component(&c, pattern, len);
        pattern += len;
        if (*pattern == '/')
            buffer_add_char(out, *pattern++);
    }
    return buffer_error(out);
}
