/* SPDX-License-Identifier: MIT */
/*
 * Walks a table, finds a setting by its name, and the most similar setting for an unknown name.
 */
#include "config/config_table.h"

#include <string.h>

#define NAME_MAX_BYTES 63

const struct setting *setting_next(const struct setting *s)
{
    static const struct setting *const sequels[] = {
        [SETTING_SEQUEL_NONE] = NULL,
        [SETTING_SEQUEL_UPLOAD] = config_upload_settings,
        [SETTING_SEQUEL_SERVICE] = config_service_settings,
    };

    s++;
    return s->name == NULL && s->max != SETTING_SEQUEL_NONE ? sequels[s->max] : s;
}

const struct setting *setting_find(const struct setting *table, const char *name)
{
    for (const struct setting *s = table; s->name; s = setting_next(s)) {
        if (strcmp(s->name, name) == 0)
            return s;
    }
    return NULL;
}

/* Returns the edit distance: the number of letters to insert, remove or replace to turn a into b.
 */
static size_t edits_between(const char *a, const char *b)
{
    size_t row[NAME_MAX_BYTES + 1];
    size_t columns = strlen(b);
    if (columns > NAME_MAX_BYTES)
        return SIZE_MAX;
    for (size_t i = 0; i <= columns; i++)
        row[i] = i;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 1; j <= columns; j++) {
            size_t best = diagonal + (a[i] != b[j - 1]);
            diagonal = row[j];
            if (best > diagonal + 1)
                best = diagonal + 1;
            if (best > row[j - 1] + 1)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[columns];
}

const struct setting *setting_nearest(const struct setting *table, const char *name)
{
    const struct setting *nearest = NULL;
    size_t least = strlen(name) / 3 + 1; /* a greater distance makes no useful suggestion */
    for (const struct setting *s = table; s->name; s = setting_next(s)) {
        size_t edits = edits_between(name, s->name);
        if (edits <= least && (!nearest || edits < least)) {
            nearest = s;
            least = edits;
        }
    }
    return nearest;
}
