/* SPDX-License-Identifier: MIT */
/*
 * A query has parameters of many kinds, so only those that the site lists are metadata.
 */
#include "fcgi/form/query_metadata.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/form/form_fields.h"
#include "fcgi/form/form_metadata.h"
#include "fcgi/http/query.h"
#include "upload/metadata.h"

#include <stdlib.h>
#include <string.h>

static bool query_metadata_is_listed(const struct exchange *x, const struct query_parameter *p,
                                     char name_out[CONFIG_METADATA_NAME_MAX + 1])
{
    const struct app *app = x->app;

    return query_decode_text(p->name, p->name_len, name_out, CONFIG_METADATA_NAME_MAX + 1) == 0 &&
           metadata_is_listed(app->config.metadata_fields, name_out, strlen(name_out));
}

static int query_metadata_add(struct exchange *x, const struct query_parameter *p,
                              struct form_fields *out)
{
    char name[CONFIG_METADATA_NAME_MAX + 1];

    if (!query_metadata_is_listed(x, p, name))
        return 0;
    char *value = malloc(p->value_len + 1);
    int rc = value == NULL ? ERR_NOMEM : 0;
    if (rc == 0 && query_decode_text(p->value, p->value_len, value, p->value_len + 1) != 0)
        rc = exchange_fail(x, ERR_BAD_REQUEST, "The metadata %s has a zero byte", name);
    if (rc == 0)
        rc = form_fields_add(out, name, value);
    free(value);
    return rc;
}

int query_metadata_need(void *arg, char **json_out)
{
    struct exchange *x = arg;
    struct form_fields fields = {0};
    struct query_parameter p;
    int rc = 0;

    *json_out = NULL;
    for (const char *at = request_query(x->request); rc == 0 && query_next(&at, &p);)
        rc = query_metadata_add(x, &p, &fields);
    if (rc == 0)
        rc = form_metadata_need(x, &fields, json_out);
    form_fields_free(&fields);
    return rc;
}
