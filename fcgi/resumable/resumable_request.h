/* SPDX-License-Identifier: MIT */
/*
 * What a request of the draft says, whichever interop version its client speaks. Fields of a wrong
 * type are ignored as a whole, as the draft wants it: they count as absent.
 */
#ifndef LOADLINE_RESUMABLE_REQUEST_H
#define LOADLINE_RESUMABLE_REQUEST_H

#include "fcgi/http/request.h"
#include "upload/upload.h"

#define RESUMABLE_VERSION_PROGRESS 5 /* from here on clients know 104 with Upload-Offset */
#define RESUMABLE_VERSION_TYPED 6    /* from here on PATCH has a media type of its own */

struct resumable_request {
    int version;       /* that the client spoke of, 0: of none */
    bool inverse;      /* it speaks of Upload-Incomplete, and is answered so */
    bool has_complete; /* whether it says that its content ends the upload, and what */
    bool complete;
    int64_t offset;  /* -1: absent */
    int64_t length;  /* Upload-Length; -1: absent */
    int64_t content; /* bytes of the request's content; -1: not known before its end */
};

void resumable_read(const struct request *r, struct resumable_request *out);

/* Whether the client speaks of a version that we know. */
bool resumable_version_matches(const struct resumable_request *q);

/* The upload's length as the request states it, where the content begins at offset: by
 * Upload-Length, and by the end of content that completes the upload. -1 where it says nothing.
 * ERR_LENGTHS where its statements differ, or the content goes beyond. */
int resumable_stated_length(const struct resumable_request *q, int64_t offset, int64_t *out);

/* Whether the upload is complete although its client does not say so. Versions that have no
 * Upload-Length are spoken with it by tus-js-client, which takes an upload for complete when its
 * length is reached. */
bool resumable_ends_by_length(const struct resumable_request *q, const struct upload *u);

#endif
