/* SPDX-License-Identifier: MIT */
/*
 * Where an answer may send a browser: to our own site or one that is listed, never to where a
 * foreign page would like it.
 */
#ifndef LOADLINE_REDIRECT_H
#define LOADLINE_REDIRECT_H

#include "base/buffer.h"
#include "config/config.h"

/* Appends target, fit for a Location field, where it is a path on this site or a URL whose origin
 * is own_origin ("" for none) or listed in cors_origins ("*" lists nothing here). Else
 * ERR_FORBIDDEN. */
int redirect_add(const struct config *c, const char *own_origin, const char *target,
                 struct buffer *out);

#endif
