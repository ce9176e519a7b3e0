/* SPDX-License-Identifier: MIT */
/*
 * Converts an event document to the state that an older module would have known.
 */
#include "fcgi/legacy/legacy_view.h"

#include "upload/state.h"

#include <string.h>

/* For older modules a request is done with its last byte; they know no processing. */
static enum legacy_state state_of(const struct json *document)
{
    switch (state_from_name(json_get_string(document, "state", ""))) {
    case STATE_CREATED:
    case STATE_UPLOADING:
        /* A body of unknown length counts as not started. */
        return json_get_int(document, "size", 0) > 0 ? LEGACY_UPLOADING : LEGACY_STARTING;
    case STATE_QUEUED:
    case STATE_PROCESSING:
    case STATE_DONE:
        return LEGACY_DONE;
    default:
        return LEGACY_ERROR;
    }
}

/* Older pages divide by these numbers and cannot handle negative ones. */
static int64_t legacy_view_count(const struct json *document, const char *name, int64_t otherwise)
{
    int64_t n = json_get_int(document, name, otherwise);

    return n > 0 ? n : 0;
}

void legacy_view_make(const struct json *document, const char *alias, int64_t now_ms,
                      struct legacy_view *out)
{
    *out = (struct legacy_view){.alias = alias, .now = now_ms / 1000};
    if (document == NULL)
        return;
    out->state = state_of(document);
    out->size = legacy_view_count(document, "size", 0);
    out->received = legacy_view_count(document, "received", 0);
    out->rate = legacy_view_count(document, "rate", 0);
    out->status = json_get_int(json_member(document, "error"), "status", 0);
    if (out->status < 400)
        out->status = 500;
    out->started_at = legacy_view_count(document, "created_at", now_ms) / 1000;
    out->ended_at = legacy_view_count(document, "updated_at", now_ms) / 1000;
}

void legacy_view_add_file(struct legacy_view *v, const char *field, const struct json *document)
{
    if (v->file_count == LEGACY_FILES_MAX)
        return;
    v->files[v->file_count++] = (struct legacy_file){
        .field = field,
        .name = json_get_string(document, "name", ""),
        .received = legacy_view_count(document, "received", 0),
        .started_at = legacy_view_count(document, "created_at", 0) / 1000,
        /* A file may be complete while the form is still arriving. */
        .done = state_of(document) == LEGACY_DONE ||
                json_get_int(document, "size", -1) == json_get_int(document, "received", -2),
    };
}
