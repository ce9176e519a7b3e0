/* SPDX-License-Identifier: MIT */
/*
 * Validates a public document before the programs use it or pass it on. Other programs may write to
 * Redis too, so every document from Redis is validated here once.
 */
#ifndef LOADLINE_PROGRESS_DOCUMENT_H
#define LOADLINE_PROGRESS_DOCUMENT_H

#include "base/json.h"
#include "progress/progress_scan.h"

/* Parses and validates the document of the upload id: types of members, ranges of numbers, known
 * states, at most UPLOAD_STAGES_MAX stages, at most PROGRESS_EVENT_MAX bytes in all. Unknown
 * members are ignored. The caller frees *out. 0, ERR_SYNTAX, ERR_NOMEM. */
int progress_document_parse(const char *id, const char *text, size_t len, struct json **out);

/* Validates like progress_document_parse() and reads the version. It needs memory only for a
 * document that progress_scan() does not know. */
int progress_document_read(const char *id, const char *text, size_t len,
                           struct progress_version *out);

/* Like progress_document_read(), without the result. */
int progress_document_check(const char *id, const char *text, size_t len);

#endif
