/* SPDX-License-Identifier: MIT */
/*
 * The answer to a form: JSON for programs, or only ids if they ask for text. A browser is
 * redirected to the target in the form, if that is allowed, or gets a page with links to each
 * file's progress.
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
    FORM_ANSWER_TEXT, /* the ids only, one per line */
    FORM_ANSWER_KEYS, /* the same with their keys: FilePond's server id */
    FORM_ANSWER_PAGE  /* a page or a redirect */
};

struct form_answer {
    struct exchange *exchange;
    enum form_answer_kind kind;
    struct form_files files;
    const struct form_fields *fields; /* set while sending */
};

/* Chooses the kind of answer by the request's Accept; x is borrowed. form_answer_free() frees it.
 */
void form_answer_init(struct form_answer *a, struct exchange *x);
void form_answer_free(struct form_answer *a);

/* Adds a file received in the form field `field`; fields are those before it. Copies what it keeps.
 * Returns 0 or ERR_NOMEM. */
int form_answer_add(struct form_answer *a, const struct upload *u, const char *field,
                    const struct form_fields *fields);

/* Sends 201, 200 if no file was received, or 303. Returns 0 or an error of response_send_made(). */
int form_answer_send(struct form_answer *a, const struct form_fields *fields);

#endif
