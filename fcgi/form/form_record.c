/* SPDX-License-Identifier: MIT */
/*
 * A record without files on disk, published like any transfer.
 */
#include "fcgi/form/form_record.h"

#include "fcgi/app/alias.h"
#include "fcgi/app/app.h"
#include "base/upload_key.h"
#include "base/clock.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FILES_MAX 8192  /* bytes of the list of files; further files are not listed */
#define FIELDS_MAX 2048 /* bytes that uploaders send before a chunk */

static int form_record_start(struct form_record *f)
{
    struct app *app = f->exchange->app;
    struct upload *u = &f->upload;
    const char *owner = f->exchange->principal.owner;
    char scope[CLIENT_IDENTITY_SIZE];

    u->kind = KIND_FORM;
    u->state = STATE_UPLOADING;
    u->size = request_content_length(f->exchange->request);
    u->received = f->received;
    u->created_at = u->updated_at = clock_wall_ms();
    int rc = id_make(u->id);
    if (rc == 0)
        rc = alias_scope(&app->config, &app->secret, f->exchange->request, owner, scope);
    if (rc == 0 && *owner != '\0')
        rc = upload_set(&u->owner, owner);
    if (rc == 0)
        rc = transfer_begin(app->publisher, u, NULL, 0, &f->transfer);
    if (rc == 0)
        rc = transfer_name(f->transfer, scope, f->alias);
    return rc;
}

void form_record_begin(struct form_record *f)
{
    if (f->transfer == NULL && *f->alias != '\0' && !f->is_dropped)
        (void)form_record_start(f);
}

void form_record_drop(struct form_record *f)
{
    f->is_dropped = true;
}

static void form_record_note(struct form_record *f, const char *alias)
{
    if (*f->alias == '\0' && progress_alias_valid(alias))
        (void)snprintf(f->alias, sizeof f->alias, "%s", alias);
}

void form_record_init(struct form_record *f, struct exchange *x)
{
    char alias[PROGRESS_ALIAS_SIZE];

    *f = (struct form_record){.exchange = x};
    upload_init(&f->upload);
    buffer_init(&f->files, FILES_MAX);
    if (alias_of_request(x->request, alias) == 0)
        form_record_note(f, alias);
    form_record_note(f, x->rest);
}

bool form_record_is_name(const char *field)
{
    static const char *const names[] = {ALIAS_HEADER, "UPLOAD_IDENTIFIER",
                                        "PHP_SESSION_UPLOAD_PROGRESS", "APC_UPLOAD_PROGRESS"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(field, names[i]) == 0)
            return true;
    return false;
}

void form_record_field(struct form_record *f, const char *name, const char *value)
{
    if (f->transfer == NULL && f->files.len == 0 && form_record_is_name(name))
        form_record_note(f, value);
}

void form_record_add(struct form_record *f, int64_t bytes)
{
    f->received += bytes;
    if (f->received > FIELDS_MAX && f->transfer == NULL)
        form_record_begin(f);
    else if (f->transfer != NULL)
        transfer_add(f->transfer, bytes);
}

void form_record_file(struct form_record *f, const char *id, const char *field)
{
    struct buffer one, all;

    buffer_init(&one, FILES_MAX);
    buffer_init(&all, FILES_MAX + 32);
    buffer_addf(&one, "%s{\"id\":\"%s\",\"field\":", f->files.len > 0 ? "," : "", id);
    buffer_add_json_string(&one, field);
    buffer_add_char(&one, '}');
    if (buffer_error(&one) == 0) {
        const struct app *app = f->exchange->app;
        upload_key_mask_own(&app->secret, one.data);
        one.len = strlen(one.data);
    }
    if (buffer_error(&one) == 0 && f->files.len + one.len <= FILES_MAX)
        buffer_add(&f->files, one.data, one.len);
    buffer_addf(&all, "{\"files\":[%s]}", buffer_text(&f->files));
    if (f->transfer != NULL && buffer_error(&all) == 0)
        (void)transfer_set_result(f->transfer, buffer_text(&all));
    buffer_free(&one);
    buffer_free(&all);
}

/* Fills in the final state and the list of files. */
static void form_record_settle(struct form_record *f, int err)
{
    struct upload *u = &f->upload;
    struct buffer result;

    buffer_init(&result, FILES_MAX + 32);
    buffer_addf(&result, "{\"files\":[%s]}", buffer_text(&f->files));
    u->result = f->files.len > 0 ? buffer_take(&result) : NULL;
    buffer_free(&result);
    u->received = f->received;
    u->updated_at = clock_wall_ms();
    u->state = err == 0 ? STATE_DONE : STATE_FAILED;
    if (err == 0 && u->size < 0)
        u->size = u->received;
    if (err != 0)
        (void)upload_set_failure(u, error_code(err), error_text(err), NULL, error_status(err),
                                 false);
}

void form_record_end(struct form_record *f, int err)
{
    form_record_begin(f);
    if (f->transfer != NULL) {
        form_record_settle(f, err);
        transfer_end(&f->transfer, &f->upload);
    }
    upload_free(&f->upload);
    buffer_free(&f->files);
}
