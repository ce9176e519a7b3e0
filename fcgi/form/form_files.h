/* SPDX-License-Identifier: MIT */
/*
 * The received files of a form, with what the answer says about each.
 */
#ifndef LOADLINE_FORM_FILES_H
#define LOADLINE_FORM_FILES_H

#include "upload/upload.h"

struct form_file {
    char id[ID_SIZE];
    char *name, *type; /* may be NULL */
    char *field;
    int64_t size;
};

struct form_files {
    struct form_file *items;
    size_t count;
};

/* Adds copies. Returns 0 or ERR_NOMEM. form_files_free() frees the list. */
int form_files_add(struct form_files *f, const struct upload *u, const char *field);
void form_files_free(struct form_files *f);

/* The memory that the file's entry takes, in bytes. */
int64_t form_files_cost(const struct upload *u, const char *field);

#endif
