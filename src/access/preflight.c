/* SPDX-License-Identifier: MIT */
/*
 * Checks the fields of a preflight. A page of an allowed origin may send any header field. Its
 * libraries add fields (X-Request-ID, Cache-Control, tracing), and none of them has another effect
 * than from a page of this site. A fixed list would only make uploads fail before they begin.
 */
#include "access/preflight.h"

#include <stddef.h>
#include <string.h>

static const char own_fields[] =
    "Authorization, Cache-Control, Content-Digest, Content-Disposition, Content-Range, "
    "Content-Type, "
    "If-None-Match, Last-Event-ID, Repr-Digest, Tus-Resumable, Upload-Checksum, Upload-Complete, "
    "Upload-Concat, Upload-Defer-Length, Upload-Draft-Interop-Version, Upload-Incomplete, "
    "Upload-Length, Upload-Metadata, Upload-Name, Upload-Offset, X-HTTP-Method-Override, "
    "X-Progress-ID, X-Request-ID, X-Requested-With";

const char preflight_answer_fields[] =
    "Accept-Patch, Accept-Ranges, Content-Disposition, Content-Range, ETag, Location, Range, "
    "Retry-After, Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, "
    "Upload-Complete, Upload-Concat, Upload-Defer-Length, Upload-Draft-Interop-Version, "
    "Upload-Expires, Upload-Incomplete, Upload-Length, Upload-Limit, Upload-Metadata, "
    "Upload-Offset";

/* tchar of RFC 9110 section 5.6.2. */
static const char name_chars[] =
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static bool is_list_of_names(const char *text)
{
    bool any = false;

    while (*text != '\0') {
        text += strspn(text, " \t,");
        size_t len = strspn(text, name_chars);
        any = any || len > 0;
        text += len;
        text += strspn(text, " \t");
        if (*text != '\0' && *text != ',')
            return false;
    }
    return any;
}

const char *preflight_allow(const char *asked)
{
    if (asked == NULL || strnlen(asked, PREFLIGHT_NAMES_MAX + 1) > PREFLIGHT_NAMES_MAX)
        return own_fields;
    return is_list_of_names(asked) ? asked : own_fields;
}
