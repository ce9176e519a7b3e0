/* SPDX-License-Identifier: MIT */
/*
 * The name becomes valid UTF-8 here. It becomes a safe file name later (base/filename.h).
 */
#include "fcgi/intake/declared_file.h"

#include "fcgi/app/app.h"
#include "fcgi/http/field_parameters.h"
#include "base/error.h"
#include "fcgi/http/query.h"

#include <string.h>

#define NAME_MAX_BYTES (DECLARED_NAME_MAX / 3)

int declared_file_name(struct exchange *x, struct buffer *out)
{
    char name[NAME_MAX_BYTES];

    if (query_decode_path(x->rest, name, sizeof name) != 0)
        return exchange_fail(x, ERR_BAD_REQUEST, "The name is too long, or has a zero byte");
    const struct app *app = x->app;
    char id[ID_SIZE];
    /* A URL with a key must not become a name, because every watcher can read names. */
    if (id_parse_capability(&app->secret, name, id) == 0)
        return exchange_fail(x, ERR_METHOD, "This is the URL of an upload: send PATCH");
    buffer_add_utf8(out, name);
    return buffer_error(out);
}

const char *declared_file_type(const struct request *r)
{
    const char *type = request_header(r, "Content-Type");

    if (type == NULL || *type == '\0' ||
        field_parameters_is(type, strlen(type), "application/x-www-form-urlencoded"))
        return NULL;
    return type;
}
