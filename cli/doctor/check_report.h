/* SPDX-License-Identifier: MIT */
/*
 * The results of the checks: one line each on standard output, and the numbers of warnings and
 * failures.
 */
#ifndef LOADLINE_CHECK_REPORT_H
#define LOADLINE_CHECK_REPORT_H

#include <stdbool.h>

struct check_report {
    unsigned warnings, failures;
};

/* Names what the next checks look at: their texts begin with it and a colon. NULL, as at first:
 * nothing. Borrows the text. */
void check_report_set_place(const char *place);

/* From now on the results are an array of JSON objects, which the second ends. The second returns
 * false, and prints nothing, if the first was not called. */
void check_report_begin_json(void);
bool check_report_end_json(void);

/* Prints a passed check. */
void check_report_ok(const char *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints a skipped check; the text gives the reason. */
void check_report_skip(const char *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Prints a warning. remedy says what to change: a text, or a text that names the place and ends
 * with a colon, followed by lines to copy, each after "\n"; a line that begins with ">" names the
 * place of the lines after it. */
void check_report_warn(struct check_report *f, const char *check, const char *remedy,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Prints a failure; remedy as above. */
void check_report_fail(struct check_report *f, const char *check, const char *remedy,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
