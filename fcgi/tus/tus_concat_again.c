/* SPDX-License-Identifier: MIT */
/*
 * The first part lists the final uploads that it belongs to (spool/finals.h); their records hold
 * the rest.
 */
#include "fcgi/tus/tus_concat_again.h"

#include "base/clock.h"
#include "spool/finals.h"
#include "fcgi/intake/masked_offer.h"

#include <string.h>

static bool is_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static bool tus_concat_again_is_there(const struct upload *u)
{
    if (upload_has_expired(u, clock_wall_ms()))
        return false;
    return u->complete ? u->state != STATE_FAILED && u->state != STATE_CANCELLED
                       : !state_ended(u->state);
}

static bool is_asked_for(const struct upload *u, const struct upload *wanted)
{
    return u->kind == KIND_UPLOAD && is_text(u->concat, wanted->concat) &&
           is_text(u->metadata, wanted->metadata) && is_text(u->owner, wanted->owner) &&
           tus_concat_again_is_there(u);
}

/* Fills in what the record of the wanted upload would contain. */
static int fill_wanted(struct exchange *x, const struct intake_offer *offer, struct upload *wanted)
{
    const struct app *app = x->app;
    struct masked_offer masked;
    int rc = masked_offer_make(app, offer, &masked);

    if (rc == 0)
        rc = upload_set_concat(wanted, offer->concat);
    if (rc == 0)
        rc = upload_set(&wanted->metadata, masked.offer.metadata);
    if (rc == 0)
        rc = upload_set(&wanted->owner, x->principal.owner);
    masked_offer_free(&masked);
    return rc;
}

bool tus_concat_find(struct exchange *x, const struct intake_offer *offer, const char *part_id,
                     char id_out[ID_SIZE])
{
    const struct app *app = x->app;
    char ids[FINALS_MAX][ID_SIZE];
    struct upload wanted, u;
    bool found = false;

    upload_init(&wanted);
    size_t count = fill_wanted(x, offer, &wanted) == 0 ? finals_read(app->store, part_id, ids) : 0;
    for (size_t i = 0; !found && i < count; i++) {
        if (store_load(app->store, ids[i], &u) != 0)
            continue;
        found = is_asked_for(&u, &wanted);
        if (found)
            memcpy(id_out, ids[i], ID_SIZE);
        upload_free(&u);
    }
    upload_free(&wanted);
    return found;
}
