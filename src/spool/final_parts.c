/* SPDX-License-Identifier: MIT */
/*
 * Reads the parts' records without their locks: a part only grows, and a complete one never
 * changes.
 */
#include "spool/final_parts.h"

#include "base/error.h"
#include "upload/concat.h"

static bool final_parts_is_broken(const struct upload *part)
{
    return part->kind != KIND_PARTIAL || (state_ended(part->state) && part->state != STATE_DONE);
}

/* Adds the next part. No part has more bytes than its size, so the sum of the stored ones cannot
 * overflow before the other. */
static int final_parts_add(struct final_sum *sum, const struct upload *part)
{
    int64_t least = part->size > part->received ? part->size : part->received;

    if (least > INT64_MAX - sum->least)
        return ERR_TOO_LARGE;
    sum->least += least;
    sum->stored += part->received;
    if (sum->is_whole) /* up to here */
        sum->in_row = sum->stored;
    sum->is_whole = sum->is_whole && part->complete;
    if (part->size < 0)
        sum->size = -1;
    if (part->updated_at > sum->updated_at)
        sum->updated_at = part->updated_at;
    return 0;
}

int final_parts_add_up(struct store *s, const struct upload *u, struct final_sum *out)
{
    char id[ID_SIZE];
    struct upload part;

    *out = (struct final_sum){.is_whole = true};
    for (const char *at = NULL; (at = concat_next(u, at, id)) != NULL;) {
        int rc = store_load(s, id, &part);
        if (rc != 0 && rc != ERR_NOT_FOUND)
            return rc;
        out->count++;
        if (rc == ERR_NOT_FOUND || final_parts_is_broken(&part))
            out->broken = out->broken == 0 ? out->count : out->broken;
        else
            rc = final_parts_add(out, &part);
        upload_free(&part);
        if (rc == ERR_TOO_LARGE)
            return rc;
    }
    out->is_whole = out->is_whole && out->broken == 0 && out->count > 0;
    if (out->broken != 0)
        out->size = -1;
    if (out->size >= 0)
        out->size = out->least;
    return 0;
}

void final_parts_show(const struct final_sum *sum, struct upload *u)
{
    u->received = sum->stored;
    if (u->size < 0)
        u->size = sum->size;
    if (sum->updated_at > u->updated_at)
        u->updated_at = sum->updated_at;
    if (u->state == STATE_CREATED && u->received > 0)
        u->state = STATE_UPLOADING;
}

int final_parts_fill(struct store *s, struct upload *u)
{
    struct final_sum sum;

    if (!concat_is_open(u))
        return 0;
    int rc = final_parts_add_up(s, u, &sum);
    if (rc == 0)
        final_parts_show(&sum, u);
    return rc;
}

int final_parts_load(struct store *s, const char *id, struct upload *out)
{
    int rc = store_load(s, id, out);

    if (rc == 0)
        rc = final_parts_fill(s, out);
    if (rc != 0)
        upload_free(out);
    return rc;
}
