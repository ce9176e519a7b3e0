/* SPDX-License-Identifier: MIT */
/*
 * The relative path of a delivered file, built from the setting deliver_name. Values from clients
 * are percent-encoded within their component (RFC 3986 section 2.1), so that no value can change
 * the folder. Pure.
 */
#ifndef LOADLINE_DELIVERY_NAME_H
#define LOADLINE_DELIVERY_NAME_H

#include "base/buffer.h"
#include "upload/upload.h"

/* Appends the path to out; no component exceeds 255 bytes. Returns 0, ERR_SYNTAX if a component is
 * too long even with a short name, or ERR_NOMEM. */
int delivery_name(const char *pattern, const struct upload *u, struct buffer *out);

#endif
