/* SPDX-License-Identifier: MIT */
/*
 * The table of settings that everything about them is made from: parsing, checks, environment
 * forms, the dump and the man page. One table is the settings of the file, one those of a
 * [stage NAME] section, one those of a [pipeline TYPE] section.
 */
#ifndef LOADLINE_CONFIG_TABLE_H
#define LOADLINE_CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_type {
    SETTING_TEXT,     /* char *, never NULL once set */
    SETTING_PATH,     /* the same, absolute */
    SETTING_CHOICE,   /* the same, one of `right` */
    SETTING_LIST,     /* char **, NULL-terminated, items between commas */
    SETTING_INT,      /* int64_t, and so the next two: */
    SETTING_SIZE,     /* bytes */
    SETTING_DURATION, /* milliseconds */
};

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;                   /* of its member in struct config or struct config_stage */
    const char *fallback;            /* as it would be written in the file; NULL: none */
    int64_t min, max;                /* of numbers; of lists, max items; of texts, max bytes */
    bool (*check)(const char *item); /* of a text or of each item of a list; or NULL */
    const char *right; /* what a good value is, as it ends "must be …"; choices between blanks */
    const char *prose; /* what it is for: sentences without a line break */
};

/* Both end with an entry whose name is NULL. */
extern const struct setting config_settings[];
extern const struct setting config_stage_settings[];
extern const struct setting config_pipeline_settings[];

/* The setting of that name, or NULL. */
const struct setting *setting_find(const struct setting *table, const char *name);

/* The setting whose name is most like this unknown one, or NULL where none is near. */
const struct setting *setting_nearest(const struct setting *table, const char *name);

/* Whether text can name a stage: 1 to 32 of a-z, 0-9, '_' and '-'. */
bool setting_is_stage_name(const char *text);

/* What people see as the name of a stage of this kind; NULL where the stage's own name says more.
 */
const char *setting_stage_label(const char *kind);

/* Whether it is a kind of stage. */
bool setting_is_stage_kind(const char *text);

/* The stage that lacks what its kind cannot do without: the setting's name; else NULL. */
struct config_stage;
const char *setting_stage_lacks(const struct config_stage *stage);

#endif
