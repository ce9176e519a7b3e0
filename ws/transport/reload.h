/* SPDX-License-Identifier: MIT */
/*
 * Which settings a running relay takes over when it is told to read them again.
 */
#ifndef LOADLINE_RELOAD_H
#define LOADLINE_RELOAD_H

#include "config/config.h"

/* Moves those that can change from fresh into c; what c had is in fresh then, to be freed with it.
 */
void reload_settings(struct config *c, struct config *fresh);

#endif
