/* SPDX-License-Identifier: MIT */
/*
 * The stage assemble: concatenates the parts of the file, copied by the kernel if possible. An
 * interrupted attempt starts over; the parts are removed when the file is recorded.
 */
#include "worker/stages/stage.h"

#include "spool/store_parts.h"
#include "base/copy.h"
#include "base/error.h"

#include <errno.h>
#include <unistd.h>

static int stage_assemble_fail(struct stage_context *ctx, int err)
{
    return stage_fail(ctx, error_code(err), true, "The parts could not be joined: %s",
                      error_text(err));
}

/* Appends one open part to the file; *done is the file's length so far. */
static int stage_assemble_copy_part(struct stage_context *ctx, int part_fd, int64_t *done)
{
    for (int64_t from = 0;;) {
        ssize_t n = copy_step(part_fd, from, ctx->data_fd, *done, COPY_STEP_BYTES);
        if (n < 0)
            return stage_assemble_fail(ctx, error_from_errno(errno));
        if (n == 0)
            return 0;
        from += n;
        *done += n;
        ctx->report(ctx, stage_percent(*done, ctx->upload->size), NULL);
        if (ctx->stopped(ctx))
            return STAGE_STOPPED;
    }
}

static int copy_all(struct stage_context *ctx, int64_t *done)
{
    for (unsigned i = 0;; i++) {
        int fd;
        int rc = store_parts_open(ctx->upload_fd, i, &fd);
        if (rc == ERR_NOT_FOUND)
            return 0;
        if (rc != 0)
            return stage_assemble_fail(ctx, rc);
        rc = stage_assemble_copy_part(ctx, fd, done);
        close(fd);
        if (rc != 0)
            return rc;
    }
}

static int stage_assemble_run(struct stage_context *ctx)
{
    int64_t done = 0;

    if (ftruncate(ctx->data_fd, 0) != 0)
        return stage_assemble_fail(ctx, ERR_IO);
    int rc = copy_all(ctx, &done);
    if (rc == 0 && done != ctx->upload->size)
        rc = stage_fail(ctx, error_code(ERR_IO), false,
                        "The parts have %lld bytes together, the record says %lld", (long long)done,
                        (long long)ctx->upload->size);
    return rc;
}

const struct stage_ops stage_assemble = {
    .name = ASSEMBLY_STAGE, .makes_file = true, .run = stage_assemble_run};
