/* SPDX-License-Identifier: MIT */
/*
 * A line is "ID PARENT DEVICE ROOT PLACE OPTIONS [FIELD...] - KIND SOURCE OPTIONS". Blanks within a
 * field are written as three octal digits.
 */
#include "cli/doctor/mount_table.h"

#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 8192
#define PLACE_FIELD 4

static bool mount_is_octal(const char *at)
{
    return at[0] == '\\' && strspn(at + 1, "01234567") >= 3;
}

/* Copies one field. False: it does not fit. */
static bool mount_copy_field(const char *from, size_t len, char *out, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < len && used + 1 < size; i++) {
        if (mount_is_octal(from + i) && i + 3 < len) {
            char digits[4] = {from[i + 1], from[i + 2], from[i + 3], '\0'};
            out[used++] = (char)strtol(digits, NULL, 8);
            i += 3;
        } else {
            out[used++] = from[i];
        }
    }
    out[used] = '\0';
    return used + 1 < size;
}

/* Returns the start of the field after the one at which at points. */
static const char *mount_next_field(const char *at)
{
    at += strcspn(at, " \n");
    return at + strspn(at, " ");
}

static bool mount_take_field(const char *at, char *out, size_t size)
{
    return mount_copy_field(at, strcspn(at, " \n"), out, size);
}

static bool mount_parse(const char *line, struct mount *out)
{
    const char *place = line, *end = strstr(line, " - ");

    if (end == NULL)
        return false;
    for (int i = 0; i < PLACE_FIELD; i++)
        place = mount_next_field(place);
    const char *kind = end + strlen(" - ");
    const char *source = mount_next_field(kind), *options = mount_next_field(source);
    return mount_take_field(place, out->place, sizeof out->place) &&
           mount_take_field(kind, out->kind, sizeof out->kind) &&
           mount_take_field(source, out->source, sizeof out->source) &&
           mount_take_field(options, out->options, sizeof out->options);
}

static bool mount_holds(const char *place, const char *path)
{
    size_t len = strlen(place);

    if (strcmp(place, "/") == 0)
        return path[0] == '/';
    return strncmp(place, path, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

/* Of two mounts at one place the later one is seen. */
bool mount_table_find(FILE *table, const char *path, struct mount *out)
{
    char line[LINE_SIZE];
    struct mount next;
    bool found = false;

    while (fgets(line, sizeof line, table) != NULL)
        if (mount_parse(line, &next) && mount_holds(next.place, path) &&
            (!found || strlen(next.place) >= strlen(out->place))) {
            *out = next;
            found = true;
        }
    return found;
}

bool mount_has_option(const struct mount *m, const char *option)
{
    size_t len = strlen(option);

    for (const char *at = m->options; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, option, len) == 0 && (at[len] == ',' || at[len] == '\0'))
            return true;
    }
    return false;
}

enum mount_fault mount_judge_nfs(const struct mount *m)
{
    if (mount_has_option(m, "nolock") ||
        (strstr(m->options, "local_lock=") != NULL && !mount_has_option(m, "local_lock=none")))
        return MOUNT_LOCKS_STAY;
    if (mount_has_option(m, "soft"))
        return MOUNT_GIVES_UP;
    return mount_has_option(m, "vers=3") || mount_has_option(m, "vers=2") ? MOUNT_LOSES_LOCKS
                                                                          : MOUNT_FITS;
}
