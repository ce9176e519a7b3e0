/* SPDX-License-Identifier: MIT */
/*
 * Redirect targets: a browser may be sent to our own site or to a listed one, never to a site that
 * a foreign page chose.
 */
#ifndef LOADLINE_REDIRECT_H
#define LOADLINE_REDIRECT_H

#include "base/buffer.h"
#include "config/config.h"

/* Appends target for a Location field if it is a path on this site, or a URL whose origin is
 * own_origin ("" for none) or listed in cors_origins ("*" lists none here). Returns 0,
 * ERR_FORBIDDEN, or the buffer's error. */
int redirect_add(const struct config *c, const char *own_origin, const char *target,
                 struct buffer *out);

#endif
