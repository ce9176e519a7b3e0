/* SPDX-License-Identifier: MIT */
/*
 * Receives the content of a draft request into an upload, the same for creation and append.
 */
#ifndef LOADLINE_RESUMABLE_BODY_H
#define LOADLINE_RESUMABLE_BODY_H

#include "fcgi/intake/intake.h"
#include "fcgi/resumable/interim.h"
#include "fcgi/resumable/resumable_request.h"

/* Receives the content, sends interim answers, and completes the upload if q says that the content
 * ends it. Always detaches and clears *in. Fills u_out (the caller frees it) with the resulting
 * record. Returns 0, or an error that is already answered or left to the router. */
int resumable_receive(struct exchange *x, const struct resumable_request *q,
                      struct interim *interim, struct intake **in, struct upload *u_out);

#endif
