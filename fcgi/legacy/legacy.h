/* SPDX-License-Identifier: MIT */
/*
 * Progress for pages that were written for older modules, by the name that the client gave its
 * upload. /progress/legacy/FORMAT?X-Progress-ID=NAME answers as that module did;
 * /progress?X-Progress-ID=NAME as the setting legacy_format says. Nothing but names are taken here,
 * and no id of ours is given out.
 */
#ifndef LOADLINE_LEGACY_H
#define LOADLINE_LEGACY_H

#include "fcgi/http/exchange.h"

/* Whether a request for the collection is one of these. */
bool legacy_is_asked(const struct request *r);

/* GET on the collection, in the format of the setting. */
int legacy_default(struct exchange *x);

/* GET of an item below LEGACY_PATH. */
int legacy_named(struct exchange *x);

#endif
