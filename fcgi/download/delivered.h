/* SPDX-License-Identifier: MIT */
/*
 * Downloads of files that a stage has delivered elsewhere: the spool has them no more.
 */
#ifndef LOADLINE_DELIVERED_H
#define LOADLINE_DELIVERED_H

#include "fcgi/http/exchange.h"
#include "upload/upload.h"

/* Refuses the download, and tells what kind of place has the file. Returns ERR_DELIVERED. */
int delivered_refuse(struct exchange *x, const struct upload *u);

#endif
