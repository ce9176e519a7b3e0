/* SPDX-License-Identifier: MIT */
/*
 * What a server's refusal says: a problem document (RFC 9457) where the programs of Loadline
 * answered, only a status where a web server did by itself.
 */
#ifndef LOADLINE_PROBLEM_H
#define LOADLINE_PROBLEM_H

#include "cli/common/http.h"

#include <stdbool.h>

#define PROBLEM_TEXT_SIZE 512

/* Whether the answer is a problem document; and whether its code is that one. */
bool problem_is_document(const struct http_answer *a);
bool problem_has_code(const struct http_answer *a, const char *code);

/* One line for people about the failure err of http_perform(), or where that is 0 about the answer.
 */
void problem_describe(int err, const struct http_answer *a, char text[PROBLEM_TEXT_SIZE]);

#endif
