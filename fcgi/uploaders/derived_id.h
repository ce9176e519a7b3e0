/* SPDX-License-Identifier: MIT */
/*
 * The id of the upload to which a chunk belongs. It is derived from what the request says, so that
 * every process on every host finds the same upload, also after Redis was emptied.
 */
#ifndef LOADLINE_DERIVED_ID_H
#define LOADLINE_DERIVED_ID_H

#include "base/id.h"

#include <stdint.h>

/* The same file may be sent again when it is complete: each sending is a generation of its own. */
#define DERIVED_ID_GENERATIONS 64

/* What tells one file of one visitor from all others. */
struct derived_from {
    const char *dialect; /* name of the uploader */
    const char *who;     /* owner, or address and visitor's cookie */
    const char *file;    /* the client's own id of the file, or its name */
    int64_t total;       /* bytes; -1: unknown, or the client's id is enough */
};

/* Makes the id. Two different sources never have the same one. 0, ERR_INTERNAL or ERR_NOMEM. */
int derived_id_make(const struct secret *secret, const struct derived_from *from,
                    unsigned generation, char id_out[ID_SIZE]);

#endif
