/* SPDX-License-Identifier: MIT */
/*
 * A value of the query has to be decoded, so each is kept once it is found.
 */
#include "fcgi/uploaders/chunk_request.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 4096 /* bytes of a value; a longer one counts as absent */

void chunk_request_init(struct chunk_request *q, const struct request *r,
                        const struct chunk_fields *form)
{
    *q = (struct chunk_request){.request = r, .form = form};
}

void chunk_request_free(struct chunk_request *q)
{
    for (size_t i = 0; i < q->count; i++) {
        free(q->values[i].name);
        free(q->values[i].value);
    }
    q->count = 0;
}

static const char *chunk_request_keep(struct chunk_request *q, const char *name, const char *value)
{
    if (q->count == CHUNK_REQUEST_VALUES)
        return NULL;
    q->values[q->count].name = strdup(name);
    q->values[q->count].value = strdup(value);
    const char *kept = q->values[q->count++].value;
    return q->values[q->count - 1].name != NULL ? kept : NULL;
}

static const char *chunk_request_find(void *arg, const char *name)
{
    struct chunk_request *q = arg;
    const char *of_form = q->form == NULL ? NULL : q->form->find(q->form->arg, name);
    char value[VALUE_MAX];

    if (of_form != NULL)
        return of_form;
    for (size_t i = 0; i < q->count; i++)
        if (q->values[i].name != NULL && strcmp(q->values[i].name, name) == 0)
            return q->values[i].value;
    if (request_query_value(q->request, name, value, sizeof value) != 0)
        return NULL;
    return chunk_request_keep(q, name, value);
}

int chunk_request_read(struct exchange *x, const struct dialect *d, struct chunk_request *q,
                       struct chunk *out)
{
    const struct chunk_fields fields = {chunk_request_find, q};
    const char *range = request_header(q->request, "Content-Range");
    const char *why = d->by_range ? chunk_parse_range(range, out) : chunk_parse(d, &fields, out);

    if (why != NULL)
        return exchange_fail(x, ERR_PART, "%s", why);
    out->dialect = d;
    return 0;
}
