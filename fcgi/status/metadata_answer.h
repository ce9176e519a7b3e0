/* SPDX-License-Identifier: MIT */
/*
 * The metadata of an upload, for its owner. It is no part of the document, which all watchers get.
 */
#ifndef LOADLINE_METADATA_ANSWER_H
#define LOADLINE_METADATA_ANSWER_H

#include "fcgi/http/exchange.h"

/* Whether the path asks for it. */
bool metadata_answer_is_asked(const struct exchange *x);

/* Handles GET /progress/ID.KEY/metadata: the fields of metadata_fields, from the record on disk.
 * Without credentials (auth = none) the key is needed; with them the owner and administrators may
 * use the id alone. Returns 0 once answered, otherwise an error for the router. */
int metadata_answer_send(struct exchange *x);

#endif
