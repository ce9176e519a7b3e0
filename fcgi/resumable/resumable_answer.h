/* SPDX-License-Identifier: MIT */
/*
 * What the answers to the draft's requests share.
 */
#ifndef LOADLINE_RESUMABLE_ANSWER_H
#define LOADLINE_RESUMABLE_ANSWER_H

#include "fcgi/resumable/resumable_request.h"
#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Appends the value of Upload-Limit; u may be NULL (no upload yet). */
void resumable_add_limits(const struct exchange *x, const struct upload *u, struct buffer *b);

/* Add one field to the answer: Upload-Limit; Upload-Offset; whether the upload is complete, in the
 * form that the client's version uses. */
void resumable_header_limits(struct exchange *x, const struct upload *u);
void resumable_header_offset(struct exchange *x, int64_t offset);
void resumable_header_complete(struct exchange *x, const struct resumable_request *q,
                               bool complete);

/* Answers for an upload that is not complete, with status, offset and limits. Returns as
 * response_send(). */
int resumable_send_state(struct exchange *x, const struct resumable_request *q, int status,
                         const struct upload *u);

/* Sends the final answer for an upload with all its bytes, also when asked again: the upload as a
 * document, or the reason for its failure. Returns 0 or an error. */
int resumable_send_final(struct exchange *x, const struct resumable_request *q,
                         const struct upload *u);

/* Prepares the answer to err, and sends it if the draft has a problem type for it. Returns err: the
 * router answers what is not answered yet. ERR_OFFSET shows the expected offset (u's) and the
 * provided one (q's). u may be NULL. */
int resumable_refuse(struct exchange *x, const struct resumable_request *q, const struct upload *u,
                     int err);

#endif
