/* SPDX-License-Identifier: MIT */
/*
 * The upload of one file: sent in pieces as large as the servers in between allow, and resumed
 * after an interruption, in this run or from an earlier one.
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
    const char *const *metadata;    /* further pairs "NAME=VALUE", borrowed */
    size_t metadata_count;
    struct stat st;                 /* when the task was created */
    char *memory;                   /* path of resume_store.h; or NULL */
    char *url, id[ID_SIZE];         /* of the upload; NULL and "" before its creation */
    struct json *doc;               /* the document to display, or NULL */
    char notice[PROBLEM_TEXT_SIZE]; /* why it is being retried, or "" */
    char why[PROBLEM_TEXT_SIZE];    /* why it failed, or "" */
    bool sent;                      /* the server has every byte */
    bool ended;                     /* finished: nothing left to do or to wait for */
    int status;                     /* exit status of cli.h, once ended */
    int64_t seen_at; /* while followed: when the document was last present; monotonic */
    int64_t look_at; /* monotonic: no request before, because the server asked for time */
};

/* The display of a transfer. */
struct upload_task_watcher {
    void (*show)(void *arg); /* something changed */
    void *arg;
};

/* Checks the file. Returns 0, or ERR_IO with the reason in why. Borrows the strings. The caller
 * frees o in every case. */
int upload_task_init(struct upload_task *o, const char *path, const char *name, const char *type);
void upload_task_free(struct upload_task *o);

/* Sends the file. Afterwards sent is true, or ended with status and why; neither: a signal was
 * noted. */
void upload_task_send(struct upload_task *o, const struct endpoint *e,
                      const struct upload_task_watcher *watcher);

/* Ends the task for this run. If every byte was sent and the result is known, also removes its
 * memory file. why NULL: success. */
void upload_task_end(struct upload_task *o, int status, const char *why);

#endif
