/* SPDX-License-Identifier: MIT */
/*
 * Writes all members in the order of document.lua.
 */
#include "tests/unit/support/documents.h"

#include <stdio.h>

#define TEXT_MAX 65536

static const char *make(const char *id, int64_t epoch, int64_t rev, const char *state,
                        const char *more)
{
    static char text[TEXT_MAX];

    (void)snprintf(
        text, sizeof text,
        "{\"event\":\"progress\",\"id\":\"%s\",\"epoch\":%lld,\"rev\":%lld,\"kind\":\"upload\","
        "\"state\":\"%s\",\"transfer\":\"active\",\"name\":\"a.bin\",\"type\":null,\"size\":1000,"
        "\"received\":10,\"rate\":5,\"eta_ms\":198000,\"percent\":1,\"message\":null,\"stages\":[],"
        "\"error\":null,\"result\":null,\"created_at\":1700000000000,\"updated_at\":1700000002000,"
        "\"expires_at\":null%s}",
        id, (long long)epoch, (long long)rev, state, more);
    return text;
}

const char *documents_make(const char *id, int64_t epoch, int64_t rev, const char *state)
{
    return make(id, epoch, rev, state, "");
}

const char *documents_spoil(const char *id, const char *member)
{
    static char more[TEXT_MAX / 2];

    (void)snprintf(more, sizeof more, ",%s", member);
    return make(id, 1, 1, "uploading", more);
}
