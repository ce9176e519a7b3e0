/* SPDX-License-Identifier: MIT */
/*
 * An upload's progress as a page without scripts. It reloads itself while the upload can still
 * change.
 */
#ifndef LOADLINE_STATUS_PAGE_H
#define LOADLINE_STATUS_PAGE_H

#include "upkeep/document_reader.h"
#include "fcgi/http/exchange.h"

/* Whether the request prefers the page to the JSON document. */
bool status_page_is_asked(const struct request *r);

/* Sends the page of a document; doc->text NULL: 404, no such upload. With commands, it has buttons
 * to cancel and retry. Returns 0 or an error for the router. */
int status_page_send(struct exchange *x, const struct document *doc, bool commands);

/* Handles GET of the pages' style sheet (PAGE_STYLE). Returns 0 or an error. */
int status_page_style(struct exchange *x);

#endif
