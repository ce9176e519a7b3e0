/* SPDX-License-Identifier: MIT */
/*
 * The frame of the pages that work without a script: a head, one style sheet that progress.fcgi
 * serves itself, and the fields that keep them harmless. Whatever came from outside goes in by
 * buffer_add_html().
 */
#ifndef LOADLINE_PAGE_H
#define LOADLINE_PAGE_H

#include "base/buffer.h"
#include "config/config.h"
#include "fcgi/http/exchange.h"

#define PAGE_STYLE "page.css" /* below progress_path */

/* Begins a page: everything up to its heading, the title escaped. */
void page_begin(struct buffer *b, const struct request *r, const struct config *c,
                const char *title);
void page_end(struct buffer *b);

/* Appends a number of bytes as people read it: "12.3 MB". */
void page_add_bytes(struct buffer *b, int64_t bytes);

/* Sends it, to be shown but not kept. The buffer's failure, or of response_send(). */
int page_send(struct exchange *x, int status, const struct buffer *b);

/* The same for a page that make() writes (response_send_made()). */
int page_send_made(struct exchange *x, int status, void (*make)(void *arg, struct buffer *b),
                   void *arg);

/* Says to somebody with a browser what programs are told by a problem document. The same results.
 */
int page_send_problem(struct exchange *x, int err, const char *detail);

#endif
