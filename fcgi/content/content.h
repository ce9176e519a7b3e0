/* SPDX-License-Identifier: MIT */
/*
 * Refuses a request whose fields say that its content is not the file itself: only a part of it, or
 * an encoded form.
 */
#ifndef LOADLINE_CONTENT_H
#define LOADLINE_CONTENT_H

#include "fcgi/http/exchange.h"

/* Checks the header fields of a request with content. Returns 0; ERR_PART if the content is a part
 * of a file but no protocol for parts is in use; ERR_CODING if it is encoded; ERR_CHUNK, and then
 * the answer is already sent. */
int content_check(struct exchange *x);

#endif
