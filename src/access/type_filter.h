/* SPDX-License-Identifier: MIT */
/*
 * Lists of types, of endings of names and of fields of forms, and whether something is on them.
 * Pure.
 */
#ifndef LOADLINE_TYPE_FILTER_H
#define LOADLINE_TYPE_FILTER_H

#include <stdbool.h>

/* Whether the media type (parameters and case aside) fits one of the patterns; a star stands for
 * all types, or all subtypes, as in Accept (RFC 9110 section 12.5.1). NULL fits none. */
bool type_filter_type(char *const *patterns, const char *type);

/* Whether the name of a form's field is one of these, case aside; of "form[name]" the name in the
 * brackets counts too. A star at an end of a pattern stands for anything. NULL fits none. */
bool type_filter_field(char *const *patterns, const char *name);

/* Whether the name ends with "." and one of the endings, case and what Windows drops (dots and
 * blanks at the end) aside. NULL fits none. */
bool type_filter_ending(char *const *endings, const char *name);

#endif
