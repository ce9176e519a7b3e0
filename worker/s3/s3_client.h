/* SPDX-License-Identifier: MIT */
/*
 * Requests to object storage as tasks that end once: a task repeats its request after a temporary
 * failure, and once with newer credentials after a refusal.
 */
#ifndef LOADLINE_S3_CLIENT_H
#define LOADLINE_S3_CLIENT_H

#include "worker/s3/s3_wire.h"

#define S3_TASKS_MAX 20

struct s3_client {
    struct s3_credentials credentials;
    struct s3_wire *wire;
    struct s3_task *tasks[S3_TASKS_MAX]; /* those that have not ended */
    size_t count;
};

struct s3_task {
    struct s3_request q; /* filled by the caller */
    struct s3_answer a;
    int tries; /* the most requests while failures are temporary; at least 1 */
    bool done; /* a holds the last answer */

    int failures;        /* the client's own, like the rest */
    bool sent, renewed;  /* renewed: the credentials, after a refusal */
    int64_t again_at_ms; /* monotonic */
    unsigned generation; /* of the credentials that signed the request */
};

/* Reads the credentials (s3_credentials_open()); path and region are borrowed. Returns its result,
 * or ERR_NOMEM. The caller calls s3_client_close() in every case. */
int s3_client_open(struct s3_client *c, const char *credentials_path, const char *region);

/* Aborts the tasks in progress. Their answers are the caller's to free (s3_task_free()). */
void s3_client_close(struct s3_client *c);

/* Aborts the tasks in progress; the client can begin others. */
void s3_client_drop(struct s3_client *c);

/* Starts a task, which must stay in place until it is done. 0, ERR_NOMEM or ERR_BOUND. */
int s3_client_begin(struct s3_client *c, struct s3_task *t);

/* Works on all tasks for at most wait_ms, or until a request has ended. 0 or ERR_NOMEM. */
int s3_client_work(struct s3_client *c, int wait_ms);

/* Frees the answer's body. */
void s3_task_free(struct s3_task *t);

/* Whether the failure of this answer may pass: no answer, an overloaded server, a conflict. */
bool s3_answer_is_temporary(const struct s3_answer *a);

/* Whether a successful status has an error in the body (CompleteMultipartUpload does that). */
bool s3_answer_has_error(const struct s3_answer *a);

/* Whether the answer's error has this code. */
bool s3_answer_is(const struct s3_answer *a, const char *code);

/* Writes the failure for people: the server's words, or the reason why there are none. Never the
 * credentials. */
void s3_client_describe(const struct s3_client *c, const struct s3_answer *a, char *out,
                        size_t size);

#endif
