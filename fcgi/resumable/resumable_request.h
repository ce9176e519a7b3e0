/* SPDX-License-Identifier: MIT */
/*
 * The parameters of a draft request, in whichever interop version. A field of the wrong type counts
 * as absent, as the draft requires.
 */
#ifndef LOADLINE_RESUMABLE_REQUEST_H
#define LOADLINE_RESUMABLE_REQUEST_H

#include "fcgi/http/request.h"
#include "upload/upload.h"

#define RESUMABLE_VERSION_PROGRESS 5 /* first with 104 and Upload-Offset */
#define RESUMABLE_VERSION_TYPED 6    /* first with a media type for PATCH */

struct resumable_request {
    int version;       /* version that the client named; 0: none */
    bool inverse;      /* the client uses Upload-Incomplete, and gets it in answers */
    bool has_complete; /* the request says whether its content completes the upload */
    bool complete;
    int64_t offset;  /* -1: absent */
    int64_t length;  /* Upload-Length; -1: absent */
    int64_t content; /* size of the content in bytes; -1: unknown before its end */
};

/* Fills out from the request's fields. */
void resumable_read(const struct request *r, struct resumable_request *out);

/* Whether the client named a version that we know. */
bool resumable_version_matches(const struct resumable_request *q);

/* The upload's length as stated by a request whose content begins at offset: by Upload-Length, and
 * by the end of content that completes the upload. *out is -1 if neither states it. Returns 0, or
 * ERR_LENGTHS if the statements contradict each other or the content exceeds the length. */
int resumable_stated_length(const struct resumable_request *q, int64_t offset, int64_t *out);

/* Whether the upload is complete although its client does not say so. With versions that lack
 * Upload-Length, tus-js-client sends that field all the same and takes an upload as complete when
 * its length is reached. */
bool resumable_ends_by_length(const struct resumable_request *q, const struct upload *u);

#endif
