/* SPDX-License-Identifier: MIT */
/*
 * Answers chunks in the way that each uploader understands: so that it goes on, stops for good,
 * tries again, and shows its user the reason.
 */
#ifndef LOADLINE_CHUNK_ANSWER_H
#define LOADLINE_CHUNK_ANSWER_H

#include "fcgi/http/exchange.h"
#include "fcgi/uploaders/dialect.h"
#include "upload/upload.h"

/* The chunk is stored; u is the upload's present record. Each answer describes the upload, because
 * an uploader hands on the answer to whichever chunk it sent last. Returns as response_send(). */
int chunk_answer_stored(struct exchange *x, const struct dialect *d, const struct upload *u);

/* Adds the field Range: jQuery File Upload sends on from `end`, because the bytes before are
 * stored. Does nothing for the others. Call it before the answer. */
void chunk_answer_range(struct exchange *x, const struct dialect *d, int64_t end);

/* Sets a cookie in the answer, by which the visitor is known from then on. 0, ERR_INTERNAL or
 * ERR_NOMEM. */
int chunk_answer_welcome(struct exchange *x);

/* The question whether a chunk is stored, which is sent by GET: it is not. */
int chunk_answer_missing(struct exchange *x);

/* Whether an uploader should try again after this error. */
bool chunk_answer_is_temporary(int err);

/* The chunk is refused with err; x->detail says why. Temporary errors get their own status, after
 * which uploaders try again; the others the one that this uploader takes for final. ERR_GONE
 * makes Fine Uploader send the file from its beginning. Sends the answer and returns err. */
int chunk_answer_refusal(struct exchange *x, const struct dialect *d, int err);

#endif
