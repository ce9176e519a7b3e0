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

/* Adds Upload-Concat to the answer. A final upload lists its parts as relative URLs with keys, so
 * answer only to a client with the upload's key. Returns 0, ERR_INTERNAL or ERR_NOMEM. */
int tus_concat_answer(struct exchange *x, const struct upload *u);

/* Creates the upload whose parts offer->concat lists, and joins it if they are complete. Otherwise
 * the end of the last part does that (upkeep/joining.h). Sets offer->size and x->id, and
 * *expires_at_out while the upload is open (wall clock, ms), otherwise to 0. If the same final
 * upload exists already, it is used. Returns 0; ERR_BAD_CONCAT for parts that are unknown, failed,
 * expired, not partial, or another owner's, or belong to FINALS_MAX open final uploads;
 * ERR_TOO_LARGE or ERR_NO_SPACE before anything is created; ERR_LOCKED; or an error of
 * intake_create() or joining_look(). On failure the new upload is removed. */
int tus_concat_create(struct exchange *x, struct intake_offer *offer, int64_t *expires_at_out);

#endif
