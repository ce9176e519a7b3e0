/* SPDX-License-Identifier: MIT */
/*
 * What jQuery File Upload asks before it resumes a file: how much of it is stored (its wiki,
 * "Chunked file uploads").
 */
#ifndef LOADLINE_JQUERY_UPLOAD_H
#define LOADLINE_JQUERY_UPLOAD_H

#include "fcgi/http/exchange.h"

/* Whether a GET asks how much of a file is stored: ?file=NAME. */
bool jquery_upload_asks(struct exchange *x);

/* Answers it: name and size of what is stored in a row of the client's newest unfinished upload of
 * that name, or null. Returns as response_send(). */
int jquery_upload_answer(struct exchange *x);

#endif
