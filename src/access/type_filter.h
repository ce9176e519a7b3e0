/* SPDX-License-Identifier: MIT */
/*
 * Matches media types, file endings and form fields against lists. Pure.
 */
#ifndef LOADLINE_TYPE_FILTER_H
#define LOADLINE_TYPE_FILTER_H

#include <stdbool.h>

/* Whether the media type matches one of the patterns, ignoring parameters and case. A star stands
 * for all types, or all subtypes, as in Accept (RFC 9110 section 12.5.1). NULL matches none. */
bool type_filter_type(char *const *patterns, const char *type);

/* Whether the name of a form's field matches one of the patterns, ignoring case. Of "form[name]"
 * the name in the brackets counts too. A star at an end of a pattern stands for anything. NULL
 * matches none. */
bool type_filter_field(char *const *patterns, const char *name);

/* Whether the name ends with "." and one of the endings, ignoring case and trailing dots and
 * blanks, which Windows drops. NULL matches none. */
bool type_filter_ending(char *const *endings, const char *name);

#endif
