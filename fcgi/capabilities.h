/* SPDX-License-Identifier: MIT */
/*
 * GET on the collection: what this server speaks and allows, so that clients need no settings.
 */
#ifndef LOADLINE_CAPABILITIES_H
#define LOADLINE_CAPABILITIES_H

#include "fcgi/http/exchange.h"

/* The handler of GET and HEAD on the collection. */
int capabilities_get(struct exchange *x);

#endif
