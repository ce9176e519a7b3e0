/* SPDX-License-Identifier: MIT */
/*
 * tus 1.0.0 (specification of 2016-03-25): core, creation, creation-with-upload, termination. One handler
 * per method; each answers, or returns the error that the router turns into a problem document.
 */
#ifndef LOADLINE_TUS_H
#define LOADLINE_TUS_H

#include "router.h"

#define TUS_VERSION "1.0.0"
#define TUS_EXTENSIONS "creation,creation-with-upload,termination"
#define TUS_MEDIA_TYPE "application/offset+octet-stream"

/* Whether the request says that it is of tus. */
bool tus_is_spoken(const struct request *r);

/* Adds Tus-Resumable to the answer and checks the request's: ERR_TUS_VERSION, with Tus-Version. */
int tus_check_version(struct exchange *x);

/* Adds to the coming answer what every one of tus has, where the request is of it. */
void tus_refusing(struct exchange *x);

/* Whether the Content-Type is the one of PATCH bodies. */
bool tus_is_media_type(const struct request *r);

int tus_options(struct exchange *x); /* on the collection and on an upload */
int tus_create(struct exchange *x);  /* POST on the collection */
int tus_head(struct exchange *x);
int tus_patch(struct exchange *x);
int tus_delete(struct exchange *x);

#endif
