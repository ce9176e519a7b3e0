/* SPDX-License-Identifier: MIT */
/*
 * The output of `loadline verify`: a line or an object for each difference, a sum, and on a
 * terminal how far it is.
 */
#ifndef LOADLINE_VERIFY_REPORT_H
#define LOADLINE_VERIFY_REPORT_H

#include "cli/common/json_array.h"
#include "cli/verify/findings.h"

#include <stdbool.h>
#include <stdint.h>

struct verify_report {
    bool as_json;
    bool has_bar; /* progress on standard error, which is a terminal */
    struct json_array out;
    int64_t uploads;     /* looked at */
    int64_t in_use;      /* of these, in use, so that nothing can be said */
    int64_t bytes;       /* whose digests were made */
    int64_t differences; /* found */
    int64_t shown_at;    /* monotonic */
};

void verify_report_begin(struct verify_report *r, bool as_json);

/* Prints the findings in a folder, whose path is relative to the spool. id may be NULL. */
void verify_report_print(struct verify_report *r, const char *folder, const char *id,
                         const struct findings *f);

/* Shows how far it is, a few times a second. */
void verify_report_show(struct verify_report *r);

/* Prints the sum, or ends the array. */
void verify_report_end(struct verify_report *r);

#endif
