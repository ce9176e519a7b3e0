/* SPDX-License-Identifier: MIT */
/*
 * What somebody must do now and then, done by upload.fcgi where no worker does it.
 */
#ifndef LOADLINE_HOUSEKEEPING_H
#define LOADLINE_HOUSEKEEPING_H

#include "fcgi/app/app.h"

/* Removes expired uploads, if nobody has for SWEEP_LATE_MS. Call it once a creation is answered. */
void housekeeping_run(struct app *app);

#endif
