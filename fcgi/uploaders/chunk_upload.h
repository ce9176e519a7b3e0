/* SPDX-License-Identifier: MIT */
/*
 * Finds the upload to which a chunk belongs, by what the request says and who sends it. Nothing is
 * remembered but the uploads themselves.
 */
#ifndef LOADLINE_CHUNK_UPLOAD_H
#define LOADLINE_CHUNK_UPLOAD_H

#include "fcgi/http/exchange.h"
#include "fcgi/uploaders/chunk.h"
#include "spool/glimpse.h"

enum chunk_upload_state {
    CHUNK_UPLOAD_NEW,  /* no such upload: the chunk may create it */
    CHUNK_UPLOAD_OPEN, /* it still takes bytes */
    CHUNK_UPLOAD_DONE /* all its bytes came, lately (uploader_repeat) or under the same random id: a
                         repeated request */
};

struct chunk_upload {
    enum chunk_upload_state state;
    char id[ID_SIZE];
};

/* Finds the upload of the file that this visitor sends. A chunk of jQuery File Upload without a
 * total stands for the newest open upload of that name. seen_out gets the record of an open upload,
 * which the caller frees; it stays empty (no id) if several were compared; NULL: not wanted.
 * Returns 0; ERR_VISITOR if nothing tells the visitor from others, who may send a file of the same
 * name; ERR_TOO_MANY if the same file was sent too often and is kept; ERR_IO, ERR_INTERNAL or
 * ERR_NOMEM. */
int chunk_upload_find(struct exchange *x, const struct chunk *c, struct chunk_upload *out,
                      struct glimpse *seen_out);

/* Finds an id for another upload of a file with a random id (chunk_is_unique). Returns 0,
 * ERR_TOO_MANY, ERR_IO, ERR_INTERNAL or ERR_NOMEM. */
int chunk_upload_find_free(struct exchange *x, const struct chunk *c, char id_out[ID_SIZE]);

#endif
