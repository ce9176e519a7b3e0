/* SPDX-License-Identifier: MIT */
/*
 * A client's texts about its file may contain an upload's URL. Watchers, the site's program,
 * webhooks and the spool get the texts without its key, and without metadata that the site does not
 * keep.
 */
#ifndef LOADLINE_MASKED_OFFER_H
#define LOADLINE_MASKED_OFFER_H

#include "fcgi/intake/intake.h"

struct masked_offer {
    char traceparent[TRACE_PARENT_SIZE];
    struct intake_offer offer; /* the offer, with the client's texts replaced by those below */
    char *name, *type, *metadata, *fields;
};

/* Copies the offer's texts with keys masked; other pointers are borrowed. The caller frees out in
 * any case. Returns 0, or an error of kept_metadata_make(). */
int masked_offer_make(const struct app *app, const struct intake_offer *offer,
                      struct masked_offer *out);
void masked_offer_free(struct masked_offer *m);

#endif
