/* SPDX-License-Identifier: MIT */
/*
 * Decides before the first byte, and alike for every protocol, whether an upload may be created. It
 * checks the client's recent creations and empty uploads, places for senders, lists of types and
 * endings, the client's quota, the disk, and the site's own program.
 */
#ifndef LOADLINE_ADMISSION_H
#define LOADLINE_ADMISSION_H

#include "fcgi/intake/intake.h"

/* Returns 0 if the upload may be created; it then counts as one of its client's empty uploads
 * (access/empties.h). Otherwise ERR_CREATIONS, ERR_TOO_LARGE, ERR_CROWDED, ERR_BUSY, ERR_TYPE,
 * ERR_NO_SPACE, ERR_QUOTA, ERR_REFUSED, ERR_ADMISSION, ERR_NOMEM or ERR_IO; the offer's exchange
 * gets the detail. An offer of unknown size (-1) takes no bytes from the quota yet. */
int admission_check(struct app *app, const struct intake_offer *offer, const char *id);

/* The checks that need the file's name: its ending, and the site's program. admission_check() makes
 * them too, unless the name comes later (awaits_name). Returns 0, ERR_TYPE, ERR_REFUSED,
 * ERR_ADMISSION or ERR_NOMEM. */
int admission_check_name(const struct app *app, const struct intake_offer *offer);

#endif
