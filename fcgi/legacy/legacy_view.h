/* SPDX-License-Identifier: MIT */
/*
 * One request's progress as the modules of old saw it, and the texts they made of that. Pure
 * functions: no id of ours is in here, so none can be printed.
 */
#ifndef LOADLINE_LEGACY_VIEW_H
#define LOADLINE_LEGACY_VIEW_H

#include "base/buffer.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

#define LEGACY_FILES_MAX 32

enum legacy_state { LEGACY_STARTING, LEGACY_UPLOADING, LEGACY_DONE, LEGACY_ERROR };

/* A file of the form; texts are borrowed from the documents. */
struct legacy_file {
    const char *field, *name;
    int64_t received, started_at; /* seconds since 1970 */
    bool done;
};

struct legacy_view {
    enum legacy_state state;
    const char *alias; /* as it was asked for */
    int64_t size, received;
    int64_t status;                    /* of the answer, LEGACY_ERROR */
    int64_t started_at, ended_at, now; /* seconds since 1970 */
    int64_t rate;                      /* bytes/s, smoothed */
    struct legacy_file files[LEGACY_FILES_MAX];
    size_t file_count;
};

/* Reads an event document; NULL: nothing is known of that alias. files stay empty. */
void legacy_view_make(const struct json *document, const char *alias, int64_t now_ms,
                      struct legacy_view *out);

/* Adds a file by its own document. */
void legacy_view_add_file(struct legacy_view *v, const char *field, const struct json *document);

/* The objects, without a callback or a line's end around them. */
void legacy_print_nginx(const struct legacy_view *v, struct buffer *out);
void legacy_print_nginx_java(const struct legacy_view *v, struct buffer *out);
void legacy_print_apache(const struct legacy_view *v, struct buffer *out);
void legacy_print_lighttpd(const struct legacy_view *v, struct buffer *out);
void legacy_print_php(const struct legacy_view *v, struct buffer *out);
void legacy_print_pecl(const struct legacy_view *v, struct buffer *out);

#endif
