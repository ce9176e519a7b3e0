/* SPDX-License-Identifier: MIT */
/*
 * Follows the tables of progress_members.h. A document as document.lua writes it needs no parser
 * (progress_scan.h); the parser decides about every other text.
 */
#include "progress/progress_document.h"

#include "base/error.h"
#include "progress/progress.h"
#include "progress/progress_members.h"
#include "progress/progress_scan.h"
#include "upload/state.h"

#include <stdint.h>
#include <string.h>

static bool holds(const struct json *object, const struct progress_member *rows);

static bool progress_document_is_number(const struct json *object,
                                        const struct progress_member *row)
{
    int64_t n = json_get_int(object, row->name, -1);

    return n >= 0 && n <= row->most;
}

static bool are_stages(const struct json *list)
{
    if (json_kind(list) != JSON_ARRAY || json_count(list) > UPLOAD_STAGES_MAX)
        return false;
    for (size_t i = 0; i < json_count(list); i++)
        if (!holds(json_item(list, i), progress_stage_rows))
            return false;
    return true;
}

static bool member_holds(const struct json *object, const struct progress_member *row)
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
        return holds(value, progress_error_rows);
    case RULE_STAGES:
        return are_stages(value);
    }
    return false;
}

static bool holds(const struct json *object, const struct progress_member *rows)
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
        (!holds(*out, progress_document_rows) || strcmp(json_get_string(*out, "id", ""), id) != 0))
        err = ERR_SYNTAX;
    if (err != 0)
        json_free(out);
    return err;
}

int progress_document_read(const char *id, const char *text, size_t len,
                           struct progress_version *out)
{
    struct json *j = NULL;

    if (progress_scan(id, text, len, out))
        return 0;
    int err = progress_document_parse(id, text, len, &j);
    if (err != 0)
        return err;
    *out = (struct progress_version){
        .epoch = json_get_int(j, "epoch", 0),
        .rev = json_get_int(j, "rev", 0),
        .ended = state_ended((enum state)state_from_name(json_get_string(j, "state", ""))),
    };
    json_free(&j);
    return 0;
}

int progress_document_check(const char *id, const char *text, size_t len)
{
    struct progress_version version;

    return progress_document_read(id, text, len, &version);
}
