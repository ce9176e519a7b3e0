/* SPDX-License-Identifier: MIT */
/*
 * No field is passed over that says that a request's content is not the file: a part of it, or a
 * coded form of it.
 */
#ifndef LOADLINE_CONTENT_H
#define LOADLINE_CONTENT_H

#include "fcgi/http/exchange.h"

/* Looks at the header fields of a request that brings bytes. ERR_PART: they are a part of a file,
 * and it is not said by a protocol of parts; ERR_CODING: they have a coding; ERR_CHUNK (answered).
 */
int content_check(struct exchange *x);

#endif
