/* SPDX-License-Identifier: MIT */
/*
 * The interface of a processing stage (the list: stage_kinds.h). A stage gets the whole file and a
 * folder of its own to write to, and reports its results by callbacks. It does not know Redis,
 * records or locks.
 */
#ifndef LOADLINE_STAGE_H
#define LOADLINE_STAGE_H

#include "config/config.h"
#include "upload/upload.h"
#include "worker/webhook/receivers.h"

#include <stdbool.h>

#define STAGE_TICK_MS 100 /* a stage calls stopped() at least this often */

/* Results of a stage that are neither success nor failure. */
#define STAGE_STOPPED 1 /* it had to end early */
#define STAGE_LATER 2   /* it has to run again, see stage_later() */

struct stage_context {
    const struct upload *upload;
    const struct config_stage *settings;
    const struct config *config; /* the site's */
    int data_fd;                 /* the file, open for reading, at its start */
    const char *data_path;
    int out_fd; /* the stage's own folder, empty; -1 where it writes no files */
    const char *out_path;
    int upload_fd; /* the upload's folder; the stage that makes the file needs it */
    int wake_fd;   /* becomes readable when a child ended or stopped() should be asked */

    void *host; /* for the callbacks */
    /* Call it before a request to an outside server, which may take long. 0: send the request; the
     * job occupies no slot from then on. Otherwise the time in ms to wait, by stage_wait(), before
     * the next try. come_back() reports how the request ended. */
    int64_t (*go_out)(struct stage_context *ctx, const struct receiver_request *q);
    void (*come_back)(struct stage_context *ctx, const struct receiver_request *q,
                      enum receiver_end end);
    /* Reports progress from 0 to 100, or -1 for unknown; message NULL: none. Cheap: call it often.
     */
    void (*report)(struct stage_context *ctx, int progress, const char *message);
    /* Sets one member of the upload's result. Returns 0, ERR_NOMEM, or ERR_BOUND over
     * STAGE_RESULT_MAX bytes in all. */
    int (*set_result)(struct stage_context *ctx, const char *key, const char *value);
    /* What the last call of keep() stored, by this run or one before; or NULL. */
    const char *kept;
    /* Stores JSON object text in the record on disk, for a next run of this stage after a crash,
     * and waits until it is there. NULL: nothing. Returns 0, ERR_BOUND, ERR_NOMEM or an error of
     * the spool. */
    int (*keep)(struct stage_context *ctx, const char *text);
    /* Whether the upload is being deleted: then a stage that stops cleans up elsewhere. */
    bool (*deleted)(struct stage_context *ctx);
    /* Whether to end early with STAGE_STOPPED. Also sends an outstanding report. */
    bool (*stopped)(struct stage_context *ctx);

    int64_t patience_ends_at; /* wall ms: no further runs after that */

    int64_t wait_ms; /* set by stage_wait(); else 0 */
    bool is_sent;    /* set by a webhook: this run's request went out */
    /* Set by stage_fail(), stage_later() and stage_wait(). */
    const char *fail_code;
    char fail_message[UPLOAD_MESSAGE_MAX + 1];
    bool fail_retryable;
};

#define STAGE_RESULT_MAX 4096 /* bytes of the whole result; keeps an event within its limit */

struct stage_ops {
    const char *name;
    /* The stage writes the file, which does not exist before: data_fd is open for writing an empty
     * file. */
    bool makes_file;
    /* The stage writes files of its own: it has a folder for them. */
    bool writes_files;
    /* An external program does the work: the stage is running while it waits, and reports stay. */
    bool is_elsewhere;
    /* Returns 0 if done, STAGE_STOPPED, STAGE_LATER, or a negative code, after stage_fail() if
     * there are details. */
    int (*run)(struct stage_context *ctx);
    /* Cleans up what runs have kept (ctx->kept), because there will be no other run; or NULL. There
     * are no files then: data_fd and out_fd are -1. Takes a few seconds at most. */
    void (*abandon)(struct stage_context *ctx);
};

extern const struct stage_ops stage_digest;   /* SHA-256 of the file */
extern const struct stage_ops stage_identify; /* the file's MIME type */
extern const struct stage_ops stage_scan;     /* whether clamd finds a virus in it */
extern const struct stage_ops stage_command;  /* any program */
extern const struct stage_ops stage_external; /* an external program */
extern const struct stage_ops stage_deliver;  /* delivery of the file */
extern const struct stage_ops stage_notify;   /* a webhook */
extern const struct stage_ops stage_assemble; /* the file from its parts */

/* Returns the progress of done of size bytes, 0 to 100. */
int stage_percent(int64_t done, int64_t size);

/* Puts the stage off because a service is unavailable. It runs again after a pause, until its
 * patience ends; then it fails with this code and text. code is static. Returns STAGE_LATER. */
int stage_later(struct stage_context *ctx, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Like stage_later(), after wait_ms, and this run does not count as a try. */
int stage_wait(struct stage_context *ctx, int64_t wait_ms, const char *code, const char *format,
               ...) __attribute__((format(printf, 4, 5)));

/* Whether this run is the last that stage_later() can put off. */
bool stage_is_out_of_patience(const struct stage_context *ctx);

/* The pause in ms before the next run of a stage that failed or was put off so many times before:
 * retry_after at first, twice as long each time, and at most an hour. */
int64_t stage_pause_ms(const struct config_stage *settings, int tries);

/* Fails because the stage's time limit is exceeded. Returns ERR_STAGE. */
int stage_time_out(struct stage_context *ctx);

/* Logs a reason that names addresses or folders: watchers see the text of stage_later() and
 * stage_fail(), and must not. code is the event. */
void stage_log_reason(const struct stage_context *ctx, const char *code, const char *reason);

/* Sets the reason of a failure, for people and programs; code is static. Returns ERR_STAGE. */
int stage_fail(struct stage_context *ctx, const char *code, bool retryable, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
