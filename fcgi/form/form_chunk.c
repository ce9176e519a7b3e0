/* SPDX-License-Identifier: MIT */
/*
 * Uploaders send the fields of a chunk before its bytes.
 */
#include "fcgi/form/form_chunk.h"

#include "base/error.h"
#include "fcgi/form/form_metadata.h"
#include "fcgi/uploaders/chunk_answer.h"
#include "fcgi/uploaders/chunk_request.h"
#include "fcgi/uploaders/filepond.h"

#include <string.h>

const struct dialect *form_chunk_beginning(struct exchange *x)
{
    return dialect_is_filepond(x->request) ? dialect_of(DIALECT_FILEPOND) : NULL;
}

/* Scripts add a Blob under the file name "blob", also for a part. Some clients send the real name
 * in a field. */
const char *form_chunk_name_file(const struct dialect_view *said, const struct form_fields *fields,
                                 const char *filename)
{
    const struct dialect *by = dialect_judge(said).by;

    if (by == NULL || by->names == NULL || filename == NULL || strcmp(filename, "blob") != 0)
        return filename;
    const char *name = form_fields_find(fields, by->names);
    return name != NULL && *name != '\0' ? name : filename;
}

static const char *form_chunk_find(void *arg, const char *name)
{
    return form_fields_find(arg, name);
}

/* Scripts call a part of a file "blob"; the file's own name is in a field. */
static const char *form_chunk_name(const struct chunk *chunk, const char *filename)
{
    bool is_own = filename != NULL && *filename != '\0' && strcmp(filename, "blob") != 0;

    return is_own || chunk->name == NULL ? filename : chunk->name;
}

/* What the fields of a chunk are made of. */
struct form_chunk_source {
    struct exchange *exchange;
    const struct form_fields *fields;
};

static int form_chunk_make_fields(void *arg, char **json_out)
{
    const struct form_chunk_source *s = arg;

    return form_metadata_need(s->exchange, s->fields, json_out);
}

int form_chunk_begin(struct form_chunk *c, struct exchange *x, const struct dialect *d,
                     const struct form_fields *fields, const struct chunk_file *file)
{
    struct form_fields *found = (struct form_fields *)fields; /* find() does not change it */
    const struct chunk_fields form = {form_chunk_find, found};
    struct chunk_request q;
    struct chunk chunk;

    c->dialect = d;
    chunk_request_init(&q, x->request, &form);
    int rc = chunk_request_read(x, d, &q, &chunk);
    if (rc == 0) {
        struct form_chunk_source source = {x, fields};
        struct chunk_file named = *file;
        named.name = form_chunk_name(&chunk, file->name);
        named.make_fields = form_chunk_make_fields;
        named.arg = &source;
        if (chunk.name == NULL)
            chunk.name = named.name;
        rc = chunk_receiver_begin(x, &chunk, &named, &c->receiver);
    }
    chunk_request_free(&q);
    return rc;
}

int form_chunk_end(struct form_chunk *c, struct exchange *x, const char *fields, int rc)
{
    if (rc == 0 && c->dialect == form_chunk_beginning(x))
        return filepond_begin(x, fields);
    if (rc == 0 && c->receiver == NULL)
        rc = exchange_fail(x, ERR_PART, "The form holds no file");
    if (rc == 0)
        rc = chunk_receiver_end(c->receiver);
    chunk_receiver_free(&c->receiver);
    return rc != 0 ? chunk_answer_refusal(x, c->dialect, rc) : 0;
}
