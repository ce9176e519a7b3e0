/* SPDX-License-Identifier: MIT */
/*
 * The complete files of a form that is still being received. Fields behind a file belong to it like
 * those before it. So no file is processed or reported by a webhook before the form ends.
 */
#ifndef LOADLINE_FORM_WAITING_H
#define LOADLINE_FORM_WAITING_H

#include "fcgi/app/app.h"
#include "base/buffer.h"
#include "fcgi/intake/intake.h"

struct form_waiting {
    struct buffer ids; /* ID_SIZE bytes each */
};

/* Prepares for up to `files` files. form_waiting_free() frees the list, not the files. */
void form_waiting_init(struct form_waiting *w, int64_t files);
void form_waiting_free(struct form_waiting *w);

/* Sets the file aside and clears *file, so that it needs no descriptor while it waits. Returns 0;
 * ERR_IO, ERR_NO_SPACE or ERR_NOMEM, and then the file stays with the caller. */
int form_waiting_add(struct form_waiting *w, struct intake **file);

/* Finishes all files in order with these fields (JSON object text; NULL: the fields they were
 * created with), and adds the number finished to *stored. A file removed meanwhile is skipped.
 * Returns 0 or the first error; the other files are finished all the same. */
int form_waiting_finish(struct form_waiting *w, struct app *app, const char *fields,
                        int64_t *stored);

/* Removes all files, because the form turned out to contain parts of files. */
void form_waiting_remove(struct form_waiting *w, struct app *app);

#endif
