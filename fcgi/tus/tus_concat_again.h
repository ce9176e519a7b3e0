/* SPDX-License-Identifier: MIT */
/*
 * Detects that a requested final upload exists already, because the client missed the first answer.
 */
#ifndef LOADLINE_TUS_CONCAT_AGAIN_H
#define LOADLINE_TUS_CONCAT_AGAIN_H

#include "fcgi/intake/intake.h"
#include "fcgi/http/exchange.h"

/* Finds a final upload with the same parts in the same order, the same metadata and the same owner,
 * that has not failed or been removed. Call it with the list of its first part, part_id, locked
 * (finals_open()). True: id_out is set. */
bool tus_concat_find(struct exchange *x, const struct intake_offer *offer, const char *part_id,
                     char id_out[ID_SIZE]);

#endif
