/* SPDX-License-Identifier: MIT */
/*
 * The reason of a server's refusal: a problem document (RFC 9457) if a program of Loadline
 * answered, only a status if the web server did.
 */
#ifndef LOADLINE_PROBLEM_H
#define LOADLINE_PROBLEM_H

#include "cli/common/http.h"

#include <stdbool.h>

#define PROBLEM_TEXT_SIZE 512

/* Whether the answer is a problem document, and whether it has that code. */
bool problem_is_document(const struct http_answer *a);
bool problem_has_code(const struct http_answer *a, const char *code);

/* Writes one line for people about err, the failure of http_perform(), or about the answer if err
 * is 0. */
void problem_describe(int err, const struct http_answer *a, char text[PROBLEM_TEXT_SIZE]);

#endif
