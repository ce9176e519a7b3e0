/* SPDX-License-Identifier: MIT */
/*
 * The files of a form that came whole: what its answer says of each, kept until all have come.
 */
#ifndef LOADLINE_FORM_FILES_H
#define LOADLINE_FORM_FILES_H

#include "upload/upload.h"

struct form_file {
    char id[ID_SIZE];
    char *name, *type; /* or NULL */
    char *field;
    int64_t size;
};

struct form_files {
    struct form_file *items;
    size_t count;
};

/* Keeps copies. ERR_NOMEM. */
int form_files_add(struct form_files *f, const struct upload *u, const char *field);
void form_files_free(struct form_files *f);

/* What keeping it takes, in bytes. */
int64_t form_files_cost(const struct upload *u, const char *field);

#endif
