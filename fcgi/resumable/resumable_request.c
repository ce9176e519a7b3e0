/* SPDX-License-Identifier: MIT */
/*
 * Parses the draft's request fields, in all versions that known clients use.
 */
#include "fcgi/resumable/resumable_request.h"

#include "base/error.h"
#include "fcgi/http/structured_fields.h"
#include "fcgi/resumable/resumable.h"

/* The value of a non-negative integer field, or -1. */
static int64_t read_count(const struct request *r, const char *name)
{
    int64_t n;

    return structured_fields_integer(request_header(r, name), &n) == 0 && n >= 0 ? n : -1;
}

static void read_complete(const struct request *r, struct resumable_request *out)
{
    bool said;

    if (structured_fields_boolean(request_header(r, "Upload-Complete"), &said) == 0) {
        out->has_complete = true;
        out->complete = said;
    } else if (structured_fields_boolean(request_header(r, "Upload-Incomplete"), &said) == 0) {
        out->has_complete = out->inverse = true;
        out->complete = !said;
    }
}

void resumable_read(const struct request *r, struct resumable_request *out)
{
    int64_t version = read_count(r, "Upload-Draft-Interop-Version");

    *out = (struct resumable_request){.offset = read_count(r, "Upload-Offset"),
                                      .length = read_count(r, "Upload-Length")};
    out->version = version > 0 && version <= INT16_MAX ? (int)version : 0;
    out->inverse = out->version == RESUMABLE_VERSION_MIN;
    read_complete(r, out);
    out->content = request_has_body(r) ? request_content_length(r) : 0;
}

bool resumable_version_matches(const struct resumable_request *q)
{
    return q->version >= RESUMABLE_VERSION_MIN && q->version <= RESUMABLE_VERSION;
}

int resumable_stated_length(const struct resumable_request *q, int64_t offset, int64_t *out)
{
    int64_t end = q->content < 0 ? -1 : offset + q->content;

    *out = q->complete && end >= 0 ? end : q->length;
    if (q->length >= 0 && (q->complete ? end >= 0 && end != q->length : end > q->length))
        return ERR_LENGTHS;
    return 0;
}

bool resumable_ends_by_length(const struct resumable_request *q, const struct upload *u)
{
    return q->version != 0 && q->version <= RESUMABLE_VERSION_TYPED && u->received == u->size;
}
