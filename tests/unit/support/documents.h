/* SPDX-License-Identifier: MIT */
/*
 * Event documents as document.lua writes them, for tests without Redis.
 */
#ifndef LOADLINE_DOCUMENTS_H
#define LOADLINE_DOCUMENTS_H

#include <stdint.h>

/* Returns a valid document (progress_document.h), in a buffer that the next call overwrites. */
const char *documents_make(const char *id, int64_t epoch, int64_t rev, const char *state);

/* The same with one member replaced. member is a name and value as JSON, such as "\"size\":-1". It
 * is appended, and the last of two equal names counts. */
const char *documents_spoil(const char *id, const char *member);

#endif
