/* SPDX-License-Identifier: MIT */
/*
 * Receiving and completing. An upload that was sent more than its length is made invalid; one that was cut
 * short stays as it is, to be gone on with.
 */
#include "resumable_body.h"

#include "error.h"
#include "resumable_answer.h"

struct follower {
    struct interim *interim;
    const struct intake *in;
};

static void follow(void *arg, const char *bytes, size_t len)
{
    struct follower *f = arg;

    (void)bytes;
    (void)len;
    interim_offset(f->interim, intake_upload(f->in)->received);
}

static int receive(struct exchange *x, struct interim *interim, struct intake *in)
{
    struct follower f = {.interim = interim, .in = in};

    intake_follow(in, follow, &f);
    int rc = intake_receive(in, x->request);
    intake_follow(in, NULL, NULL);
    /* Over the length, not over what the server allows. */
    if (rc == ERR_TOO_LARGE && intake_upload(in)->size >= 0)
        rc = ERR_LENGTHS;
    return rc;
}

/* Everything the client meant to send is there. */
static int complete(struct intake **in, struct upload *u)
{
    if (u->size >= 0 && u->received != u->size)
        return ERR_LENGTHS;
    int rc = intake_finish(in);
    if (rc == 0) {
        u->complete = true;
        u->size = u->received;
    }
    return rc;
}

int resumable_receive(struct exchange *x, const struct resumable_request *q,
                      struct interim *interim, struct intake **in, struct upload *u_out)
{
    int received = receive(x, interim, *in);
    int rc = upload_copy(intake_upload(*in), u_out);

    if (rc == 0)
        rc = received;
    if (received == ERR_LENGTHS)
        intake_fail(in, ERR_LENGTHS);
    if (rc == 0 && q->complete)
        rc = complete(in, u_out);
    intake_leave(in);
    return rc == 0 ? 0 : resumable_refuse(x, q, u_out, rc);
}
