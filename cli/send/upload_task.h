/* SPDX-License-Identifier: MIT */
/*
 * One file on its way to a site: sent in pieces as large as what is between lets through, taken up
 * again where it was interrupted, in this run or in an earlier one.
 */
#ifndef LOADLINE_UPLOAD_TASK_H
#define LOADLINE_UPLOAD_TASK_H

#include "cli/send/endpoint.h"
#include "base/id.h"
#include "base/json.h"

#include <stdbool.h>
#include <sys/stat.h>

struct upload_task {
    const char *path, *name, *type; /* borrowed; type may be NULL */
    struct stat st;                 /* as it was when it was asked for */
    char *memory;                   /* resume_store.h; or NULL */
    char *url, id[ID_SIZE];         /* of the upload; NULL and "" before it was created */
    struct json *doc;               /* what to show of it, or NULL */
    char notice[PROBLEM_TEXT_SIZE]; /* why it has to be tried again just now, or "" */
    char why[PROBLEM_TEXT_SIZE];    /* why it went wrong, or "" */
    bool sent;                      /* the server has every byte */
    bool ended;                     /* nothing is left to be done or waited for */
    int status;                     /* then: of cli.h */
    int64_t seen_at; /* while it is followed: when its document was last there; monotonic */
    int64_t look_at; /* monotonic: not before, since the server asked for time */
};

/* How the sending looks from outside. */
struct upload_task_watcher {
    void (*show)(void *arg); /* something moved */
    void *arg;
};

/* Looks at the file; 0, or ERR_IO with the reason in why. o is to be freed in every case. */
int upload_task_init(struct upload_task *o, const char *path, const char *name, const char *type);
void upload_task_free(struct upload_task *o);

/* Sends it: sent is true afterwards, or ended with status and why. Neither: a signal came. */
void upload_task_send(struct upload_task *o, const struct endpoint *e,
                      const struct upload_task_watcher *watcher);

/* Nothing more is done for it in this run; where every byte was sent and its end is known, nothing
 * is to be remembered either. why NULL: all is well. */
void upload_task_end(struct upload_task *o, int status, const char *why);

#endif
