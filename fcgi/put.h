/* SPDX-License-Identifier: MIT */
/*
 * PUT of a file below the collection, as `curl -T` does it: one request, one upload. What follows the base
 * is the file's name, not a place: two PUTs of one name are two uploads.
 */
#ifndef LOADLINE_PUT_H
#define LOADLINE_PUT_H

#include "router.h"

/* The handler: 201 with Location and the upload's description. */
int put_create(struct exchange *x);

#endif
