/* SPDX-License-Identifier: MIT */
/*
 * Encodes a change as the arguments of advance.lua. The head of that script lists them in order.
 */
#ifndef LOADLINE_PROGRESS_ENCODE_H
#define LOADLINE_PROGRESS_ENCODE_H

#include "progress/progress.h"
#include "progress/progress_fingerprint.h"

#define PROGRESS_KEYS_MAX 7
#define PROGRESS_NUMBERS_MAX 16
#define PROGRESS_ARGS_MAX 63

/* The arguments after the keys. */
enum progress_argument {
    PROGRESS_ARG_MODE,
    PROGRESS_ARG_ID,
    PROGRESS_ARG_RUN,
    PROGRESS_ARG_WRITER,
    PROGRESS_ARG_ATTEMPT,
    PROGRESS_ARG_ORIGINS,
    PROGRESS_ARG_INTERVAL,
    PROGRESS_ARG_TTL,
    PROGRESS_ARG_LEASE,
    PROGRESS_ARG_BOUND,
    PROGRESS_ARG_LISTED,
    PROGRESS_ARG_FIELDS /* the first of them */
};

enum progress_text {
    TEXT_NAME,
    TEXT_TYPE,
    TEXT_MESSAGE,
    TEXT_STAGES,
    TEXT_ERROR,
    TEXT_RESULT,
    TEXT_COUNT
};

/* Contains pointers into itself and into the change: do not copy it, and free it before the change.
 */
struct progress_call {
    int keys, argc, numbers;
    const char *argv[PROGRESS_ARGS_MAX];
    char key[PROGRESS_KEYS_MAX][PROGRESS_KEY_SIZE];
    char number[PROGRESS_NUMBERS_MAX][24];
    char *text[TEXT_COUNT]; /* valid UTF-8 or JSON, owned */
    char fingerprint[PROGRESS_FINGERPRINT_SIZE];
    const char *received, *percent, *size; /* as in argv */
};

/* Prepares the call. If the document would exceed PROGRESS_EVENT_MAX, it drops the messages of
 * stages first, then the ends of long names, then the result, so that every state is reported. mode
 * is "create" or "change", run_id the server's. 0, ERR_NOMEM or ERR_INTERNAL; the caller frees the
 * call in every case. */
int progress_call_make(struct progress_call *call, const char *prefix,
                       const struct progress_change *c, const char *mode, const char *run_id);
void progress_call_free(struct progress_call *call);

#endif
