/* SPDX-License-Identifier: MIT */
/*
 * Whether an upload may be made, decided before its first byte and the same for every protocol: how
 * many its client made lately and left empty, places of senders, lists of types and endings, the
 * client's quota, the disk, the site's own program.
 */
#ifndef LOADLINE_ADMISSION_H
#define LOADLINE_ADMISSION_H

#include "fcgi/intake/intake.h"

/* 0, or why not: ERR_CREATIONS, ERR_TOO_LARGE, ERR_CROWDED, ERR_TYPE, ERR_NO_SPACE, ERR_QUOTA,
 * ERR_REFUSED, ERR_ADMISSION, ERR_NOMEM; the offer's exchange gets the detail. Where it may be, it
 * is one of its client's empty uploads from now on (empties.h). */
int admission_check(struct app *app, const struct intake_offer *offer, const char *id);

#endif
