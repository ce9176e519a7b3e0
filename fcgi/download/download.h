/* SPDX-License-Identifier: MIT */
/*
 * GET and HEAD of a finished upload: the file, or one range of it, always as an attachment and
 * never for display.
 */
#ifndef LOADLINE_DOWNLOAD_H
#define LOADLINE_DOWNLOAD_H

#include "fcgi/http/exchange.h"

/* Handles the request: sends 200, 206, 304 or 416 and returns 0. Returns ERR_NOT_FINISHED if the
 * upload is not done, ERR_GONE if the file was moved elsewhere, ERR_FORBIDDEN with download = no,
 * or an error of sender_limits_take(). */
int download_get(struct exchange *x);

/* Whether a HEAD request without an upload protocol asks for the file: its upload is done. */
bool download_is_there(struct exchange *x);

#endif
