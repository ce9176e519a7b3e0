/* SPDX-License-Identifier: MIT */
/*
 * Downloads that the web server sends: which header field tells it, and with which value. If the
 * program sends a file itself, each slow reader occupies a thread.
 */
#ifndef LOADLINE_SENDFILE_H
#define LOADLINE_SENDFILE_H

#include "fcgi/download/range.h"
#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Whether the web server must send this file, by the settings or, with sendfile_header = auto, by
 * LOADLINE_SENDFILE from its own configuration. False for HEAD and for empty files, which send no
 * bytes. */
bool sendfile_is_due(const struct exchange *x, const struct range *r);

/* Answers with the field that makes the web server send the file; type as for response_begin().
 * Returns 0, ERR_BOUND, or an error of response_send(). */
int sendfile_answer(struct exchange *x, const struct upload *u, const struct range *r,
                    const char *type);

/* The value of Accept-Ranges. "none" for a whole answer to a request with a range, because
 * otherwise the web server would apply that range. */
const char *sendfile_ranges(const struct range *r, bool range_given);

/* Which side sends downloads through this web server: "server" or "program". */
const char *sendfile_by(const struct exchange *x);

#endif
