/* SPDX-License-Identifier: MIT */
/*
 * What answers to the draft's requests have in common.
 */
#ifndef LOADLINE_RESUMABLE_ANSWER_H
#define LOADLINE_RESUMABLE_ANSWER_H

#include "fcgi/resumable/resumable_request.h"
#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Appends the value of Upload-Limit; u may be NULL (no upload yet). */
void resumable_add_limits(const struct exchange *x, const struct upload *u, struct buffer *b);

/* Adds the field to the answer: Upload-Limit; the offset; whether the upload is complete, in the
 * client's words. */
void resumable_header_limits(struct exchange *x, const struct upload *u);
void resumable_header_offset(struct exchange *x, int64_t offset);
void resumable_header_complete(struct exchange *x, const struct resumable_request *q,
                               bool complete);

/* Answers that nothing is complete yet: status, where the upload stands, its limits. */
int resumable_send_state(struct exchange *x, const struct resumable_request *q, int status,
                         const struct upload *u);

/* The last answer for an upload whose bytes are all there, whenever it is asked for: the upload as
 * a document, or the reason why it failed. */
int resumable_send_final(struct exchange *x, const struct resumable_request *q,
                         const struct upload *u);

/* Prepares the answer for the problem that err is, and sends it where the draft has a type for it;
 * returns err for the router, which answers what is not answered yet. ERR_OFFSET is told with what
 * was expected (u's) and provided (q's). u may be NULL. */
int resumable_refuse(struct exchange *x, const struct resumable_request *q, const struct upload *u,
                     int err);

#endif
