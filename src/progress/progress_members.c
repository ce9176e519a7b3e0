/* SPDX-License-Identifier: MIT */
/*
 * The tables, and what knows the words in them.
 */
#include "progress/progress_members.h"

#include "base/id.h"
#include "upload/state.h"
#include "upload/upload.h"

#include <string.h>

#define TIME_MAX_MS INT64_C(253402300799999) /* the end of the year 9999 */
#define EXACT_MAX INT64_C(9007199254740991)  /* 2^53 - 1: document.lua computes with doubles */
#define STATUS_MAX 999

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

const struct progress_member progress_document_rows[] = {
    [MEMBER_EVENT] = {"event", RULE_WORD, false, 0, is_event},
    [MEMBER_ID] = {"id", RULE_WORD, false, 0, id_valid},
    [MEMBER_EPOCH] = {"epoch", RULE_NUMBER, false, EXACT_MAX, NULL},
    [MEMBER_REV] = {"rev", RULE_NUMBER, false, EXACT_MAX, NULL},
    [MEMBER_KIND] = {"kind", RULE_WORD, false, 0, is_kind},
    [MEMBER_STATE] = {"state", RULE_WORD, false, 0, is_state},
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

const struct progress_member progress_stage_rows[] = {
    {"name", RULE_TEXT, false, 0, NULL},
    {"label", RULE_TEXT, false, 0, NULL},
    {"state", RULE_WORD, false, 0, is_stage_state},
    {"progress", RULE_NUMBER, true, 100, NULL},
    {"message", RULE_TEXT, true, 0, NULL},
    {"started_at", RULE_NUMBER, true, TIME_MAX_MS, NULL},
    {"ended_at", RULE_NUMBER, true, TIME_MAX_MS, NULL},
    {0},
};

const struct progress_member progress_error_rows[] = {
    {"code", RULE_TEXT, false, 0, NULL},         {"message", RULE_TEXT, true, 0, NULL},
    {"stage", RULE_TEXT, true, 0, NULL},         {"status", RULE_NUMBER, true, STATUS_MAX, NULL},
    {"retryable", RULE_BOOLEAN, false, 0, NULL}, {0},
};
