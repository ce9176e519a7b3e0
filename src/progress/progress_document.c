/* SPDX-License-Identifier: MIT */
/*
 * One row per member: its name, type and range. document.lua writes exactly these members.
 */
#include "progress/progress_document.h"

#include "base/error.h"
#include "progress/progress.h"
#include "upload/state.h"
#include "upload/upload.h"

#include <stdint.h>
#include <string.h>

#define TIME_MAX_MS INT64_C(253402300799999) /* the end of the year 9999 */
#define EXACT_MAX INT64_C(9007199254740991)  /* 2^53 - 1: document.lua computes with doubles */
#define STATUS_MAX 999

enum rule {
    RULE_NUMBER,  /* whole, from 0 to most */
    RULE_TEXT,    /* a string without NUL */
    RULE_WORD,    /* a string that is_word knows */
    RULE_BOOLEAN, /* true or false */
    RULE_OBJECT,  /* an object of any content */
    RULE_ERROR,   /* an object with the members of error_rows */
    RULE_STAGES   /* a list of objects with the members of stage_rows */
};

struct row {
    const char *name;
    enum rule rule;
    bool nullable;
    int64_t most;
    bool (*is_word)(const char *text);
};

static bool is_event(const char *text)
{
    return strcmp(text, "progress") == 0;
}

static bool is_kind(const char *text)
{
    return upload_kind_from_name(text) >= 0;
}

static bool is_state(const char *text)
{
    return state_from_name(text) >= 0;
}

static bool is_transfer(const char *text)
{
    return state_transfer_is(text, true) || state_transfer_is(text, false);
}

static bool is_stage_state(const char *text)
{
    return stage_state_from_name(text) >= 0;
}

static const struct row document_rows[] = {
    {"event", RULE_WORD, false, 0, is_event},
    {"id", RULE_WORD, false, 0, id_valid},
    {"epoch", RULE_NUMBER, false, EXACT_MAX, NULL},
    {"rev", RULE_NUMBER, false, EXACT_MAX, NULL},
    {"kind", RULE_WORD, false, 0, is_kind},
    {"state", RULE_WORD, false, 0, is_state},
    {"transfer", RULE_WORD, false, 0, is_transfer},
    {"name", RULE_TEXT, true, 0, NULL},
    {"type", RULE_TEXT, true, 0, NULL},
    {"size", RULE_NUMBER, true, INT64_MAX, NULL},
    {"received", RULE_NUMBER, false, INT64_MAX, NULL},
    {"rate", RULE_NUMBER, true, INT64_MAX, NULL},
    {"eta_ms", RULE_NUMBER, true, TIME_MAX_MS, NULL},
    {"percent", RULE_NUMBER, true, 100, NULL},
    {"message", RULE_TEXT, true, 0, NULL},
    {"stages", RULE_STAGES, false, 0, NULL},
    {"error", RULE_ERROR, true, 0, NULL},
    {"result", RULE_OBJECT, true, 0, NULL},
    {"created_at", RULE_NUMBER, true, TIME_MAX_MS, NULL},
    {"updated_at", RULE_NUMBER, false, TIME_MAX_MS, NULL},
    {"expires_at", RULE_NUMBER, true, TIME_MAX_MS, NULL},
    {0},
};

static const struct row stage_rows[] = {
    {"name", RULE_TEXT, false, 0, NULL},
    {"label", RULE_TEXT, false, 0, NULL},
    {"state", RULE_WORD, false, 0, is_stage_state},
    {"progress", RULE_NUMBER, true, 100, NULL},
    {"message", RULE_TEXT, true, 0, NULL},
    {"started_at", RULE_NUMBER, true, TIME_MAX_MS, NULL},
    {"ended_at", RULE_NUMBER, true, TIME_MAX_MS, NULL},
    {0},
};

static const struct row error_rows[] = {
    {"code", RULE_TEXT, false, 0, NULL},         {"message", RULE_TEXT, true, 0, NULL},
    {"stage", RULE_TEXT, true, 0, NULL},         {"status", RULE_NUMBER, true, STATUS_MAX, NULL},
    {"retryable", RULE_BOOLEAN, false, 0, NULL}, {0},
};

static bool holds(const struct json *object, const struct row *rows);

static bool progress_document_is_number(const struct json *object, const struct row *row)
{
    int64_t n = json_get_int(object, row->name, -1);

    return n >= 0 && n <= row->most;
}

static bool are_stages(const struct json *list)
{
    if (json_kind(list) != JSON_ARRAY || json_count(list) > UPLOAD_STAGES_MAX)
        return false;
    for (size_t i = 0; i < json_count(list); i++)
        if (!holds(json_item(list, i), stage_rows))
            return false;
    return true;
}

static bool member_holds(const struct json *object, const struct row *row)
{
    const struct json *value = json_member(object, row->name);
    const char *text = json_string(value);

    if (json_kind(value) == JSON_NULL)
        return row->nullable;
    switch (row->rule) {
    case RULE_NUMBER:
        return progress_document_is_number(object, row);
    case RULE_TEXT:
        return text != NULL;
    case RULE_WORD:
        return text != NULL && row->is_word(text);
    case RULE_BOOLEAN:
        return json_kind(value) == JSON_BOOL;
    case RULE_OBJECT:
        return json_kind(value) == JSON_OBJECT;
    case RULE_ERROR:
        return holds(value, error_rows);
    case RULE_STAGES:
        return are_stages(value);
    }
    return false;
}

static bool holds(const struct json *object, const struct row *rows)
{
    if (json_kind(object) != JSON_OBJECT)
        return false;
    for (; rows->name != NULL; rows++)
        if (!member_holds(object, rows))
            return false;
    return true;
}

int progress_document_parse(const char *id, const char *text, size_t len, struct json **out)
{
    *out = NULL;
    if (len > PROGRESS_EVENT_MAX)
        return ERR_SYNTAX;
    int err = json_parse(text, len, PROGRESS_DEPTH_MAX, out);
    if (err == 0 &&
        (!holds(*out, document_rows) || strcmp(json_get_string(*out, "id", ""), id) != 0))
        err = ERR_SYNTAX;
    if (err != 0)
        json_free(out);
    return err;
}

int progress_document_check(const char *id, const char *text, size_t len)
{
    struct json *j = NULL;
    int err = progress_document_parse(id, text, len, &j);

    json_free(&j);
    return err;
}
