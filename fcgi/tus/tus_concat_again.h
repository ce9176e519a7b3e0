/* SPDX-License-Identifier: MIT */
/*
 * Whether a final upload was made already that a request asks for: its client did not hear of it.
 */
#ifndef LOADLINE_TUS_CONCAT_AGAIN_H
#define LOADLINE_TUS_CONCAT_AGAIN_H

#include "fcgi/intake/intake.h"
#include "fcgi/http/exchange.h"

/* Finds the one of the same parts in the same order, with the same metadata and for the same owner,
 * unless it failed or is gone. Under the lock of its first part, which is named. */
bool tus_concat_find(struct exchange *x, const struct intake_offer *offer, const char *part_id,
                     char id_out[ID_SIZE]);

#endif
