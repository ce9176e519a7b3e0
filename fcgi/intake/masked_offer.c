/* SPDX-License-Identifier: MIT */
/*
 * Copies the client's texts with upload keys masked.
 */
#include "fcgi/intake/masked_offer.h"

#include "base/upload_key.h"
#include "base/error.h"
#include "fcgi/intake/kept_metadata.h"
#include "fcgi/intake/tus_metadata.h"
#include "upload/upload.h"

#include <stdlib.h>
#include <string.h>

static int copy_masked(const struct secret *secret, const char *text, char **out)
{
    int rc = upload_set(out, text);

    if (*out != NULL)
        upload_key_mask_own(secret, *out);
    return rc;
}

static int masked_offer_take_metadata(const struct app *app, const struct intake_offer *offer,
                                      char **out)
{
    char *kept = NULL;
    int rc = kept_metadata_make(&app->config, offer->exchange, offer->metadata, &kept);

    if (rc == 0 && kept != NULL)
        rc = tus_metadata_mask(&app->secret, kept, out);
    free(kept);
    return rc;
}

/* Reads the trace of the request, unless the offer has one. */
static void masked_offer_take_trace(const struct app *app, const struct intake_offer *offer,
                                    struct masked_offer *out)
{
    out->traceparent[0] = '\0';
    if (offer->exchange != NULL && strcmp(app->config.trace_context, "yes") == 0)
        (void)trace_parent_parse(request_header(offer->exchange->request, "traceparent"),
                                 out->traceparent);
    if (offer->traceparent == NULL)
        out->offer.traceparent = out->traceparent;
}

int masked_offer_make(const struct app *app, const struct intake_offer *offer,
                      struct masked_offer *out)
{
    const struct secret *secret = &app->secret;

    *out = (struct masked_offer){.offer = *offer};
    int rc = copy_masked(secret, offer->name, &out->name);
    if (rc == 0)
        rc = copy_masked(secret, offer->type, &out->type);
    if (rc == 0)
        rc = copy_masked(secret, offer->fields, &out->fields);
    if (rc == 0)
        rc = masked_offer_take_metadata(app, offer, &out->metadata);
    masked_offer_take_trace(app, offer, out);
    out->offer.name = out->name;
    out->offer.type = out->type;
    out->offer.metadata = out->metadata;
    out->offer.fields = out->fields;
    return rc;
}

void masked_offer_free(struct masked_offer *m)
{
    free(m->name);
    free(m->type);
    free(m->metadata);
    free(m->fields);
    *m = (struct masked_offer){.name = NULL};
}
