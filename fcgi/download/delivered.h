/* SPDX-License-Identifier: MIT */
/*
 * Downloads of files that a stage has delivered elsewhere: the spool has them no more.
 */
#ifndef LOADLINE_DELIVERED_H
#define LOADLINE_DELIVERED_H

#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Sends the client to the object storage (307) and returns 0, if the stage's s3_download says so.
 * Else returns ERR_DELIVERED, with what kind of place has the file. ERR_DOWNLOAD if there are no
 * credentials to sign with, ERR_INTERNAL, ERR_NOMEM, or an error of response_send(). */
int delivered_answer(struct exchange *x, const struct upload *u);

#endif
