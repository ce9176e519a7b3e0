/* SPDX-License-Identifier: MIT */
/*
 * Reads the records of the final uploads that a part lists. A final upload that failed, or whose
 * file was delivered, counts nothing, so its parts count themselves again.
 */
#include "fcgi/intake/quota_upload.h"

#include "spool/finals.h"
#include "upload/concat.h"

#include <string.h>

struct quota_client quota_upload_client(const struct upload *u)
{
    return (struct quota_client){u->owner, u->address};
}

static bool quota_upload_is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* An owner's uploads count wherever they come from. */
static bool quota_upload_is_of(const struct upload *u, struct quota_client c)
{
    return quota_upload_is_same(u->owner, c.owner) &&
           (c.owner != NULL || quota_upload_is_same(u->address, c.address));
}

/* Bytes that the upload occupies, or will occupy when complete. */
static int64_t quota_upload_bytes(const struct upload *u)
{
    int64_t stored = upload_stored(u);

    if (u->location != NULL && strcmp(u->location, "data") != 0)
        return 0; /* stored elsewhere */
    return state_ended(u->state) || u->size < stored ? stored : u->size;
}

/* Whether the final upload stands for a part of the client. */
static bool quota_upload_covers(struct store *s, const char *final_id, const struct upload *part)
{
    struct upload u;

    if (store_load(s, final_id, &u) != 0)
        return false;
    bool covers = u.size >= 0 && quota_upload_bytes(&u) > 0 && concat_has(&u, part->id) &&
                  quota_upload_is_of(part, quota_upload_client(&u));
    upload_free(&u);
    return covers;
}

static bool quota_upload_is_covered(struct store *s, const struct upload *u)
{
    char ids[FINALS_MAX][ID_SIZE];
    size_t count = u->kind == KIND_PARTIAL ? finals_read(s, u->id, ids) : 0;

    for (size_t i = 0; i < count; i++)
        if (quota_upload_covers(s, ids[i], u))
            return true;
    return false;
}

struct quota_amount quota_upload_count(struct store *s, const struct upload *u)
{
    if (quota_upload_is_covered(s, u))
        return (struct quota_amount){0};
    return (struct quota_amount){.bytes = quota_upload_bytes(u), .uploads = 1};
}

/* Whether the part that concat_next() has just given occurred before: it counts once. */
static bool quota_upload_is_repeated(const struct upload *final, const char *end, const char *id)
{
    char earlier[ID_SIZE];

    for (const char *at = NULL; (at = concat_next(final, at, earlier)) != NULL && at != end;)
        if (strcmp(earlier, id) == 0)
            return true;
    return false;
}

struct quota_amount quota_upload_parts(struct store *s, const struct upload *final,
                                       struct quota_client c)
{
    struct quota_amount sum = {0}, one;
    struct upload part;
    char id[ID_SIZE];

    for (const char *at = NULL; (at = concat_next(final, at, id)) != NULL;) {
        if (quota_upload_is_repeated(final, at, id) || store_load(s, id, &part) != 0)
            continue;
        if (part.kind == KIND_PARTIAL && quota_upload_is_of(&part, c)) {
            one = quota_upload_count(s, &part);
            sum.bytes += one.bytes;
            sum.uploads += one.uploads;
        }
        upload_free(&part);
    }
    return sum;
}
