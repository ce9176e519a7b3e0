/* SPDX-License-Identifier: MIT */
/*
 * The members of the public document: one row each, with its name, type and range, in the order in
 * which document.lua writes them. It writes exactly these members.
 */
#ifndef LOADLINE_PROGRESS_MEMBERS_H
#define LOADLINE_PROGRESS_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

enum progress_rule {
    RULE_NUMBER,  /* whole, from 0 to most */
    RULE_TEXT,    /* a string without NUL */
    RULE_WORD,    /* a string that is_word knows */
    RULE_BOOLEAN, /* true or false */
    RULE_OBJECT,  /* an object of any content */
    RULE_ERROR,   /* an object with the members of progress_error_rows */
    RULE_STAGES   /* a list of objects with the members of progress_stage_rows */
};

struct progress_member {
    const char *name; /* NULL: the end of the table */
    enum progress_rule rule;
    bool nullable;
    int64_t most;
    bool (*is_word)(const char *text);
};

/* The first rows of progress_document_rows. */
enum { MEMBER_EVENT, MEMBER_ID, MEMBER_EPOCH, MEMBER_REV, MEMBER_KIND, MEMBER_STATE };

extern const struct progress_member progress_document_rows[];
extern const struct progress_member progress_stage_rows[];
extern const struct progress_member progress_error_rows[];

#endif
