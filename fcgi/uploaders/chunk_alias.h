/* SPDX-License-Identifier: MIT */
/*
 * The name by which an older page asks for the progress of its upload (X-Progress-ID). All chunks
 * of a file that come under one name are one upload under it.
 */
#ifndef LOADLINE_CHUNK_ALIAS_H
#define LOADLINE_CHUNK_ALIAS_H

#include "fcgi/http/exchange.h"
#include "fcgi/intake/intake_piece.h"

/* Names the upload of a chunk that has just begun: alias is that of its form; NULL: that of its
 * request, if it has one. A name that is not valid is ignored. */
void chunk_alias_set(const struct exchange *x, struct intake_piece *p, const char *alias);

#endif
