/* SPDX-License-Identifier: MIT */
/*
 * Formats and compares entity tags.
 */
#include "fcgi/http/etag.h"

#include "base/error.h"
#include "progress/progress_document.h"

#include <stdio.h>
#include <string.h>

int etag_make(const char *json, size_t len, char etag[ETAG_SIZE])
{
    struct json *doc = NULL;
    int err = json_parse(json, len, PROGRESS_DEPTH_MAX, &doc);
    if (err)
        return err;
    int64_t epoch = json_get_int(doc, "epoch", -1);
    int64_t rev = json_get_int(doc, "rev", -1);
    json_free(&doc);
    if (epoch < 0 || rev < 0)
        return ERR_SYNTAX;
    (void)snprintf(etag, ETAG_SIZE, "\"%lld-%lld\"", (long long)epoch, (long long)rev);
    return 0;
}

bool etag_matches(const char *field, const char *etag)
{
    size_t len = strlen(etag);
    field += strspn(field, " \t");
    if (strcmp(field, "*") == 0)
        return true;
    while (*field) {
        if (strncmp(field, "W/", 2) == 0)
            field += 2;
        if (*field != '"')
            return false;
        const char *end = strchr(field + 1, '"');
        if (!end)
            return false;
        if ((size_t)(end - field) + 1 == len && memcmp(field, etag, len) == 0)
            return true;
        field = end + 1;
        field += strspn(field, ", \t");
    }
    return false;
}
