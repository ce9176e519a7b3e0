/* SPDX-License-Identifier: MIT */
/*
 * Upload append (the draft's section 4.4): PATCH at the offset known to client and server.
 */
#include "fcgi/resumable/resumable.h"

#include "fcgi/app/app.h"
#include "base/error.h"
#include "fcgi/intake/intake.h"
#include "fcgi/resumable/resumable_answer.h"
#include "fcgi/resumable/resumable_body.h"
#include "fcgi/http/request_protocol.h"

/* Checks that need no access to the upload. */
static int check_request(struct exchange *x, const struct resumable_request *q)
{
    bool typed = q->version == 0 || q->version >= RESUMABLE_VERSION_TYPED;

    if (typed && !resumable_is_media_type(x->request)) {
        response_header(x->response, "Accept-Patch",
                        RESUMABLE_MEDIA_TYPE); /* RFC 5789 section 2.2 */
        return exchange_fail(x, ERR_MEDIA_TYPE, "The Content-Type must be " RESUMABLE_MEDIA_TYPE);
    }
    if (q->offset < 0)
        return exchange_fail(x, ERR_BAD_OFFSET, "Upload-Offset must be a decimal number of bytes");
    if (!q->has_complete)
        return exchange_fail(x, ERR_BAD_REQUEST, "Upload-Complete must be ?0 or ?1");
    return 0;
}

/* Answers if nothing can be appended, or not at that offset. A client that lost the final answer
 * asks for it again with an empty append. */
static int answer_settled(struct exchange *x, const struct resumable_request *q,
                          const struct upload *u)
{
    if (!u->complete)
        return resumable_refuse(x, q, u, ERR_OFFSET);
    if (q->content != 0)
        return resumable_refuse(x, q, u, ERR_LENGTHS);
    if (!q->complete || q->offset != u->received)
        return resumable_refuse(x, q, u, ERR_COMPLETED);
    return resumable_send_final(x, q, u);
}

/* Checks the stated length against the known one. Content beyond the length ends the upload for
 * good. */
static int resumable_append_check_length(const struct resumable_request *q, struct intake **in)
{
    const struct upload *u = intake_upload(*in);
    int64_t length = -1;
    bool beyond = u->size >= 0 && q->content > u->size - u->received;

    int rc = resumable_stated_length(q, u->received, &length);
    if (rc == 0 && u->size >= 0 && length >= 0 && length != u->size)
        rc = ERR_LENGTHS;
    if (rc == 0 && length >= 0)
        rc = intake_set_size(*in, length);
    if (rc == 0 && beyond) {
        rc = ERR_LENGTHS;
        intake_fail(in, rc);
    }
    return rc;
}

/* Appends the body to an incomplete upload and releases it. u gets the resulting record. */
static int resumable_append_append(struct exchange *x, const struct resumable_request *q,
                                   struct intake **in, struct upload *u)
{
    struct interim interim;

    interim_init(&interim, x, q);
    int rc = upload_copy(intake_upload(*in), u);
    if (rc == 0 && q->offset != u->received)
        rc = ERR_OFFSET;
    if (rc == 0)
        rc = resumable_append_check_length(q, in);
    if (rc != 0) {
        intake_leave(in);
        return resumable_refuse(x, q, u, rc);
    }
    upload_free(u);
    rc = resumable_receive(x, q, &interim, in, u);
    if (rc != 0)
        return rc;
    return u->complete ? resumable_send_final(x, q, u) : resumable_send_state(x, q, 204, u);
}

int resumable_append(struct exchange *x)
{
    struct app *app = x->app;
    struct resumable_request q;
    struct intake *in = NULL;
    struct upload u;

    upload_init(&u);
    resumable_read(x->request, &q);
    int rc = check_request(x, &q);
    if (rc == 0)
        rc = id_parse_capability(&app->secret, x->rest, x->id);
    if (rc == 0)
        rc = intake_open_or_read(app, x->id, LOCK_PATCH, q.offset, x->request, &in, &u);
    if (rc == 0)
        rc = in == NULL ? answer_settled(x, &q, &u) : resumable_append_append(x, &q, &in, &u);
    upload_free(&u);
    return rc;
}
