/* SPDX-License-Identifier: MIT */
/*
 * Downloads that the web server sends: which field it is told by, and what that field says. A
 * program that sends a file by itself is held up by every reader that does not read.
 */
#ifndef LOADLINE_SENDFILE_H
#define LOADLINE_SENDFILE_H

#include "fcgi/download/range.h"
#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Whether the web server is to send this file, as the settings have it or, with sendfile_header =
 * auto, as its own configuration says in LOADLINE_SENDFILE. Not for HEAD and for empty files, which
 * send nothing. */
bool sendfile_is_due(const struct exchange *x, const struct range *r);

/* Answers by leaving the file to the web server; type as for response_begin(). ERR_BOUND. */
int sendfile_answer(struct exchange *x, const struct upload *u, const struct range *r,
                    const char *type);

/* Accept-Ranges of an answer: "none" for one that is whole although a range was asked for, or the
 * web server would make that range of it. */
const char *sendfile_ranges(const struct range *r, bool range_given);

/* Who sends files that are downloaded through this web server: "server" or "program". */
const char *sendfile_by(const struct exchange *x);

#endif
