/* SPDX-License-Identifier: MIT */
/*
 * The stage digest: SHA-256 of the file as the result's sha256, with progress by bytes.
 */
#include "worker/stage.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES ((size_t)1 << 18)

static int percent_of(int64_t done, int64_t size)
{
    return size > 0 ? (int)(done * 100 / size) : 100;
}

/* One read into piece; the number of bytes, 0 at the end. */
static int read_piece(struct stage_context *ctx, unsigned char *piece, size_t *len_out)
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

static int digest_file(struct stage_context *ctx, EVP_MD_CTX *md, unsigned char *piece)
{
    int64_t done = 0;
    for (;;) {
        size_t len = 0;
        int rc = read_piece(ctx, piece, &len);
        if (rc)
            return rc;
        if (len == 0)
            return done == ctx->upload->size
                       ? 0
                       : stage_fail(ctx, error_code(ERR_IO), false,
                                    "The file has %lld bytes, its record says %lld",
                                    (long long)done, (long long)ctx->upload->size);
        if (!EVP_DigestUpdate(md, piece, len))
            return ERR_INTERNAL;
        done += (int64_t)len;
        ctx->report(ctx, percent_of(done, ctx->upload->size), NULL);
        if (ctx->stopped(ctx))
            return STAGE_STOPPED;
    }
}

static int put_result(struct stage_context *ctx, EVP_MD_CTX *md)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[EVP_MAX_MD_SIZE];
    char text[2 * EVP_MAX_MD_SIZE + 1];
    unsigned len = 0;

    if (!EVP_DigestFinal_ex(md, bytes, &len))
        return ERR_INTERNAL;
    for (unsigned i = 0; i < len; i++) {
        text[2 * i] = hex[bytes[i] >> 4];
        text[2 * i + 1] = hex[bytes[i] & 15];
    }
    text[2 * len] = '\0';
    return ctx->set_result(ctx, "sha256", text);
}

static int run(struct stage_context *ctx)
{
    int rc = ERR_NOMEM;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned char *piece = malloc(PIECE_BYTES);

    if (!md || !piece)
        goto out;
    (void)posix_fadvise(ctx->data_fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    rc = EVP_DigestInit_ex(md, EVP_sha256(), NULL) ? digest_file(ctx, md, piece) : ERR_INTERNAL;
    if (rc == 0)
        rc = put_result(ctx, md);
out:
    free(piece);
    EVP_MD_CTX_free(md);
    return rc;
}

const struct stage_ops stage_digest = {"digest", run};
