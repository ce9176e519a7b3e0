/* SPDX-License-Identifier: MIT */
/*
 * Concatenation (tus 1.0.0): partial uploads, and the final upload joined from them.
 */
#ifndef LOADLINE_TUS_CONCAT_H
#define LOADLINE_TUS_CONCAT_H

#include "fcgi/intake/intake.h"
#include "fcgi/http/exchange.h"

#define TUS_PARTS_MAX 256 /* parts of one final upload, repetitions included */

enum tus_concat { TUS_CONCAT_NONE, TUS_CONCAT_PARTIAL, TUS_CONCAT_FINAL };

/* Parses Upload-Concat; NULL: TUS_CONCAT_NONE. Returns 0 or ERR_BAD_CONCAT. */
int tus_concat_parse(const char *field, enum tus_concat *out);

/* Whether the upload was joined from others: such an upload takes no bytes. */
bool tus_concat_is_final(const struct upload *u);

/* Adds Upload-Concat to the answer. A final upload lists its parts as relative URLs with keys, so
 * answer only to a client with the upload's key. Returns 0, ERR_INTERNAL or ERR_NOMEM. */
int tus_concat_answer(struct exchange *x, const struct upload *u);

/* Creates the upload whose parts offer->concat lists, under the locks of all parts. Sets
 * offer->size and x->id. A large one is handed over to the worker instead of copied. If the same
 * final upload exists already, it is used. Returns 0; ERR_BAD_CONCAT for parts that are unknown,
 * incomplete, expired, not partial, or another owner's; ERR_TOO_LARGE or ERR_NO_SPACE before
 * anything is created; or an error of intake_create(), intake_finish() or lock_take_over(). On
 * failure the new upload is removed. */
int tus_concat_create(struct exchange *x, struct intake_offer *offer);

#endif
