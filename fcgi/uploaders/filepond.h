/* SPDX-License-Identifier: MIT */
/*
 * FilePond: it asks for an id, sends chunks by PATCH, and names its uploads by that id
 * (filepond_id.h) when it resumes, removes or shows one. All requests go to the collection; errors
 * are plain text, which it shows to its user.
 */
#ifndef LOADLINE_FILEPOND_H
#define LOADLINE_FILEPOND_H

#include "fcgi/http/exchange.h"

/* Whether its chunks are joined here (`uploaders`). */
bool filepond_is_joined(const struct exchange *x);

/* Creates an upload of Upload-Length bytes without a name, and answers its id; fields are those of
 * its form: JSON object text. Returns 0, or the error of a refusal that is sent already. */
int filepond_begin(struct exchange *x, const char *fields);

/* PATCH ?patch=ID: receives a chunk. Upload-Name of the first one is the file's name. Returns as
 * filepond_begin(). */
int filepond_patch(struct exchange *x);

/* HEAD ?patch=ID: answers how far FilePond may skip chunks. Returns as filepond_begin(). */
int filepond_head(struct exchange *x);

/* DELETE with an id as the body, or with one in each line: removes the uploads. Returns as
 * filepond_begin(), and ERR_METHOD without a body. */
int filepond_revert(struct exchange *x);

/* GET ?load=ID, ?restore=ID: the file. Errors of download_get_inline() and filepond_id_reach(). */
int filepond_load(struct exchange *x);
int filepond_restore(struct exchange *x);

/* GET ?fetch=URL: always refused. */
int filepond_fetch(struct exchange *x);

#endif
