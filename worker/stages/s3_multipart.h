/* SPDX-License-Identifier: MIT */
/*
 * A delivery in parts, several at once. The list of parts is in the record before each next step.
 */
#ifndef LOADLINE_S3_MULTIPART_H
#define LOADLINE_S3_MULTIPART_H

#include "worker/stages/s3_delivery.h"

/* Takes over the list that an earlier run kept. The multipart upload of a list for another object,
 * or of another size, is aborted. Returns 0 or a negative code. */
int s3_multipart_restore(struct s3_delivery *d);

/* Sends what is not acknowledged yet and has the parts put together. Returns 0 if the object is
 * there, else the stage's end. */
int s3_multipart_run(struct s3_delivery *d);

/* Aborts the multipart upload, if there is one, and forgets its parts once the server has confirmed
 * that. Takes a few seconds at most, and does not ask whether to stop. */
void s3_multipart_abort(struct s3_delivery *d);

#endif
