/* SPDX-License-Identifier: MIT */
/*
 * The relative path that a delivered file gets, made from the setting deliver_name. What comes from
 * outside is percent-encoded within its component (RFC 3986 section 2.1), so that a name never
 * leads anywhere. Pure.
 */
#ifndef LOADLINE_DELIVERY_NAME_H
#define LOADLINE_DELIVERY_NAME_H

#include "base/buffer.h"
#include "upload/upload.h"

/* Adds the path to out; no component has over 255 bytes. ERR_SYNTAX where one is too long even with
 * a short name; ERR_NOMEM. */
int delivery_name(const char *pattern, const struct upload *u, struct buffer *out);

#endif
