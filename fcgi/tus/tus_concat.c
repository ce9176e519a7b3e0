/* SPDX-License-Identifier: MIT */
/*
 * The field Upload-Concat, as requests have it and as HEAD answers it.
 */
#include "fcgi/tus/tus_concat.h"

#include "base/error.h"
#include "upload/concat.h"

#include <string.h>

#define PARTIAL "partial"
#define FINAL "final"
#define ANSWER_MAX (32 * 1024) /* bytes of Upload-Concat: TUS_PARTS_MAX ids with their keys */

int tus_concat_parse(const char *field, enum tus_concat *out)
{
    *out = TUS_CONCAT_NONE;
    if (field == NULL)
        return 0;
    if (strcmp(field, PARTIAL) == 0)
        *out = TUS_CONCAT_PARTIAL;
    else if (strncmp(field, FINAL, strlen(FINAL)) == 0 &&
             field[strlen(FINAL) + strspn(field + strlen(FINAL), " ")] == ';')
        *out = TUS_CONCAT_FINAL;
    return *out == TUS_CONCAT_NONE ? ERR_BAD_CONCAT : 0;
}

/* Appends the URLs of the listed ids. The record holds only ids, because keys derive from them. The
 * URLs are relative references: parts lie beside the upload under every base URL. */
static int add_parts(const struct app *app, const struct upload *u, struct buffer *out)
{
    char id[ID_SIZE], key[KEY_SIZE];
    const char *gap = "";

    for (const char *at = NULL; (at = concat_next(u, at, id)) != NULL; gap = " ") {
        int rc = key_make(&app->secret, id, key);
        if (rc != 0)
            return rc;
        buffer_addf(out, "%s%s.%s", gap, id, key);
    }
    return buffer_error(out);
}

int tus_concat_answer(struct exchange *x, const struct upload *u)
{
    struct buffer b;

    if (u->concat == NULL)
        return 0;
    buffer_init(&b, ANSWER_MAX);
    buffer_add_string(&b, concat_is_final(u) ? FINAL ";" : u->concat);
    int rc = add_parts(x->app, u, &b);
    if (rc == 0)
        response_header(x->response, "Upload-Concat", buffer_text(&b));
    buffer_free(&b);
    return rc;
}
