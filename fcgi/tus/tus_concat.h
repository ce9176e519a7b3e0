/* SPDX-License-Identifier: MIT */
/*
 * Concatenation (tus 1.0.0): uploads that are parts, and the one that is made of them.
 */
#ifndef LOADLINE_TUS_CONCAT_H
#define LOADLINE_TUS_CONCAT_H

#include "fcgi/intake/intake.h"
#include "fcgi/http/exchange.h"

#define TUS_PARTS_MAX 256 /* in one final upload, repeats counted */

enum tus_concat { TUS_CONCAT_NONE, TUS_CONCAT_PARTIAL, TUS_CONCAT_FINAL };

/* What Upload-Concat says; NULL: nothing. ERR_BAD_CONCAT. */
int tus_concat_parse(const char *field, enum tus_concat *out);

/* Whether the upload was put together of others: then it takes no bytes. */
bool tus_concat_is_final(const struct upload *u);

/* Answers Upload-Concat to whoever has the upload's key: that of a final one names its parts by
 * their URLs, as paths. 0 or ERR_INTERNAL, ERR_NOMEM. */
int tus_concat_answer(struct exchange *x, const struct upload *u);

/* Makes the upload that offer->concat names the parts of and copies them, holding all their locks;
 * offer's size is filled in. Fills x->id. ERR_BAD_CONCAT for parts that are unknown, not complete,
 * no parts, or another owner's; ERR_TOO_LARGE, ERR_NO_SPACE before anything is made; errors of
 * intake_create and intake_finish. On failure nothing of it remains. */
int tus_concat_create(struct exchange *x, struct intake_offer *offer);

#endif
