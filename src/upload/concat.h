/* SPDX-License-Identifier: MIT */
/*
 * The record's Upload-Concat (tus 1.0.0, concatenation): whether an upload is joined from parts,
 * and from which.
 */
#ifndef LOADLINE_CONCAT_H
#define LOADLINE_CONCAT_H

#include "upload/upload.h"

/* Whether the upload is joined from others: such an upload takes no bytes itself. */
bool concat_is_final(const struct upload *u);

/* Whether it is such an upload, and its parts are not joined yet: its bytes are those of its parts.
 */
bool concat_is_open(const struct upload *u);

/* Steps through the ids of the parts in their order; NULL begins. Writes the next id and returns
 * the position for the next call, or NULL if there are no more. */
const char *concat_next(const struct upload *u, const char *at, char id_out[ID_SIZE]);

/* Whether one of the parts has this id. */
bool concat_has(const struct upload *u, const char *id);

#endif
