/* SPDX-License-Identifier: MIT */
/*
 * The settings that a running relay applies when it reloads its configuration.
 */
#ifndef LOADLINE_RELOAD_H
#define LOADLINE_RELOAD_H

#include "config/config.h"

/* Swaps the reloadable settings of c and fresh. fresh then holds the old values, and the caller
 * frees both with it. */
void reload_settings(struct config *c, struct config *fresh);

#endif
