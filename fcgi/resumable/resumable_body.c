/* SPDX-License-Identifier: MIT */
/*
 * Receives content and completes uploads. An upload that gets more than its length fails; one that
 * is cut short stays resumable.
 */
#include "fcgi/resumable/resumable_body.h"

#include "fcgi/resumable/digest_fields.h"
#include "base/error.h"
#include "fcgi/resumable/resumable_answer.h"

#include <string.h>
#include <unistd.h>

struct follower {
    struct interim *interim;
    const struct intake *in;
};

/* Unverified bytes do not count, so their offset is not sent. */
static void follow(void *arg, const char *bytes, size_t len)
{
    struct follower *f = arg;
    const struct upload *u = intake_upload(f->in);

    (void)bytes;
    (void)len;
    if (u->pending_from < 0)
        interim_offset(f->interim, u->received);
}

/* If the content has a digest of its own (RFC 9530, Content-Digest), all of it is accepted or none.
 */
static int resumable_body_receive(struct exchange *x, struct interim *interim, struct intake *in)
{
    struct follower f = {.interim = interim, .in = in};
    struct checksum *digest = NULL;

    int rc = digest_field_expect(request_header(x->request, "Content-Digest"), &digest);
    if (rc == 0 && digest != NULL)
        rc = intake_expect(in, digest);
    if (rc == 0) {
        intake_follow(in, follow, &f);
        rc = intake_receive(in, x->request);
        intake_follow(in, NULL, NULL);
    }
    checksum_free(&digest);
    /* the length is exceeded, not a limit of the server */
    if (rc == ERR_TOO_LARGE && intake_upload(in)->size >= 0)
        rc = ERR_LENGTHS;
    return rc == ERR_CHECKSUM ? ERR_DIGEST : rc;
}

static bool has_digest_stage(const struct upload *u)
{
    for (size_t i = 0; i < u->stage_count; i++)
        if (strcmp(u->stages[i].name, "digest") == 0)
            return true;
    return false;
}

/* Checks the digest of the whole file (RFC 9530, Repr-Digest) here, or leaves it to the stage
 * digest if that takes long. */
static int check_digest(const struct app *app, const struct upload *u)
{
    int fd = -1;

    if (u->expected == NULL)
        return 0;
    if (u->received > app->config.inline_work_bytes && has_digest_stage(u))
        return 0;
    int rc = store_open_data(app->store, u->id, false, &fd);
    if (rc != 0)
        return rc;
    rc = digest_check_file(fd, u->expected);
    close(fd);
    return rc;
}

/* Completes an upload whose client has sent everything. */
static int complete(const struct app *app, struct intake **in, struct upload *u)
{
    if (u->size >= 0 && u->received != u->size)
        return ERR_LENGTHS;
    int checked = check_digest(app, u);
    if (checked != 0 && checked != ERR_DIGEST)
        return checked;
    int rc = checked == 0 ? intake_finish(in) : intake_refuse(in, checked);
    if (rc != 0)
        return rc;
    u->complete = true;
    u->size = u->received;
    if (checked == 0)
        return 0;
    u->state = STATE_FAILED;
    return upload_set_failure(u, error_code(checked), error_text(checked), NULL,
                              error_status(checked), false);
}

int resumable_receive(struct exchange *x, const struct resumable_request *q,
                      struct interim *interim, struct intake **in, struct upload *u_out)
{
    int received = resumable_body_receive(x, interim, *in);
    int rc = upload_copy(intake_upload(*in), u_out);

    if (rc == 0)
        rc = received;
    if (received == ERR_LENGTHS)
        intake_fail(in, ERR_LENGTHS);
    if (rc == 0 && (q->complete || resumable_ends_by_length(q, u_out)))
        rc = complete(x->app, in, u_out);
    intake_leave(in);
    return rc == 0 ? 0 : resumable_refuse(x, q, u_out, rc);
}
