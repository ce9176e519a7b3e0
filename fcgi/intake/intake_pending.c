/* SPDX-License-Identifier: MIT */
/*
 * Bytes that count only once their checksum matches. info.json holds the offset from which the data
 * is unverified; a process that takes the lock and finds such an offset cuts the data there.
 */
#include "fcgi/intake/intake_internal.h"

#include "base/error.h"
#include "base/log.h"

#include <errno.h>
#include <unistd.h>

int intake_expect(struct intake *in, struct checksum *c)
{
    struct upload *u = &in->upload;

    u->pending_from = u->received;
    int rc = store_save(in->app->store, u);
    if (rc != 0) {
        u->pending_from = -1;
        return rc;
    }
    in->checksum = c;
    in->size_before = u->size;
    return 0;
}

/* Cut the data first: only then may info.json drop the offset. */
static int intake_verify_cut(struct intake *in)
{
    struct upload *u = &in->upload;

    if (ftruncate(in->fd, u->pending_from) != 0)
        return error_io(errno);
    u->received = u->pending_from;
    u->pending_from = -1;
    return store_save(in->app->store, u);
}

int intake_cut_pending(struct intake *in)
{
    if (in->upload.complete || in->upload.pending_from < 0)
        return 0;
    log_info("unverified_cut", "id", in->upload.id, "from", LOG_INT(in->upload.pending_from), NULL);
    return intake_verify_cut(in);
}

static int accept_pending(struct intake *in, int64_t bytes)
{
    struct upload *u = &in->upload;

    u->pending_from = -1;
    int rc = store_save(in->app->store, u);
    if (rc != 0) { /* the record on disk still says unverified */
        u->pending_from = u->received;
        return rc;
    }
    if (bytes > 0)
        intake_count(in, bytes);
    return 0;
}

int intake_verify(struct intake *in, int rc)
{
    int64_t bytes = in->unverified;

    if (in->checksum == NULL)
        return rc;
    if (rc == 0 && !checksum_matches(in->checksum))
        rc = ERR_CHECKSUM;
    in->checksum = NULL;
    in->unverified = 0;
    if (rc == 0)
        return accept_pending(in, bytes);
    in->upload.size = in->size_before;
    int cut_rc = intake_verify_cut(in);
    return cut_rc != 0 ? cut_rc : rc;
}
