/* SPDX-License-Identifier: MIT */
/*
 * One upload's progress as a page that needs no script: it asks to be fetched again while there is
 * something to wait for.
 */
#ifndef LOADLINE_STATUS_PAGE_H
#define LOADLINE_STATUS_PAGE_H

#include "upkeep/document_reader.h"
#include "fcgi/http/exchange.h"

/* Whether the request is for the page rather than for the document. */
bool status_page_is_asked(const struct request *r);

/* Answers with the page of a document; text NULL: there is no such upload (404). With commands it
 * has buttons to cancel and to try again. */
int status_page_send(struct exchange *x, const struct document *doc, bool commands);

/* GET of the pages' style sheet (PAGE_STYLE). */
int status_page_style(struct exchange *x);

#endif
