/* SPDX-License-Identifier: MIT */
/*
 * GET and HEAD of a finished upload: the file, or one range of it. As an attachment, never for
 * display, except to uploaders that show their own file again.
 */
#ifndef LOADLINE_DOWNLOAD_H
#define LOADLINE_DOWNLOAD_H

#include "fcgi/http/exchange.h"

/* Handles the request: sends 200, 206 or 304 and returns 0. Returns ERR_RANGE (416); ERR_NOT_FOUND;
 * ERR_NOT_FINISHED if the upload is not done; ERR_GONE if its processing failed; ERR_DELIVERED if
 * the file was moved elsewhere; ERR_FORBIDDEN with download = no; ERR_IO; or an error of
 * sender_limits_take(). */
int download_get(struct exchange *x);

/* The same for the upload x->id, whose key and owner are checked already, as `inline`. */
int download_get_inline(struct exchange *x);

/* Whether a HEAD request without an upload protocol asks for the file: its upload is done. */
bool download_is_meant(struct exchange *x);

#endif
