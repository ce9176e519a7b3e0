/* SPDX-License-Identifier: MIT */
/*
 * The frame of the pages that work without scripts: head, one style sheet that progress.fcgi
 * serves, and security header fields. Append foreign text only with buffer_add_html().
 */
#ifndef LOADLINE_PAGE_H
#define LOADLINE_PAGE_H

#include "base/buffer.h"
#include "config/config.h"
#include "fcgi/http/exchange.h"

#define PAGE_STYLE "page.css" /* below progress_path */

/* Appends the page up to and including its heading; the title is escaped. page_end() appends the
 * rest. */
void page_begin(struct buffer *b, const struct request *r, const struct config *c,
                const char *title);
void page_end(struct buffer *b);

/* Appends a size in bytes in readable form: "12.3 MB". */
void page_add_bytes(struct buffer *b, int64_t bytes);

/* Sends the page, not to be cached. Returns 0, the buffer's error, or an error of response_send().
 */
int page_send(struct exchange *x, int status, const struct buffer *b);

/* The same for a page that make() writes; see response_send_made(). */
int page_send_made(struct exchange *x, int status, void (*make)(void *arg, struct buffer *b),
                   void *arg);

/* Sends an error as a page instead of a problem document. Returns the same as page_send(). */
int page_send_problem(struct exchange *x, int err, const char *detail);

#endif
