/* SPDX-License-Identifier: MIT */
/*
 * Keeps only ids. Each file is opened again, under its lock, when the form ends.
 */
#include "fcgi/form/form_waiting.h"

#include "base/error.h"

void form_waiting_init(struct form_waiting *w, int64_t files)
{
    buffer_init(&w->ids, (size_t)files * ID_SIZE);
}

void form_waiting_free(struct form_waiting *w)
{
    buffer_free(&w->ids);
}

int form_waiting_add(struct form_waiting *w, struct intake **file)
{
    size_t before = w->ids.len;

    buffer_add(&w->ids, intake_upload(*file)->id, ID_SIZE);
    int rc = buffer_error(&w->ids);
    if (rc == 0)
        rc = intake_set_aside(file);
    if (rc != 0)
        w->ids.len = before;
    return rc;
}

static int finish_one(struct app *app, const char *id, const char *fields)
{
    struct intake *in = NULL;
    int rc = intake_open(app, id, LOCK_POST, NULL, &in);

    if (rc == 0 && fields != NULL)
        rc = intake_set_fields(in, fields);
    if (rc == 0)
        return intake_finish(&in);
    intake_leave(&in);
    return rc;
}

int form_waiting_finish(struct form_waiting *w, struct app *app, const char *fields,
                        int64_t *stored)
{
    int failed = 0;

    for (size_t at = 0; at + ID_SIZE <= w->ids.len; at += ID_SIZE) {
        int rc = finish_one(app, w->ids.data + at, fields);
        if (rc == 0)
            (*stored)++;
        else if (failed == 0 && rc != ERR_NOT_FOUND && rc != ERR_GONE)
            failed = rc;
    }
    return failed;
}

void form_waiting_remove(struct form_waiting *w, struct app *app)
{
    for (size_t at = 0; at + ID_SIZE <= w->ids.len; at += ID_SIZE)
        (void)intake_remove(app, w->ids.data + at);
}
