/* SPDX-License-Identifier: MIT */
/*
 * The stage digest: computes the SHA-256 of the file as the result's sha256. If the client declared
 * a digest, it is compared, and computed too if it uses another algorithm.
 */
#include "worker/stages/stage.h"

#include "base/digest.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES ((size_t)1 << 18)
#define SHA256 "sha256"

struct digests {
    struct digest *sha256;
    struct digest *declared; /* if it uses another algorithm; else NULL */
};

/* Reads once into piece; *len_out is the number of bytes, 0 at the end. */
static int stage_digest_read_piece(struct stage_context *ctx, unsigned char *piece, size_t *len_out)
{
    ssize_t n;
    do {
        n = read(ctx->data_fd, piece, PIECE_BYTES);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return stage_fail(ctx, error_code(ERR_IO), true, "The file could not be read: %s",
                          strerror(errno));
    *len_out = (size_t)n;
    return 0;
}

static int digest_file(struct stage_context *ctx, struct digests *d, unsigned char *piece)
{
    int64_t done = 0;
    for (;;) {
        size_t len = 0;
        int rc = stage_digest_read_piece(ctx, piece, &len);
        if (rc)
            return rc;
        if (len == 0)
            return done == ctx->upload->size
                       ? 0
                       : stage_fail(ctx, error_code(ERR_IO), false,
                                    "The file has %lld bytes, its record says %lld",
                                    (long long)done, (long long)ctx->upload->size);
        rc = digest_add(d->sha256, piece, len);
        if (rc == 0 && d->declared != NULL)
            rc = digest_add(d->declared, piece, len);
        if (rc)
            return rc;
        done += (int64_t)len;
        ctx->report(ctx, stage_percent(done, ctx->upload->size), NULL);
        if (ctx->stopped(ctx))
            return STAGE_STOPPED;
    }
}

/* Finishes one digest: sets its member of the result, and compares it with the declared one. */
static int put_result(struct stage_context *ctx, struct digest *d)
{
    const char *declared = ctx->upload->expected;
    char text[DIGEST_TEXT_SIZE];

    int rc = digest_end(d, text);
    if (rc)
        return rc;
    size_t name = strcspn(text, ":");
    if (declared && strncmp(declared, text, name + 1) == 0 && strcmp(declared, text) != 0)
        return stage_fail(ctx, error_code(ERR_DIGEST), false,
                          "The file's %.*s does not match the declared one", (int)name, text);
    text[name] = '\0';
    return ctx->set_result(ctx, text, text + name + 1);
}

static int stage_digest_run(struct stage_context *ctx)
{
    struct digests d = {NULL, NULL};
    unsigned char *piece = NULL;

    const char *declared = ctx->upload->expected;
    int rc = digest_new(SHA256, &d.sha256);
    if (rc == 0 && declared != NULL && strncmp(declared, SHA256 ":", sizeof SHA256) != 0)
        rc = digest_new(declared, &d.declared);
    if (rc)
        goto out;
    rc = ERR_NOMEM;
    piece = malloc(PIECE_BYTES);
    if (!piece)
        goto out;
    (void)posix_fadvise(ctx->data_fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    rc = digest_file(ctx, &d, piece);
    if (rc == 0)
        rc = put_result(ctx, d.sha256);
    if (rc == 0 && d.declared)
        rc = put_result(ctx, d.declared);
out:
    free(piece);
    digest_free(&d.sha256);
    digest_free(&d.declared);
    return rc;
}

const struct stage_ops stage_digest = {.name = "digest", .run = stage_digest_run};
