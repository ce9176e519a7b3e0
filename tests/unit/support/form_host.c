/* SPDX-License-Identifier: MIT */
/*
 * One set of notes is enough, because the tests handle one request at a time.
 */
#include "tests/unit/support/form_host.h"

#include "fcgi/form/form.h"

#include "base/error.h"
#include "fcgi/app/app.h"
#include "fcgi/uploaders/dialect_request.h"
#include "fcgi/form/form_chunk.h"
#include "fcgi/form/form_record.h"
#include "fcgi/uploaders/fine_uploader.h"
#include "fcgi/uploaders/jquery_files.h"
#include "fcgi/intake/intake.h"
#include "fcgi/app/request_urls.h"
#include "fcgi/app/public_base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define PIECE 5 /* bytes that request_read() returns at once */

struct intake {
    struct upload upload;
};

struct form_host form_host;

const char *request_header(const struct request *r, const char *name)
{
    if (strcmp(name, "Accept") == 0)
        return r->accept;
    return strcmp(name, "Content-Type") == 0 ? r->type : NULL;
}

int request_read(struct request *r, const char **bytes_out)
{
    size_t n = r->left < PIECE ? r->left : PIECE;

    if (n == 0)
        return r->end;
    *bytes_out = r->body;
    r->body += n;
    r->left -= n;
    return (int)n;
}

int intake_create(struct app *app, const struct intake_offer *offer, struct upload *u_out)
{
    (void)app;
    assert_int_equal(offer->size, -1);
    upload_init(u_out);
    snprintf(u_out->id, ID_SIZE, "%032x", ++form_host.made);
    buffer_addf(&form_host.notes, "+%s(%s)%s", offer->name ? offer->name : "",
                offer->type ? offer->type : "", offer->fields ? offer->fields : "");
    return offer->name != NULL && strcmp(offer->name, "full") == 0 ? ERR_NO_SPACE : 0;
}

int intake_open(struct app *app, const char *id, enum lock_verb verb, struct request *r,
                struct intake **out)
{
    (void)app;
    assert_int_equal(verb, LOCK_POST);
    *out = calloc(1, sizeof **out);
    if (r == NULL) /* the file was set aside */
        buffer_addf(&form_host.notes, "^%s", id + ID_LEN - 1);
    snprintf((*out)->upload.id, ID_SIZE, "%s", id);
    return 0;
}

const struct upload *intake_upload(const struct intake *in)
{
    return &in->upload;
}

int intake_append(struct intake *in, const char *bytes, size_t len)
{
    buffer_add(&form_host.notes, bytes, len);
    in->upload.received += (int64_t)len;
    return in->upload.received > 100 ? ERR_TOO_LARGE : 0;
}

int intake_set_fields(struct intake *in, const char *fields)
{
    (void)in;
    buffer_add_string(&form_host.notes, fields);
    return 0;
}

void intake_leave(struct intake **in)
{
    free(*in);
    *in = NULL;
}

int intake_set_aside(struct intake **in)
{
    buffer_add_char(&form_host.notes, '_');
    intake_leave(in);
    return 0;
}

int intake_finish(struct intake **in)
{
    buffer_add_char(&form_host.notes, '.');
    intake_leave(in);
    return 0;
}

void intake_fail(struct intake **in, int err)
{
    buffer_addf(&form_host.notes, "!%s", error_code(err));
    intake_leave(in);
}

int intake_remove(struct app *app, const char *id)
{
    (void)app;
    buffer_addf(&form_host.notes, "-%s", id + ID_LEN - 1);
    return 0;
}

void dialect_read(const struct request *r, struct dialect_view *v)
{
    (void)r;
    dialect_begin(v);
}

int dialect_check(struct exchange *x, const struct dialect_view *v, int64_t received)
{
    struct dialect_verdict verdict = dialect_judge(v);

    (void)x;
    return verdict.whole && (received < 0 || verdict.size < 0 || verdict.size == received)
               ? 0
               : ERR_CHUNK;
}

/* No form of these tests brings a chunk. */
const struct dialect *form_chunk_beginning(struct exchange *x)
{
    (void)x;
    return NULL;
}

const struct dialect *dialect_of_chunk(struct exchange *x, const struct dialect_view *said)
{
    (void)x;
    (void)said;
    return NULL;
}

const char *form_chunk_name_file(const struct dialect_view *said, const struct form_fields *fields,
                                 const char *filename)
{
    (void)said;
    (void)fields;
    return filename;
}

int form_chunk_begin(struct form_chunk *c, struct exchange *x, const struct dialect *d,
                     const struct form_fields *fields, const struct chunk_file *file)
{
    (void)c;
    (void)x;
    (void)d;
    (void)fields;
    (void)file;
    return ERR_INTERNAL;
}

int form_chunk_end(struct form_chunk *c, struct exchange *x, const char *fields, int rc)
{
    (void)c;
    (void)x;
    (void)fields;
    return rc;
}

int chunk_receiver_append(struct chunk_receiver *r, const char *bytes, size_t len)
{
    (void)r;
    (void)bytes;
    (void)len;
    return ERR_INTERNAL;
}

int request_urls_add_capability(const struct app *app, const char *id, struct buffer *b)
{
    (void)app;
    buffer_addf(b, "%s.key", id);
    return 0;
}

int request_urls_add_upload(const struct app *app, const struct request *r, const char *id,
                            struct buffer *b)
{
    (void)app;
    (void)r;
    buffer_addf(b, "/u/%s", id + ID_LEN - 1);
    return 0;
}

int request_urls_add_page(const struct app *app, const struct request *r, const char *id,
                          struct buffer *b)
{
    (void)app;
    (void)r;
    buffer_addf(b, "/p/%s", id + ID_LEN - 1);
    return 0;
}

void request_urls_add_progress(const struct config *c, const struct request *r, const char *id,
                               struct buffer *b)
{
    (void)c;
    (void)r;
    buffer_addf(b, "/p/%s", id + ID_LEN - 1);
}

int response_send(struct response *p, int status, const char *type, const char *body, size_t len)
{
    (void)p;
    form_host.type = type;
    form_host.status = status;
    buffer_add(&form_host.body, body, len);
    return 0;
}

int response_send_made(struct response *p, int status, const char *type,
                       void (*make)(void *arg, struct buffer *b), void *arg)
{
    make(arg, &form_host.body);
    return response_send(p, status, type, "", 0);
}

void response_header(struct response *p, const char *name, const char *value)
{
    (void)p;
    if (strcmp(name, "Location") == 0)
        buffer_add_string(&form_host.location, value);
}

void public_base_add_path(const struct config *c, const struct request *r, struct buffer *b)
{
    (void)c;
    (void)r;
    (void)b;
}

void public_base_add_origin(const struct config *c, const struct request *r, struct buffer *b)
{
    (void)c;
    (void)r;
    buffer_add_string(b, "http://here");
}

int fine_uploader_create(struct exchange *x, const char *uuid, const struct intake_offer *offer,
                         struct upload *u_out)
{
    (void)uuid;
    return intake_create(x->app, offer, u_out);
}

bool jquery_files_are_shown(const struct request *r)
{
    (void)r;
    return false;
}

int jquery_files_add(struct exchange *x, const struct upload *u, const char *field,
                     struct buffer *b)
{
    (void)x, (void)u, (void)field, (void)b;
    return ERR_INTERNAL;
}

/* Notes on the request's record: "?NAME" a field, "*" a file, "#N" bytes at the end, "CODE" its
 * result. */
void form_record_begin(struct form_record *f)
{
    (void)f;
}

void form_record_drop(struct form_record *f)
{
    (void)f;
}

void form_record_init(struct form_record *f, struct exchange *x)
{
    *f = (struct form_record){.exchange = x};
}

bool form_record_is_name(const char *field)
{
    return strcmp(field, "X-Progress-ID") == 0;
}

void form_record_field(struct form_record *f, const char *name, const char *value)
{
    (void)f;
    buffer_addf(&form_host.recorded, "?%s=%s", name, value);
}

void form_record_add(struct form_record *f, int64_t bytes)
{
    f->received += bytes;
}

void form_record_file(struct form_record *f, const char *id, const char *field)
{
    (void)f;
    assert_int_equal(strlen(id), ID_LEN);
    buffer_addf(&form_host.recorded, "*%s", field);
}

void form_record_end(struct form_record *f, int err)
{
    buffer_addf(&form_host.recorded, "#%d%s", (int)f->received, err == 0 ? "" : error_code(err));
}

int exchange_fail(struct exchange *x, int err, const char *format, ...)
{
    snprintf(x->detail, sizeof x->detail, "%s", format);
    return err;
}

int form_host_post(const char *body, int end)
{
    struct app app = {
        .config = {.max_files = 3,
                   .max_fields = 3,
                   .max_field_size = 20,
                   .max_form = 950,
                   .max_form_metadata = 400,
                   .private_fields = (char *[]){(char[]){"*token"}, NULL},
                   .progress_path = (char[]){"/p/"}},
    };
    struct request r = {.type = "multipart/form-data; boundary=b0",
                        .accept = form_host.accept,
                        .body = body,
                        .left = strlen(body),
                        .end = end};
    struct response p = {0};
    struct exchange x = {.request = &r, .response = &p, .app = &app};

    buffer_reset(&form_host.notes);
    buffer_reset(&form_host.body);
    buffer_reset(&form_host.location);
    buffer_reset(&form_host.recorded);
    form_host.made = form_host.status = 0;
    return form_create(&x);
}

int form_host_setup(void **state)
{
    (void)state;
    buffer_init(&form_host.notes, 4096);
    buffer_init(&form_host.body, 4096);
    buffer_init(&form_host.location, 4096);
    buffer_init(&form_host.recorded, 4096);
    return 0;
}

int form_host_teardown(void **state)
{
    (void)state;
    buffer_free(&form_host.notes);
    buffer_free(&form_host.body);
    buffer_free(&form_host.location);
    buffer_free(&form_host.recorded);
    return 0;
}
