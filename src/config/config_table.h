/* SPDX-License-Identifier: MIT */
/*
 * The table of settings. Parsing, checks, environment variables, the dump and the man page all use
 * it. There are three tables: for the file itself, for a [stage NAME] section and for a [pipeline
 * TYPE] section.
 */
#ifndef LOADLINE_CONFIG_TABLE_H
#define LOADLINE_CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_type {
    SETTING_TEXT,     /* char *, never NULL once set */
    SETTING_SECRET,   /* like TEXT; neither printed nor repeated in messages */
    SETTING_PATH,     /* like TEXT, an absolute path */
    SETTING_CHOICE,   /* like TEXT, one of `right` */
    SETTING_LIST,     /* char **, NULL-terminated, items between commas */
    SETTING_INT,      /* int64_t, like the next two: */
    SETTING_SIZE,     /* bytes */
    SETTING_DURATION, /* milliseconds */
};

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;                   /* of its member in the struct that the table is for */
    const char *fallback;            /* in the syntax of the file; NULL: no default */
    int64_t min, max;                /* of numbers; of lists, max items; of texts, max bytes */
    bool (*check)(const char *item); /* for a text or each item of a list; or NULL */
    const char *right; /* the end of the sentence "must be …"; choices are separated by blanks */
    const char *prose; /* its purpose: sentences without line breaks */
};

/* What continues a table: `max` of its last entry. */
enum setting_sequel { SETTING_SEQUEL_NONE, SETTING_SEQUEL_UPLOAD, SETTING_SEQUEL_SERVICE };

/* Each ends with an entry whose name is NULL. The next two continue the first. */
extern const struct setting config_settings[];
extern const struct setting config_upload_settings[];
extern const struct setting config_service_settings[];
extern const struct setting config_stage_settings[];
extern const struct setting config_pipeline_settings[];

/* Returns the entry after s, if need be in the table that continues it. */
const struct setting *setting_next(const struct setting *s);

/* Returns the setting of that name, or NULL. */
const struct setting *setting_find(const struct setting *table, const char *name);

/* Returns the setting with the most similar name, or NULL if none is similar. */
const struct setting *setting_nearest(const struct setting *table, const char *name);

/* Whether text is a valid name of a stage: 1 to 32 of a-z, 0-9, '_' and '-'. */
bool setting_is_stage_name(const char *text);

/* Returns the label of stages of this kind; NULL if the stage's own name says more. */
const char *setting_stage_label(const char *kind);

/* Whether text is a kind of stage. */
bool setting_is_stage_kind(const char *text);

/* Returns the name of the setting that the stage's kind requires and that is missing; otherwise
 * NULL. */
struct config_stage;
const char *setting_stage_lacks(const struct config_stage *stage);

#endif
