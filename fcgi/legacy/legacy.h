/* SPDX-License-Identifier: MIT */
/*
 * Progress for pages written for older modules, by the client's alias.
 * /progress/legacy/FORMAT?X-Progress-ID=NAME answers as that module did,
 * /progress?X-Progress-ID=NAME in the format of the setting legacy_format. Only aliases are
 * accepted here, and no upload id is sent.
 */
#ifndef LOADLINE_LEGACY_H
#define LOADLINE_LEGACY_H

#include "fcgi/http/exchange.h"

/* Whether a request for the collection carries an alias and no ids. */
bool legacy_is_asked(const struct request *r);

/* Handles GET on the collection, in the configured format. Returns 0 once answered, otherwise an
 * error for the router. */
int legacy_default(struct exchange *x);

/* Handles GET of an item below LEGACY_PATH. Returns the same. */
int legacy_named(struct exchange *x);

#endif
