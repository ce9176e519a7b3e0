/* SPDX-License-Identifier: MIT */
/*
 * Upkeep that upload.fcgi does while no worker does it.
 */
#ifndef LOADLINE_HOUSEKEEPING_H
#define LOADLINE_HOUSEKEEPING_H

#include "fcgi/app/app.h"

/* Removes expired uploads if no process has done so for SWEEP_LATE_MS. Call it after a creation has
 * been answered. */
void housekeeping_run(struct app *app);

#endif
