/* SPDX-License-Identifier: MIT */
/*
 * The draft's short requests: OPTIONS, HEAD, DELETE.
 */
#include "fcgi/resumable/resumable.h"

#include "fcgi/app/app.h"
#include "fcgi/http/field_parameters.h"
#include "fcgi/intake/intake.h"
#include "fcgi/intake/intake_finals.h"
#include "fcgi/download/named_upload.h"
#include "fcgi/resumable/resumable_answer.h"
#include "fcgi/http/request_protocol.h"
#include "upload/concat.h"

#include <string.h>

void resumable_announce(struct exchange *x)
{
    response_header(x->response, "Accept-Patch", RESUMABLE_MEDIA_TYPE);
    resumable_header_limits(x, NULL);
}

/* Loads the record after its sender has detached, so that the offset in the answer stays valid. */
static int resumable_load_settled(struct exchange *x, struct upload *out)
{
    struct app *app = x->app;
    struct intake *in = NULL;

    int rc = store_load(app->store, x->id, out);
    if (rc != 0 || out->complete)
        return rc;
    bool is_open = concat_is_open(out);
    upload_free(out);
    if (is_open) {
        rc = intake_finals_load(app, x->id, out);
        if (rc == 0 && out->received < 0)
            out->received = out->size;
        return rc;
    }
    rc = intake_open_or_read(app, x->id, LOCK_HEAD, -1, NULL, &in, out);
    if (rc != 0 || in == NULL)
        return rc;
    rc = upload_copy(intake_upload(in), out);
    intake_leave(&in);
    return rc;
}

int resumable_head(struct exchange *x)
{
    const struct app *app = x->app;
    struct resumable_request q;
    struct upload u;

    upload_init(&u);
    resumable_read(x->request, &q);
    int rc = id_parse_capability(&app->secret, x->rest, x->id);
    if (rc == 0)
        rc = resumable_load_settled(x, &u);
    if (rc == 0) {
        if (u.size >= 0)
            response_header_int(x->response, "Upload-Length", u.size);
        rc = resumable_send_state(x, &q, 204, &u);
    }
    upload_free(&u);
    return rc;
}

int resumable_delete(struct exchange *x)
{
    struct app *app = x->app;

    int rc = named_upload_find(x, x->id);
    if (rc == 0)
        rc = intake_remove(app, x->id);
    return rc != 0 ? rc : response_send(x->response, 204, NULL, NULL, 0);
}
