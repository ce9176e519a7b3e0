/* SPDX-License-Identifier: MIT */
/*
 * The table of failures. Its codes are part of the protocol: clients match on them, so a code never
 * changes its meaning.
 */
#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <stddef.h>

struct error_row {
    const char *code;
    const char *text;
    int status;
};

/* Indexed by the negated number. */
static const struct error_row rows[] = {
    [0] = {"ok", "Success", 200},
    [-ERR_INTERNAL] = {"internal", "Internal error", 500},
    [-ERR_NOMEM] = {"out_of_memory", "Out of memory for this request", 503},
    [-ERR_IO] = {"storage_failed", "The storage could not be read or written", 500},
    [-ERR_NO_SPACE] = {"insufficient_storage", "The storage is full", 507},
    [-ERR_NOT_FOUND] = {"not_found", "There is no such upload", 404},
    [-ERR_GONE] = {"gone", "The upload has ended and is no longer available", 410},
    [-ERR_FORBIDDEN] = {"forbidden", "This is not allowed", 403},
    [-ERR_METHOD] = {"method_not_allowed", "The method is not allowed here", 405},
    [-ERR_BAD_REQUEST] = {"bad_request", "The request is malformed", 400},
    [-ERR_SUPERSEDED] = {"superseded", "A newer request took over this upload", 423},
    [-ERR_LOCKED] = {"locked", "Another request holds this upload", 423},
    [-ERR_OFFSET] = {"offset_mismatch", "Upload-Offset is not the current offset", 409},
    [-ERR_TOO_LARGE] = {"too_large", "The upload is larger than declared or allowed", 413},
    [-ERR_MEDIA_TYPE] = {"unsupported_media_type", "The Content-Type is not accepted here", 415},
    [-ERR_TUS_VERSION] = {"tus_version", "Tus-Resumable is missing or not supported", 412},
    [-ERR_INTERRUPTED] = {"interrupted", "The body ended before its declared length", 400},
    [-ERR_BAD_OFFSET] = {"bad_offset", "Upload-Offset is missing or malformed", 400},
    [-ERR_BAD_LENGTH] = {"bad_length", "Upload-Length is missing or malformed", 400},
    [-ERR_BAD_METADATA] = {"bad_metadata", "Upload-Metadata is malformed", 400},
    [-ERR_BAD_FORM] = {"bad_form", "The multipart body is malformed", 400},
    [-ERR_TOO_MANY] = {"too_many", "A limit on the number of items is exceeded", 400},
    [-ERR_REDIS] = {"status_unavailable", "The status store is not reachable", 503},
    [-ERR_MISSING] = {"status_missing", "The status is not known", 404},
    [-ERR_EXISTS] = {"exists", "The item exists already", 409},
    [-ERR_ORIGIN] = {"wrong_state", "The upload is not in a state that allows this", 409},
    [-ERR_BOUND] = {"bound_exceeded", "A size limit is exceeded", 413},
    [-ERR_SYNTAX] = {"syntax", "The text does not parse", 400},
    [-ERR_CONFIG] = {"bad_setting", "A setting is invalid", 500},
    [-ERR_NOT_FINISHED] = {"not_finished", "The upload is not complete yet", 409},
    [-ERR_STAGE] = {"stage_failed", "A processing stage failed", 500},
    [-ERR_TIMEOUT] = {"timeout", "The sender was too slow", 408},
    [-ERR_BUSY] = {"busy", "The server is busy: try again", 503},
    [-ERR_TYPE] = {"type_refused", "Files of this kind are not accepted", 415},
    [-ERR_QUOTA] = {"quota_exceeded", "The quota is used up", 413},
    [-ERR_REFUSED] = {"refused", "This upload is not accepted", 403},
    [-ERR_CROWDED] = {"too_many_uploads", "Too many uploads are in progress", 429},
    [-ERR_HEADERS] = {"headers_too_large", "The header fields are too large", 431},
    [-ERR_RANGE] = {"range_not_satisfiable", "The range is outside the file", 416},
    [-ERR_ADMISSION] = {"admission_failed", "The admission check failed: try again later", 503},
    [-ERR_CHECKSUM] = {"checksum_mismatch", "The bytes do not match their checksum", 460},
    [-ERR_BAD_CHECKSUM] = {"bad_checksum", "Upload-Checksum is malformed or not supported", 400},
    [-ERR_BAD_CONCAT] = {"bad_concat", "Upload-Concat is malformed or not possible", 400},
    [-ERR_LENGTHS] = {"inconsistent_length", "The declared lengths differ", 400},
    [-ERR_COMPLETED] = {"completed_upload", "The upload is complete: nothing can be added", 400},
    [-ERR_DIGEST] = {"digest_mismatch", "The bytes do not match their digest", 400},
    [-ERR_UNAUTHORIZED] = {"unauthorized", "Credentials are needed", 401},
    [-ERR_TOKEN] = {"token_invalid", "The token is not valid", 401},
    [-ERR_EXPIRED] = {"token_expired", "The token has expired", 401},
    [-ERR_EARLY] = {"token_not_yet_valid", "The token is not valid yet", 401},
    [-ERR_SCOPE] = {"scope_missing", "The token does not allow this", 403},
    [-ERR_CONNECTIONS] = {"too_many_connections", "Too many connections: try again later", 429},
    [-ERR_NOT_WAITING] = {"stage_not_waiting", "The stage does not wait for reports", 409},
    [-ERR_NOT_FAILED] = {"not_failed", "Only an upload whose processing failed can be retried",
                         409},
    [-ERR_ENDED] = {"already_ended", "The upload has ended already", 409},
    [-ERR_CREATIONS] = {"too_many_creations", "Too many uploads were created in a short time", 429},
    [-ERR_VISITOR] = {"visitor_unknown",
                      "Chunks of a file need a cookie of this site, or credentials", 400},
    [-ERR_CROSS_ORIGIN] = {"cross_origin", "Pages of other sites may not do this", 403},
    [-ERR_CHUNK] = {"chunks_unsupported", "The chunks of this uploader are not supported", 415},
    [-ERR_PART] = {"part_refused", "A part of a file is not accepted as a file", 400},
    [-ERR_DIFFERS] = {"bytes_differ", "The file differs from what is stored of it", 409},
    [-ERR_DELIVERED] = {"delivered", "The file was delivered and is not here any more", 404},
    [-ERR_ELSEWHERE] = {"elsewhere", "The upload is on another host: try again", 503},
    [-ERR_APART] = {"parts_apart", "The parts of one file must be on one host", 409},
    [-ERR_DOWNLOAD] = {"download_unavailable", "The file cannot be downloaded at the moment", 503},
    [-ERR_LINK] = {"link_used", "The link was used already", 410},
    [-ERR_CODING] = {"coding_unsupported", "The coding of the content is not supported", 415},
};

_Static_assert(sizeof rows / sizeof rows[0] == -ERR_LAST + 1, "every error has its row");

static const struct error_row *row_of(int err)
{
    if (err > 0 || err < ERR_LAST)
        err = ERR_INTERNAL;
    return &rows[-err];
}

const char *error_code(int err)
{
    return row_of(err)->code;
}

const char *error_text(int err)
{
    return row_of(err)->text;
}

int error_status(int err)
{
    return row_of(err)->status;
}

/* The code determines the answer. Only the errno tells the operator which permission is missing or
 * which disk is broken. */
static _Thread_local int latest_errno;

int error_io(int errnum)
{
    latest_errno = errnum;
    return ERR_IO;
}

const char *error_reason(void)
{
    return latest_errno != 0 ? strerror(latest_errno) : NULL;
}

void error_forget(void)
{
    latest_errno = 0;
}

int error_from_errno(int errnum)
{
    latest_errno = errnum;
    switch (errnum) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ERR_NO_SPACE;
    case ENOMEM:
        return ERR_NOMEM;
    case ENOENT:
    case ESTALE: /* gone, on a network file system */
    case ENOTDIR:
        return ERR_NOT_FOUND;
    default:
        return ERR_IO;
    }
}
