/* SPDX-License-Identifier: MIT */
/*
 * The name of a file whose uploader tells it with the first bytes, not before. Until then the
 * upload cannot become complete, so that no file passes the checks of names by another protocol.
 */
#include "fcgi/intake/intake.h"
#include "fcgi/intake/intake_internal.h"

#include "base/error.h"
#include "fcgi/http/exchange.h"
#include "fcgi/intake/admission.h"
#include "fcgi/intake/masked_offer.h"

#include <stdio.h>
#include <string.h>

/* Opens the upload if it still awaits its name; otherwise *in stays NULL. */
static int intake_name_open(struct app *app, const char *id, struct intake **in)
{
    int rc = intake_open(app, id, LOCK_POST, NULL, in);

    if (rc == 0 && !(*in)->upload.awaits_name)
        intake_leave(in);
    return rc;
}

static int intake_name_record(struct app *app, const char *id, const char *name)
{
    char token[LOCK_TOKEN_SIZE];
    struct intake *in = NULL;
    struct upload named;
    int rc = intake_name_open(app, id, &in);

    if (rc != 0 || in == NULL)
        return rc;
    memcpy(token, lock_token(in->lock), sizeof token);
    in->upload.awaits_name = false;
    rc = intake_fill_name(name, &in->upload);
    if (rc == 0)
        rc = store_save(app->store, &in->upload);
    if (rc == 0)
        rc = upload_copy(&in->upload, &named);
    intake_leave(&in);
    if (rc == 0)
        (void)publisher_post(app->publisher, &named, token);
    return rc;
}

static int intake_name_refuse(struct app *app, const char *id, int err)
{
    struct intake *in = NULL;
    int rc = intake_name_open(app, id, &in);

    if (rc != 0 || in == NULL)
        return rc;
    intake_fail(&in, err);
    return err;
}

/* Asks as if the upload were created now, for its owner. */
static int intake_name_check(struct exchange *x, const struct upload *u, const char *name)
{
    struct principal by = {.max_size = u->max_size};
    const struct intake_offer offer = {
        .size = u->size,
        .name = name,
        .type = u->type,
        .fields = u->fields,
        .by = &by,
        .exchange = x,
        .traceparent = u->traceparent,
    };
    const struct app *app = x->app;
    struct masked_offer masked;

    (void)snprintf(by.owner, sizeof by.owner, "%s", u->owner != NULL ? u->owner : "");
    int rc = masked_offer_make(app, &offer, &masked);
    if (rc == 0)
        rc = admission_check_name(app, &masked.offer);
    if (rc == 0)
        rc = intake_name_record(x->app, u->id, masked.name);
    else if (rc == ERR_TYPE || rc == ERR_REFUSED)
        rc = intake_name_refuse(x->app, u->id, rc);
    masked_offer_free(&masked);
    return rc;
}

int intake_name(struct exchange *x, const char *id, const char *name)
{
    const struct app *app = x->app;
    struct upload u;
    int rc = store_load(app->store, id, &u);

    if (rc != 0)
        return rc;
    if (u.awaits_name)
        rc = intake_is_over(x->app, &u) ? ERR_GONE : intake_name_check(x, &u, name);
    upload_free(&u);
    return rc;
}
