/* SPDX-License-Identifier: MIT */
/*
 * The stage deliver, where deliver_to is a bucket of object storage.
 */
#ifndef LOADLINE_DELIVER_S3_H
#define LOADLINE_DELIVER_S3_H

#include "worker/stages/stage.h"

/* Delivers the file and sets the result "delivered". Returns as a stage's run(). */
int deliver_s3_run(struct stage_context *ctx);

/* Removes what an earlier run left in the object storage, because there will be no other run. */
void deliver_s3_abandon(struct stage_context *ctx);

#endif
