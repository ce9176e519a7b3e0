/* SPDX-License-Identifier: MIT */
/*
 * FilePond's server id: the text by which it names an upload from the answer on. Ours is ID.KEY, in
 * the query or in a body instead of the path.
 */
#ifndef LOADLINE_FILEPOND_ID_H
#define LOADLINE_FILEPOND_ID_H

#include "fcgi/http/exchange.h"

/* Finds the upload that text names, and writes its id to x->id. Returns 0; ERR_NOT_FOUND if the key
 * is missing or wrong, or if the upload belongs to another owner; other errors of gate_reach(). */
int filepond_id_reach(struct exchange *x, const char *text);

/* The same for a parameter of the query. */
int filepond_id_reach_query(struct exchange *x, const char *parameter);

#endif
