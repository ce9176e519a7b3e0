/* SPDX-License-Identifier: MIT */
/*
 * The files of a form that are whole, while the form goes on. Fields behind a file belong to it as
 * much as those before it, so none is processed, or told of by a webhook, before the form's end.
 */
#ifndef LOADLINE_FORM_WAITING_H
#define LOADLINE_FORM_WAITING_H

#include "fcgi/app/app.h"
#include "base/buffer.h"
#include "fcgi/intake/intake.h"

struct form_waiting {
    struct buffer ids; /* each of ID_SIZE bytes */
};

/* Room for so many files. */
void form_waiting_init(struct form_waiting *w, int64_t files);
void form_waiting_free(struct form_waiting *w);

/* Sets the file aside: it needs no descriptor while it waits. ERR_IO, ERR_NO_SPACE, ERR_NOMEM: it
 * is the caller's still. */
int form_waiting_add(struct form_waiting *w, struct intake **file);

/* Finishes all, in order, with these fields (JSON object text; NULL: those that they began with),
 * and counts those that are stored. A file that somebody removed meanwhile is passed over. The
 * first failure; the others are finished. */
int form_waiting_finish(struct form_waiting *w, struct app *app, const char *fields,
                        int64_t *stored);

/* Removes all: the form turned out to bring parts. */
void form_waiting_remove(struct form_waiting *w, struct app *app);

#endif
