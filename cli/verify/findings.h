/* SPDX-License-Identifier: MIT */
/*
 * What differs in one upload or folder of a spool: a bounded list, because it is looked at again
 * before it is printed.
 */
#ifndef LOADLINE_FINDINGS_H
#define LOADLINE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#define FINDINGS_MAX 16 /* of one upload */
#define FINDING_FILE_SIZE 256
#define FINDING_TEXT_SIZE 256

/* The names of --json; they never change. */
enum finding_kind {
    FINDING_RECORD,  /* info.json is not valid */
    FINDING_MISSING, /* a file that should be there */
    FINDING_LENGTH,  /* two lengths disagree */
    FINDING_DIGEST,  /* the bytes are others than those that were processed */
    FINDING_STRAY,   /* a file that no program uses */
    FINDING_MODE,    /* rights that are too wide or too narrow */
    FINDING_MORE     /* the number of those that are not in the list */
};

struct finding {
    enum finding_kind kind;
    char file[FINDING_FILE_SIZE]; /* below the folder; "": the folder itself */
    char text[FINDING_TEXT_SIZE];
};

struct findings {
    struct finding list[FINDINGS_MAX];
    size_t count; /* also those that are not in the list */
};

/* Returns the name of a kind, static text. */
const char *finding_kind_name(enum finding_kind kind);

/* Adds a finding. Beyond FINDINGS_MAX it is only counted. */
void findings_add(struct findings *f, enum finding_kind kind, const char *file, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));

void findings_clear(struct findings *f);

#endif
