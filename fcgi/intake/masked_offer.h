/* SPDX-License-Identifier: MIT */
/*
 * What a client says of its file may hold the URL of an upload. Watchers, the site's program,
 * webhooks and the spool get it without the key.
 */
#ifndef LOADLINE_MASKED_OFFER_H
#define LOADLINE_MASKED_OFFER_H

#include "fcgi/intake/intake.h"

struct masked_offer {
    struct intake_offer offer; /* the same, with the texts below for those that the client chose */
    char *name, *type, *metadata, *fields;
};

/* To be freed either way. ERR_NOMEM. */
int masked_offer_make(const struct secret *secret, const struct intake_offer *offer,
                      struct masked_offer *out);
void masked_offer_free(struct masked_offer *m);

#endif
