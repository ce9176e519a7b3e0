/* SPDX-License-Identifier: MIT */
/*
 * One request's progress as older modules reported it, and the texts they made of it. Pure
 * functions. The view holds no upload id, so no format can reveal one.
 */
#ifndef LOADLINE_LEGACY_VIEW_H
#define LOADLINE_LEGACY_VIEW_H

#include "base/buffer.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

#define LEGACY_FILES_MAX 32

enum legacy_state { LEGACY_STARTING, LEGACY_UPLOADING, LEGACY_DONE, LEGACY_ERROR };

/* A file of the form; strings are borrowed from the documents. */
struct legacy_file {
    const char *field, *name;
    int64_t received, started_at; /* started_at: seconds since 1970 */
    bool done;
};

struct legacy_view {
    enum legacy_state state;
    const char *alias; /* alias as given in the request */
    int64_t size, received;
    int64_t status;                    /* status of the answer, for LEGACY_ERROR */
    int64_t started_at, ended_at, now; /* seconds since 1970 */
    int64_t rate;                      /* bytes/s, smoothed */
    struct legacy_file files[LEGACY_FILES_MAX];
    size_t file_count;
};

/* Fills out from an event document (NULL: the alias is unknown) and the time now_ms (wall clock).
 * files stays empty. alias and the document's strings are borrowed. */
void legacy_view_make(const struct json *document, const char *alias, int64_t now_ms,
                      struct legacy_view *out);

/* Adds a file from its own document; the view borrows its strings. */
void legacy_view_add_file(struct legacy_view *v, const char *field, const struct json *document);

/* Append the object in one format, without callback and line end. The caller checks the buffer's
 * error. */
void legacy_print_nginx(const struct legacy_view *v, struct buffer *out);
void legacy_print_nginx_java(const struct legacy_view *v, struct buffer *out);
void legacy_print_apache(const struct legacy_view *v, struct buffer *out);
void legacy_print_lighttpd(const struct legacy_view *v, struct buffer *out);
void legacy_print_php(const struct legacy_view *v, struct buffer *out);
void legacy_print_pecl(const struct legacy_view *v, struct buffer *out);

#endif
