/* SPDX-License-Identifier: MIT */
/*
 * GET on the collection: the protocols and limits of this server, so that clients need no settings.
 */
#ifndef LOADLINE_CAPABILITIES_H
#define LOADLINE_CAPABILITIES_H

#include "fcgi/http/exchange.h"

/* Handles GET and HEAD on the collection. Returns 0 once answered, otherwise an error for the
 * router. */
int capabilities_get(struct exchange *x);

#endif
