/* SPDX-License-Identifier: MIT */
/*
 * The content of a request of the draft on its way into an upload, the same at creation and append.
 */
#ifndef LOADLINE_RESUMABLE_BODY_H
#define LOADLINE_RESUMABLE_BODY_H

#include "fcgi/intake/intake.h"
#include "fcgi/resumable/interim.h"
#include "fcgi/resumable/resumable_request.h"

/* Takes the content, telling of it on the way, and completes the upload where q says that it ends
 * there. Lets go of *in in every case. Fills u_out (to be freed) with where the upload stands then,
 * and answers problems itself: negative then. */
int resumable_receive(struct exchange *x, const struct resumable_request *q,
                      struct interim *interim, struct intake **in, struct upload *u_out);

#endif
