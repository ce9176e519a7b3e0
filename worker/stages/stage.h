/* SPDX-License-Identifier: MIT */
/*
 * The interface of a processing stage (the list of them: stage_kinds.h). A stage is given the whole
 * file and a folder of its own to write to; what it finds out it hands over by calls. It knows
 * nothing of Redis, records or locks.
 */
#ifndef LOADLINE_STAGE_H
#define LOADLINE_STAGE_H

#include "config/config.h"
#include "upload/upload.h"
#include "worker/webhook/receivers.h"

#include <stdbool.h>

#define STAGE_TICK_MS 100 /* a stage calls stopped() at least so often */

/* Ends of a stage that are neither success nor failure. */
#define STAGE_STOPPED 1 /* it must end early */
#define STAGE_LATER 2   /* it has to be run again, see stage_later() */

struct stage_context {
    const struct upload *upload;
    const struct config_stage *settings;
    const struct config *config; /* the site's */
    int data_fd;                 /* the file, for reading, at its start */
    const char *data_path;
    int out_fd; /* the stage's own folder, empty */
    const char *out_path;
    int upload_fd; /* the upload's folder; the stage that makes the file needs it */
    int wake_fd;   /* becomes readable when a child ended or stopped() should be asked */

    void *host; /* of the calls */
    /* Asks somebody outside, who may take long: 0, and the job takes no place of other jobs from
     * then on, until its end; or how many ms to wait, by stage_wait(), before asking again.
     * come_back() says how it ended. */
    int64_t (*go_out)(struct stage_context *ctx, const struct receiver_request *q);
    void (*come_back)(struct stage_context *ctx, const struct receiver_request *q,
                      enum receiver_end end);
    /* Says how far it is: progress 0 to 100 or -1 for unknown, message NULL for none. Cheap: call
     * it often. */
    void (*report)(struct stage_context *ctx, int progress, const char *message);
    /* One member of the upload's result. ERR_NOMEM; ERR_BOUND over STAGE_RESULT_MAX bytes in all.
     */
    int (*set_result)(struct stage_context *ctx, const char *key, const char *value);
    /* Whether to end early, returning STAGE_STOPPED. Sends what a report still owes. */
    bool (*stopped)(struct stage_context *ctx);

    int64_t patience_ends_at; /* wall ms: from then on it is not run again later */

    int64_t wait_ms; /* set by stage_wait(); else 0 */
    /* Set by stage_fail(), stage_later() and stage_wait(). */
    const char *fail_code;
    char fail_message[UPLOAD_MESSAGE_MAX + 1];
    bool fail_retryable;
};

#define STAGE_RESULT_MAX 4096 /* bytes of the whole result, so that an event keeps its bound */

struct stage_ops {
    const char *name;
    /* It writes the file, which is not there before: data_fd is for writing, at the start of
     * nothing. */
    bool makes_file;
    /* It happens elsewhere: while it waits it runs, and what is reported of it stays. */
    bool is_elsewhere;
    /* 0: done; STAGE_STOPPED; STAGE_LATER; or a negative code, after stage_fail() where there is
     * more to say. */
    int (*run)(struct stage_context *ctx);
};

extern const struct stage_ops stage_digest;   /* SHA-256 of the file */
extern const struct stage_ops stage_identify; /* its MIME type */
extern const struct stage_ops stage_scan;     /* whether clamd knows something bad in it */
extern const struct stage_ops stage_command;  /* any program */
extern const struct stage_ops stage_external; /* what is reported from elsewhere */
extern const struct stage_ops stage_deliver;  /* the file to where it belongs */
extern const struct stage_ops stage_notify;   /* a webhook */
extern const struct stage_ops stage_assemble; /* the file from its parts */

/* How far done of size bytes is, 0 to 100. */
int stage_percent(int64_t done, int64_t size);

/* What the stage needs is not there now: it is run again after a pause, until its patience ends;
 * then it fails with this code and text. Returns STAGE_LATER. */
int stage_later(struct stage_context *ctx, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same after wait_ms, and as if it had not been run: nothing was tried. */
int stage_wait(struct stage_context *ctx, int64_t wait_ms, const char *code, const char *format,
               ...) __attribute__((format(printf, 4, 5)));

/* Whether this run is the last one that stage_later() can ask for. */
bool stage_is_out_of_patience(const struct stage_context *ctx);

/* The pause in ms before the next run of a stage that failed or was put off so many times before:
 * retry_after at first, twice as long each time, and at most an hour. */
int64_t stage_pause_ms(const struct config_stage *settings, int tries);

/* Fails because the stage's time limit is over. Returns ERR_STAGE. */
int stage_time_out(struct stage_context *ctx);

/* Records why the stage fails, for people and programs; code is static. Returns ERR_STAGE. */
int stage_fail(struct stage_context *ctx, const char *code, bool retryable, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
