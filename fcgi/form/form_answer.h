/* SPDX-License-Identifier: MIT */
/*
 * What a form is answered with: JSON for programs, or only the id where they ask for text; for
 * browsers a redirect to where the form asks to go, where that is allowed, or a page with links to
 * the progress of each file.
 */
#ifndef LOADLINE_FORM_ANSWER_H
#define LOADLINE_FORM_ANSWER_H

#include "fcgi/form/form_fields.h"
#include "fcgi/form/form_files.h"
#include "fcgi/http/exchange.h"
#include "upload/upload.h"

#define FORM_REDIRECT_FIELD "redirect"

enum form_answer_kind {
    FORM_ANSWER_JSON,
    FORM_ANSWER_TEXT, /* the id alone, a line for each file */
    FORM_ANSWER_PAGE  /* for people */
};

struct form_answer {
    struct exchange *exchange;
    enum form_answer_kind kind;
    struct form_files files;
    const struct form_fields *fields; /* while it is sent */
};

/* Chooses by the request's Accept. */
void form_answer_init(struct form_answer *a, struct exchange *x);
void form_answer_free(struct form_answer *a);

/* Adds a file that came in the form's field, after these fields. */
int form_answer_add(struct form_answer *a, const struct upload *u, const char *field,
                    const struct form_fields *fields);

/* Answers: 201, 200 where no file came, or 303. */
int form_answer_send(struct form_answer *a, const struct form_fields *fields);

#endif
