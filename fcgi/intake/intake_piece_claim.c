/* SPDX-License-Identifier: MIT */
/*
 * Checks what a request says about its piece against the upload's record and the limits.
 */
#include "fcgi/intake/intake_piece_internal.h"

#include "base/clock.h"
#include "base/error.h"
#include "fcgi/intake/intake_internal.h"

int64_t intake_piece_claim_end(const struct piece_claim *c)
{
    if (c->length > INT64_MAX - c->offset)
        return INT64_MAX;
    return c->length > 0 ? c->offset + c->length : c->offset;
}

static int intake_piece_claim_check_size(const struct piece_claim *c, int64_t size)
{
    if (size < 0)
        return 0;
    if (intake_piece_claim_end(c) > size)
        return ERR_TOO_LARGE;
    return c->is_last && c->length >= 0 && intake_piece_claim_end(c) != size ? ERR_LENGTHS : 0;
}

bool intake_piece_claim_is_doubtful(const struct app *app, const struct piece_claim *c,
                                    const struct upload *u)
{
    if (!c->is_nameless || u->earlier_end == 0 ||
        clock_wall_ms() - u->renewed_at >= app->config.uploader_repeat_ms)
        return false;
    return c->offset == u->earlier_end || intake_piece_claim_end(c) == u->earlier_end;
}

int intake_piece_claim_check(const struct app *app, const struct piece_claim *c,
                             const struct upload *u)
{
    int64_t max = intake_lesser_limit(app->config.max_size, u->max_size);

    if (!u->in_pieces)
        return ERR_ORIGIN;
    if (c->length > INT64_MAX - c->offset)
        return ERR_TOO_LARGE;
    if (c->total >= 0 && u->size >= 0 && c->total != u->size)
        return ERR_LENGTHS;
    if (!u->complete && intake_piece_claim_is_doubtful(app, c, u))
        return ERR_DIFFERS;
    if (max > 0 && (intake_piece_claim_end(c) > max || c->total > max))
        return ERR_TOO_LARGE;
    return intake_piece_claim_check_size(c, u->size >= 0 ? u->size : c->total);
}
