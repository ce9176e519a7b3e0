/* SPDX-License-Identifier: MIT */
/*
 * Reads the version of a public document as document.lua writes it, and checks the whole document
 * on the way: one pass over the text, without memory. A relay does this for each event.
 */
#ifndef LOADLINE_PROGRESS_SCAN_H
#define LOADLINE_PROGRESS_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROGRESS_DEPTH_MAX 8 /* levels of a document */

/* The version of a document, by which the documents of an upload are ordered. */
struct progress_version {
    int64_t epoch, rev;
    bool ended; /* it has a final state */
};

/* Whether the text is a document of the upload id exactly as document.lua writes it: the members of
 * progress_members.h in their order, nothing else, no blanks. True only for documents that
 * progress_document_parse() accepts. False says nothing: ask progress_document_parse(). */
bool progress_scan(const char *id, const char *text, size_t len, struct progress_version *out);

#endif
