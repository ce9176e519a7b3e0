/* SPDX-License-Identifier: MIT */
/*
 * Calculates the overall percentage of an upload. The rate and the time left are calculated in
 * scripts/rate.lua, because only Redis sees the changes of all processes.
 */
#ifndef LOADLINE_PERCENT_H
#define LOADLINE_PERCENT_H

#include "upload/upload.h"

#define PERCENT_TRANSFER_WEIGHT 100 /* weight of the transfer relative to the stages' */

/* Returns the overall percentage, 0 to 100: the transfer and the stages by their weights. 100 only
 * when the upload is done. -1 while bytes are missing and the size is unknown. */
int percent_calculate(const struct upload *u);

#endif
