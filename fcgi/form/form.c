/* SPDX-License-Identifier: MIT */
/*
 * A form is one request that creates several uploads. Each file part is created and received on its
 * own, so that an interrupted form loses only the file being received. That file is marked as
 * failed: its URL was never sent, so no client can resume it. Files are finished when the form
 * ends, because later fields may mark a file as a mere part, and belong to the metadata that
 * webhooks get.
 */
#include "fcgi/form/form.h"
#include "fcgi/http/request_protocol.h"

#include "fcgi/app/app.h"
#include "fcgi/uploaders/dialect_request.h"
#include "fcgi/uploaders/fine_uploader.h"
#include "base/error.h"
#include "fcgi/form/form_answer.h"
#include "fcgi/form/form_chunk.h"
#include "fcgi/form/form_fields.h"
#include "fcgi/form/form_metadata.h"
#include "fcgi/form/form_record.h"
#include "fcgi/form/form_waiting.h"
#include "fcgi/intake/intake.h"
#include "fcgi/form/multipart.h"

#include <stdlib.h>
#include <string.h>

#define PART_HEADER_MAX 8192 /* bytes of one part's header fields */
#define PART_NAME_MAX (3 * PART_HEADER_MAX)

enum part_kind {
    PART_FIELD,
    PART_FILE,
    PART_CHUNK,   /* of a file, as browser uploaders send it */
    PART_UNCHOSEN /* an empty <input type=file>: no upload unless it has bytes */
};

struct form {
    struct exchange *exchange;
    struct app *app;
    enum part_kind part;
    struct intake *file;       /* the file being received, or NULL */
    struct buffer name, type;  /* of the current part */
    struct buffer value;       /* value of the current PART_FIELD */
    struct form_fields fields; /* completely received fields */
    struct form_record record; /* progress of the request itself */
    struct form_answer answer;
    struct dialect_view said; /* fields that mark parts of files */
    char *metadata;           /* JSON of the fields, made for the newest file; or NULL */
    struct form_waiting waiting;
    struct form_chunk chunk;
    int64_t kept;   /* bytes kept until the answer, at most max_form */
    int64_t files;  /* number of files begun */
    int64_t stored; /* number of files stored */
};

/* --- parts --- */

/* Whether `bytes` more may be kept until the answer. */
static int check_room(struct form *f, int64_t bytes)
{
    const int64_t max = f->app->config.max_form;

    if (bytes <= max - f->kept)
        return 0;
    return exchange_fail(f->exchange, ERR_BOUND,
                         "Fields and names of a form may take %lld bytes together", (long long)max);
}

static int form_keep(struct form *f, int64_t bytes)
{
    int rc = check_room(f, bytes);

    f->kept += rc == 0 ? bytes : 0;
    return rc;
}

/* Refuses the form if its fields mark the last file, if any, as a part. */
static int check_file(struct form *f)
{
    return dialect_check(f->exchange, &f->said,
                         f->file != NULL ? intake_upload(f->file)->received : -1);
}

/* Sets the received file aside before the next one begins. */
static int settle_file(struct form *f)
{
    int rc = check_file(f);

    if (rc == 0 && f->file != NULL) {
        rc = form_waiting_add(&f->waiting, &f->file);
        if (rc == 0)
            rc = dialect_check(f->exchange, &f->said, -1);
    }
    return rc;
}

static int form_make_metadata(struct form *f)
{
    free(f->metadata);
    return form_metadata_make(&f->app->config, &f->fields, &f->metadata);
}

static int need_metadata(struct form *f)
{
    free(f->metadata);
    return form_metadata_need(f->exchange, &f->fields, &f->metadata);
}

static int create_file(struct form *f, const char *filename)
{
    const struct intake_offer offer = {
        .size = -1,
        .name = form_chunk_name_file(&f->said, &f->fields, filename),
        .type = f->type.len > 0 ? buffer_text(&f->type) : NULL,
        .fields = f->metadata,
        .by = &f->exchange->principal,
        .exchange = f->exchange,
    };
    struct upload u;
    const char *uuid = form_fields_find(&f->fields, "qquuid");
    int rc = fine_uploader_create(f->exchange, f->files == 1 ? uuid : NULL, &offer, &u);

    if (rc != 0)
        return rc;
    memcpy(f->exchange->id, u.id, ID_SIZE);
    form_record_file(&f->record, u.id, buffer_text(&f->name));
    upload_free(&u);
    return intake_open(f->app, f->exchange->id, LOCK_POST, f->exchange->request, &f->file);
}

/* A chunk comes alone: its fields name one file. */
static int open_chunk(struct form *f, const struct dialect *d, const char *filename)
{
    f->part = PART_CHUNK;
    form_record_drop(&f->record);
    if (f->chunk.dialect != NULL || f->files > 0)
        return exchange_fail(f->exchange, ERR_PART,
                             "A form with a chunk holds one file, and one with Upload-Length none");
    const struct chunk_file file = {.name = filename,
                                    .type = f->type.len > 0 ? buffer_text(&f->type) : NULL,
                                    .alias = f->record.alias};
    return form_chunk_begin(&f->chunk, f->exchange, d, &f->fields, &file);
}

static int open_file(struct form *f, const char *filename)
{
    const struct dialect *d = dialect_of_chunk(f->exchange, &f->said);

    if (d != NULL || f->chunk.dialect != NULL)
        return open_chunk(f, d, filename);
    int rc = settle_file(f);

    if (rc != 0)
        return rc;
    if (f->files >= f->app->config.max_files)
        return exchange_fail(f->exchange, ERR_TOO_MANY, "A form may have at most %lld files",
                             (long long)f->app->config.max_files);
    f->files++;
    f->part = PART_FILE;
    form_record_begin(&f->record);
    rc = need_metadata(f);
    return rc == 0 ? create_file(f, filename) : rc;
}

static int open_field(struct form *f)
{
    const int64_t max = f->app->config.max_fields;

    f->part = PART_FIELD;
    buffer_reset(&f->value);
    if ((int64_t)f->fields.count >= max)
        return exchange_fail(f->exchange, ERR_TOO_MANY, "A form may have at most %lld fields",
                             (long long)max);
    return 0;
}

static int part_begin(void *arg, const struct multipart_part *part)
{
    struct form *f = arg;

    buffer_reset(&f->name);
    buffer_reset(&f->type);
    buffer_add_string(&f->name, part->name);
    if (part->type != NULL) /* without parameters */
        buffer_add(&f->type, part->type, strcspn(part->type, "; \t"));
    if (buffer_error(&f->name) != 0 || buffer_error(&f->type) != 0)
        return ERR_NOMEM;
    if (part->filename == NULL)
        return open_field(f);
    if (*part->filename != '\0')
        return open_file(f, part->filename);
    f->part = PART_UNCHOSEN;
    return 0;
}

static int add_to_field(struct form *f, const char *bytes, size_t len)
{
    if (memchr(bytes, '\0', len) != NULL)
        return exchange_fail(f->exchange, ERR_BAD_FORM, "A field contains a zero byte");
    buffer_add(&f->value, bytes, len);
    if (buffer_error(&f->value) == ERR_BOUND)
        return exchange_fail(f->exchange, ERR_BOUND, "A field may have at most %lld bytes",
                             (long long)f->app->config.max_field_size);
    int rc = buffer_error(&f->value);
    return rc == 0 ? check_room(f, (int64_t)(f->name.len + f->value.len)) : rc;
}

static int part_data(void *arg, const char *bytes, size_t len)
{
    struct form *f = arg;

    if (f->part == PART_FIELD)
        return add_to_field(f, bytes, len);
    if (f->part == PART_UNCHOSEN) {
        int rc = open_file(f, NULL);
        if (rc != 0)
            return rc;
    }
    return f->part == PART_CHUNK ? chunk_receiver_append(f->chunk.receiver, bytes, len)
                                 : intake_append(f->file, bytes, len);
}

static int end_field(struct form *f)
{
    const char *name = buffer_text(&f->name), *value = buffer_text(&f->value);

    int rc = form_keep(f, form_fields_cost(name, value));
    if (rc != 0)
        return rc;
    form_record_field(&f->record, name, value);
    dialect_note(&f->said, name, value);
    return form_fields_add(&f->fields, name, value);
}

static int end_file(struct form *f)
{
    const struct upload *u = intake_upload(f->file);
    const char *field = buffer_text(&f->name);
    int rc = form_keep(f, form_files_cost(u, field) + ID_SIZE);

    return rc == 0 ? form_answer_add(&f->answer, u, field, &f->fields) : rc;
}

static int part_end(void *arg)
{
    struct form *f = arg;

    if (f->part == PART_FIELD)
        return end_field(f);
    return f->part == PART_FILE ? end_file(f) : 0;
}

/* --- the request --- */

static int form_receive(struct form *f, struct multipart *parser)
{
    const char *bytes;

    for (;;) {
        int n = request_read(f->exchange->request, &bytes);
        if (n < 0)
            return n;
        if (n == 0)
            return multipart_finish(parser);
        int rc = multipart_feed(parser, bytes, (size_t)n);
        if (rc != 0)
            return rc;
        form_record_add(&f->record, n);
    }
}

static int form_parse(struct form *f)
{
    static const struct multipart_ops ops = {part_begin, part_data, part_end};
    const struct config *c = &f->app->config;
    const struct multipart_limits limits = {
        .max_header_bytes = PART_HEADER_MAX,
        .max_parts = (size_t)(c->max_files + c->max_fields),
    };
    const char *type = request_header(f->exchange->request, "Content-Type");
    char boundary[MULTIPART_BOUNDARY_SIZE];
    struct multipart *parser = NULL;

    int rc = multipart_boundary(type != NULL ? type : "", boundary);
    if (rc == 0)
        rc = multipart_new(boundary, &limits, &ops, f, &parser);
    if (rc == 0)
        rc = dialect_check(f->exchange, &f->said, -1);
    if (rc == 0)
        rc = form_receive(f, parser);
    if (rc == 0)
        rc = check_file(f);
    multipart_free(&parser);
    return rc;
}

static void form_init(struct form *f, struct exchange *x)
{
    *f = (struct form){.exchange = x, .app = x->app};
    buffer_init(&f->name, PART_NAME_MAX);
    buffer_init(&f->type, PART_HEADER_MAX);
    buffer_init(&f->value, (size_t)f->app->config.max_field_size);
    form_waiting_init(&f->waiting, f->app->config.max_files);
    dialect_read(x->request, &f->said);
    f->chunk.dialect = form_chunk_beginning(x);
    form_answer_init(&f->answer, x);
    form_record_init(&f->record, x);
    f->record.is_dropped = f->chunk.dialect != NULL;
}

static void form_free(struct form *f)
{
    buffer_free(&f->name);
    buffer_free(&f->type);
    buffer_free(&f->value);
    free(f->metadata);
    form_waiting_free(&f->waiting);
    form_answer_free(&f->answer);
    form_fields_free(&f->fields);
}

/* Finishes the last file, which is complete. */
static int finish_file(struct form *f)
{
    int rc = f->metadata == NULL ? 0 : intake_set_fields(f->file, f->metadata);

    if (rc == 0)
        rc = intake_finish(&f->file);
    if (rc == 0)
        f->stored++;
    return rc;
}

static int finish_waiting(struct form *f, int rc)
{
    int made = rc == 0 ? need_metadata(f) : form_make_metadata(f);
    int finished = form_waiting_finish(&f->waiting, f->app, f->metadata, &f->stored);

    if (rc == 0)
        rc = made;
    return rc == 0 ? finished : rc;
}

/* Finishes the files once all fields are known. rc is the result of reading the form. */
static int finish_files(struct form *f, int rc)
{
    if (rc == ERR_CHUNK || rc == ERR_PART)
        form_waiting_remove(&f->waiting, f->app);
    else if (f->files > 0)
        rc = finish_waiting(f, rc);
    if (rc == 0 && f->file != NULL)
        rc = finish_file(f);
    if (f->file != NULL && f->metadata != NULL)
        (void)intake_set_fields(f->file, f->metadata);
    if (f->file != NULL)
        intake_fail(&f->file, rc);
    return rc;
}

static int finish_chunk(struct form *f, int rc)
{
    if (rc == 0 && f->chunk.receiver == NULL)
        rc = need_metadata(f);
    return form_chunk_end(&f->chunk, f->exchange, f->metadata, rc);
}

int form_create(struct exchange *x)
{
    struct form f;

    form_init(&f, x);
    int rc = form_parse(&f);
    rc = f.chunk.dialect != NULL ? finish_chunk(&f, rc) : finish_files(&f, rc);
    form_record_end(&f.record, rc);
    if (f.chunk.dialect != NULL)
        ; /* it has answered */
    else if (rc == 0)
        rc = form_answer_send(&f.answer, &f.fields);
    else if (x->detail[0] == '\0' && f.stored > 0)
        (void)exchange_fail(x, rc, "Files stored before the failure: %lld", (long long)f.stored);
    form_free(&f);
    return rc;
}

int form_create_named(struct exchange *x)
{
    if (strlen(x->rest) != ID_LEN || strspn(x->rest, "0123456789abcdefABCDEF") != ID_LEN ||
        !form_is_spoken(x->request))
        return exchange_fail(x, ERR_METHOD, "Send forms to the URL of the collection");
    return form_create(x);
}
