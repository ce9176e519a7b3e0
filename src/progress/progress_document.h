/* SPDX-License-Identifier: MIT */
/*
 * What a public document has to be before anybody computes with it or passes it on. Redis keeps
 * whatever was written there, by us or by others, so every document that comes from there goes
 * through here once.
 */
#ifndef LOADLINE_PROGRESS_DOCUMENT_H
#define LOADLINE_PROGRESS_DOCUMENT_H

#include "base/json.h"

#define PROGRESS_DEPTH_MAX 8 /* levels of a document */

/* Parses the document of the upload id: its members are of the right type, numbers within their
 * range, states known, stages at most UPLOAD_STAGES_MAX, all of it at most PROGRESS_EVENT_MAX
 * bytes. Members that are not known are left alone. *out is for the caller to free. ERR_SYNTAX,
 * ERR_NOMEM. */
int progress_document_parse(const char *id, const char *text, size_t len, struct json **out);

/* The same for whoever wants only to know whether it holds. */
int progress_document_check(const char *id, const char *text, size_t len);

#endif
