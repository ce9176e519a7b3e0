/* SPDX-License-Identifier: MIT */
/*
 * Public documents as document.lua makes them, for tests that need no Redis.
 */
#ifndef LOADLINE_DOCUMENTS_H
#define LOADLINE_DOCUMENTS_H

#include <stdint.h>

/* One that holds (progress_document.h), in a buffer that the next call overwrites. */
const char *documents_make(const char *id, int64_t epoch, int64_t rev, const char *state);

/* The same with one member replaced: member is its name and value as JSON, such as "\"size\":-1";
 * it follows the others, and the last of two counts. */
const char *documents_spoil(const char *id, const char *member);

#endif
