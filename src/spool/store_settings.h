/* SPDX-License-Identifier: MIT */
/*
 * The spool of a site, as its settings say.
 */
#ifndef LOADLINE_STORE_SETTINGS_H
#define LOADLINE_STORE_SETTINGS_H

#include "config/config.h"
#include "spool/store.h"

/* Like store_open(), for the settings `spool`, `spool_shared` and `durability`. */
int store_open_configured(const struct config *c, bool create, struct store **out);

#endif
