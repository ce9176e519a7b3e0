/* SPDX-License-Identifier: MIT */
/*
 * GET and HEAD of an upload that is done: the file, whole or one range of it, always as something
 * to save and never as something to show.
 */
#ifndef LOADLINE_DOWNLOAD_H
#define LOADLINE_DOWNLOAD_H

#include "fcgi/http/exchange.h"

/* Answers 200, 206, 304 or 416. ERR_NOT_FINISHED before it is done, ERR_GONE where the file is
 * elsewhere, ERR_FORBIDDEN with download = no, ERR_CROWDED and ERR_BUSY as sender_limits_take(). */
int download_get(struct exchange *x);

/* Whether a HEAD request without any upload protocol means the file: it is done. */
bool download_is_there(struct exchange *x);

#endif
