/* SPDX-License-Identifier: MIT */
/*
 * What an examination finds: one line for each check on standard output, and how many of them are
 * bad.
 */
#ifndef LOADLINE_CHECK_REPORT_H
#define LOADLINE_CHECK_REPORT_H

struct check_report {
    unsigned warnings, failures;
};

/* It is as it should be. */
void check_report_ok(const char *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* It could not be looked at, or need not be: the text says why. */
void check_report_skip(const char *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* It works, but not well; remedy is what to change: a text, or a text that says where and ends with
 * a colon, and lines for there, each after "\n", to be copied as they are; one that begins with ">"
 * says where the next ones go. */
void check_report_warn(struct check_report *f, const char *check, const char *remedy,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* It is wrong; remedy is what to change. */
void check_report_fail(struct check_report *f, const char *check, const char *remedy,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
