/* SPDX-License-Identifier: MIT */
/*
 * What Fine Uploader asks besides sending a file: whether all chunks of a file have arrived
 * (`chunking.success.endpoint`), and to delete a file (`deleteFile`). It names a file by the UUID
 * that it has made for it.
 */
#ifndef LOADLINE_FINE_UPLOADER_H
#define LOADLINE_FINE_UPLOADER_H

#include "fcgi/http/exchange.h"
#include "fcgi/intake/intake.h"

/* Whether the request may be such a question: its body is a short form of another encoding than
 * that of files. */
bool fine_uploader_may_ask(const struct exchange *x);

/* Reads the body. If it is a question, answers it and sets *asked_out; otherwise the body can be
 * read again. Returns 0, ERR_NOT_FOUND, or an error of reading or answering. */
int fine_uploader_ask(struct exchange *x, bool *asked_out);

/* Whether the path of the request names a file by its UUID. */
bool fine_uploader_is_named(const struct exchange *x);

/* DELETE of such a path. Returns 0, ERR_NOT_FOUND if the client has no such file, or an error of
 * intake_remove(). */
int fine_uploader_delete(struct exchange *x);

/* intake_create() for a whole file; uuid is the one that its request names, by which it can be
 * deleted then, or NULL. */
int fine_uploader_create(struct exchange *x, const char *uuid, const struct intake_offer *offer,
                         struct upload *u_out);

#endif
