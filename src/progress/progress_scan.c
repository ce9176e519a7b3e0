/* SPDX-License-Identifier: MIT */
/*
 * Each function moves past one part of the text, or returns false. What is rare, such as fractions
 * and escaped surrogate pairs, is left to the parser. So are unknown and repeated members: they
 * come from other programs or versions. The test tests/fuzz/fuzz_document.c compares with the
 * parser.
 */
#include "progress/progress_scan.h"

#include "base/id.h"
#include "base/utf8.h"
#include "progress/progress.h"
#include "progress/progress_members.h"
#include "upload/state.h"
#include "upload/upload.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#define ESCAPE_MAX 5    /* bytes behind a backslash; more follow in any document */
#define COUNT_DIGITS 19 /* as many as INT64_MAX has; no more than 64 bits hold */

struct scan {
    const char *at, *end;
    int64_t number;     /* the count read last */
    char word[ID_SIZE]; /* the word read last */
};

static bool scan_char(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static bool scan_literal(struct scan *s, const char *literal)
{
    const char *at = s->at;

    while (at < s->end && *literal != '\0' && *at == *literal) {
        at++;
        literal++;
    }
    if (*literal != '\0')
        return false;
    s->at = at;
    return true;
}

/* What follows a backslash (RFC 8259 section 7). A NUL is not allowed in a document. */
static bool scan_escape(struct scan *s)
{
    unsigned code = 0;

    if (s->end - s->at < ESCAPE_MAX)
        return false;
    char c = *s->at++;
    if (c != 'u')
        return c != '\0' && strchr("\"\\/bfnrt", c) != NULL;
    for (int i = 0; i < 4; i++) {
        int digit = (unsigned char)*s->at++;
        if (!isxdigit(digit))
            return false;
        code = code << 4 | (unsigned)(isdigit(digit) ? digit - '0' : tolower(digit) - 'a' + 10);
    }
    return code != 0 && (code < 0xd800 || code > 0xdfff);
}

static bool scan_string(struct scan *s)
{
    unsigned char seen = 0;

    if (!scan_char(s, '"'))
        return false;
    const char *from = s->at;
    while (s->at < s->end && *s->at != '"') {
        unsigned char c = (unsigned char)*s->at++;
        if (c < 0x20 || (c == '\\' && !scan_escape(s)))
            return false;
        seen |= c;
    }
    return (seen < 0x80 || utf8_valid(from, (size_t)(s->at - from))) && scan_char(s, '"');
}

static bool scan_word(struct scan *s, bool (*is_word)(const char *text))
{
    const char *from = s->at + 1;

    if (!scan_string(s) || s->at - 1 - from >= (ptrdiff_t)sizeof s->word)
        return false;
    size_t len = (size_t)(s->at - 1 - from);
    memcpy(s->word, from, len);
    s->word[len] = '\0';
    return is_word(s->word);
}

static bool scan_count(struct scan *s, int64_t most)
{
    const char *from = s->at;
    uint64_t n = 0;

    while (s->at < s->end && *s->at >= '0' && *s->at <= '9' && s->at - from < COUNT_DIGITS)
        n = n * 10 + (uint64_t)(*s->at++ - '0');
    s->number = (int64_t)n;
    return s->at > from && (*from != '0' || s->at == from + 1) && n <= (uint64_t)most;
}

static bool scan_value(struct scan *s, int level);

/* The rest of an array or object whose values are that many levels deep. */
static bool scan_values(struct scan *s, bool named, int level)
{
    char close = named ? '}' : ']';

    if (scan_char(s, close))
        return true;
    do {
        if (named && !(scan_string(s) && scan_char(s, ':')))
            return false;
        if (!scan_value(s, level))
            return false;
    } while (scan_char(s, ','));
    return scan_char(s, close);
}

/* A value of any kind. The recursion is bounded by PROGRESS_DEPTH_MAX. */
static bool scan_value(struct scan *s, int level)
{
    if (level >= PROGRESS_DEPTH_MAX || s->at == s->end)
        return false;
    if (*s->at == '"')
        return scan_string(s);
    if (scan_char(s, '{'))
        return scan_values(s, true, level + 1);
    if (scan_char(s, '['))
        return scan_values(s, false, level + 1);
    if (scan_literal(s, "null") || scan_literal(s, "true") || scan_literal(s, "false"))
        return true;
    (void)scan_char(s, '-');
    return scan_count(s, INT64_MAX);
}

static bool scan_rule(struct scan *s, const struct progress_member *row);

static bool scan_member(struct scan *s, const struct progress_member *row)
{
    return scan_char(s, '"') && scan_literal(s, row->name) && scan_literal(s, "\":") &&
           ((row->nullable && scan_literal(s, "null")) || scan_rule(s, row));
}

static bool scan_object(struct scan *s, const struct progress_member *rows)
{
    for (const struct progress_member *row = rows; row->name != NULL; row++)
        if (!scan_char(s, row == rows ? '{' : ',') || !scan_member(s, row))
            return false;
    return scan_char(s, '}');
}

static bool scan_stages(struct scan *s)
{
    if (!scan_char(s, '['))
        return false;
    if (scan_char(s, ']'))
        return true;
    for (int i = 0; i < UPLOAD_STAGES_MAX && scan_object(s, progress_stage_rows); i++)
        if (!scan_char(s, ','))
            return scan_char(s, ']');
    return false;
}

static bool scan_rule(struct scan *s, const struct progress_member *row)
{
    switch (row->rule) {
    case RULE_NUMBER:
        return scan_count(s, row->most);
    case RULE_TEXT:
        return scan_string(s);
    case RULE_WORD:
        return scan_word(s, row->is_word);
    case RULE_BOOLEAN:
        return scan_literal(s, "true") || scan_literal(s, "false");
    case RULE_OBJECT:
        return s->at < s->end && *s->at == '{' && scan_value(s, 1);
    case RULE_ERROR:
        return scan_object(s, progress_error_rows);
    case RULE_STAGES:
        return scan_stages(s);
    }
    return false;
}

/* Keeps what a row of the document told. False: it is another upload's document. */
static bool scan_keep(const struct scan *s, size_t row, const char *id,
                      struct progress_version *out)
{
    switch (row) {
    case MEMBER_ID:
        return strcmp(s->word, id) == 0;
    case MEMBER_EPOCH:
        out->epoch = s->number;
        return true;
    case MEMBER_REV:
        out->rev = s->number;
        return true;
    case MEMBER_STATE:
        out->ended = state_ended((enum state)state_from_name(s->word));
        return true;
    default:
        return true;
    }
}

bool progress_scan(const char *id, const char *text, size_t len, struct progress_version *out)
{
    const struct progress_member *rows = progress_document_rows;
    struct scan s = {.at = text, .end = text + len};

    if (len > PROGRESS_EVENT_MAX)
        return false;
    for (size_t i = 0; rows[i].name != NULL; i++)
        if (!scan_char(&s, i == 0 ? '{' : ',') || !scan_member(&s, &rows[i]) ||
            !scan_keep(&s, i, id, out))
            return false;
    return scan_char(&s, '}') && s.at == s.end;
}
