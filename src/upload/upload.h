/* SPDX-License-Identifier: MIT */
/*
 * The record of one upload, as info.json stores it and the public event document shows it. A record
 * is a plain value; only the holder of the lock may write it to disk (lock.h).
 */
#ifndef LOADLINE_UPLOAD_H
#define LOADLINE_UPLOAD_H

#include "base/id.h"
#include "base/trace_context.h"
#include "upload/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UPLOAD_SCHEMA 1          /* of info.json */
#define UPLOAD_FIELDS_MAX 262144 /* bytes of `fields` */
#define UPLOAD_KEPT_MAX 786432   /* bytes of all that stages keep for their next runs */
/* Bytes of info.json, where each value of `fields` has its own line. */
#define UPLOAD_INFO_MAX (65536 + 4 * UPLOAD_FIELDS_MAX + UPLOAD_KEPT_MAX)
#define UPLOAD_STAGES_MAX 32
/* The first stage of an upload that the worker assembles from parts. */
#define ASSEMBLY_STAGE "assemble"
/* A location outside the spool, and the member of the result that tells which. */
#define UPLOAD_DELIVERED "delivered"
#define UPLOAD_MESSAGE_MAX 500 /* bytes of any message for people */

enum upload_kind { KIND_UPLOAD, KIND_PARTIAL, KIND_FORM };

struct stage {
    char *name;
    char *label;
    int weight; /* share of percent, see percent.h */
    enum stage_state state;
    int progress;  /* 0 to 100, -1 unknown */
    char *message; /* or NULL */
    char *kept;    /* what the stage needs if it runs again, JSON object text; private; or NULL */
    int tries;     /* how often it was postponed or repeated */
    int64_t started_at; /* wall ms of the first try; 0: not started */
    int64_t ended_at;
};

/* Why an upload failed; code NULL: no failure. */
struct failure {
    char *code;
    char *message;
    char *stage; /* or NULL: the transfer itself */
    int status;  /* HTTP status, 0 unknown */
    bool retryable;
};

struct upload {
    char id[ID_SIZE];
    char spool[SPOOL_ID_SIZE]; /* the identity of the spool that has it; "": unknown */
    enum upload_kind kind;
    enum state state;
    int64_t size;        /* bytes, -1 unknown */
    int64_t received;    /* bytes stored from the front: the length of data until complete */
    int64_t ahead;       /* bytes stored beyond them, in pieces; not in info.json */
    int64_t max_size;    /* bytes that the creator's token allows; 0: no limit */
    bool complete;       /* all bytes are stored and synced */
    bool in_pieces;      /* its bytes may come in any order (spool/pieces.h) */
    int64_t piece_size;  /* bytes of each piece but the last, where only numbers tell their places;
                            0: unknown */
    int64_t earlier_end; /* how much was stored of another file of the same name, which this one has
                            replaced while it was being sent; 0: none */
    int64_t renewed_at;  /* when; unix ms */
    bool awaits_name;    /* its name comes with its first bytes: incomplete until it is checked */
    char *name;          /* as the client sent it, UTF-8, for display only; or NULL */
    char *type;          /* as declared or identified; or NULL */
    char *owner;         /* or NULL */
    char *address;       /* of the creator, where quotas count by address; private; or NULL */
    char *metadata;      /* Upload-Metadata as sent; or NULL */
    char *fields;        /* of the upload's form, JSON object text; private; or NULL */
    char *concat;        /* "partial", or "final;" and the ids of its parts; or NULL */
    char *expected;      /* the digest that the client declared, in the form of digest.h; or NULL */
    char *location; /* where the file is, relative to its folder: "data"; "delivered"; or NULL */
    char *message;  /* for people; or NULL */
    char *result;   /* JSON object text; or NULL */
    struct failure failure;
    struct stage *stages;
    size_t stage_count;
    int64_t pending_from; /* bytes of data from here on are unverified and do not count; -1: none */
    int64_t expire_after_ms;       /* counted from the last byte while unfinished; 0: never */
    int64_t expire_empty_after_ms; /* before the first byte; 0: as expire_after_ms */
    int attempt;                   /* of processing, counted from 1; 0: none yet */
    int attempts_before;           /* attempts before an external request for a retry */
    char *setback;   /* error and name of the stage that failed last, "timeout scan", for the story;
                        not in info.json; or NULL */
    int64_t wake_at; /* processing waits until this time, wall ms; 0: no wait */
    char traceparent[TRACE_PARENT_SIZE];        /* of the request that created it (trace_context.h);
                                                   private; "": none */
    int64_t created_at, updated_at, expires_at; /* wall ms; expires_at 0: never */
};

/* Initializes an empty record: size and pending_from unknown, everything else zero. */
void upload_init(struct upload *u);

/* Frees the members and makes the record empty again. */
void upload_free(struct upload *u);

/* All bytes that are stored of the file: those from the front, and those ahead of them. */
int64_t upload_stored(const struct upload *u);

/* Whether the upload has expired at this time. */
bool upload_has_expired(const struct upload *u, int64_t wall_ms);

/* Sets expires_at, counted from wall_ms, the time of the last byte, by the rule for the number of
 * bytes received. */
void upload_renew_expiry(struct upload *u, int64_t wall_ms);

/* Makes a deep copy in an uninitialised record. 0, or ERR_NOMEM with an empty copy. */
int upload_copy(const struct upload *from, struct upload *to_out);

/* Replaces a string member by a copy of text; NULL clears it. 0 or ERR_NOMEM. */
int upload_set(char **member, const char *text);

/* Stores Upload-Concat. Of URLs it keeps only the ids, because the keys are private to their
 * holders. A stored value passes unchanged; NULL clears it. 0 or ERR_NOMEM. */
int upload_set_concat(struct upload *u, const char *field);

/* Like upload_set(), cut to max_bytes at the end of a character. */
int upload_set_clipped(char **member, const char *text, size_t max_bytes);

/* Like upload_set(), cut to UPLOAD_MESSAGE_MAX bytes, with invalid UTF-8 and control characters
 * replaced and keys masked. */
int upload_set_message(char **member, const char *text);

/* Appends a waiting stage. 0, ERR_NOMEM, or ERR_BOUND over UPLOAD_STAGES_MAX. */
int upload_add_stage(struct upload *u, const char *name, const char *label, int weight);

/* The same in front of all other stages. */
int upload_add_first_stage(struct upload *u, const char *name, const char *label, int weight);

/* Keeps only the first count stages. */
void upload_drop_stages(struct upload *u, size_t count);

/* Returns the stage of that name, or NULL. It belongs to the record. */
struct stage *upload_find_stage(struct upload *u, const char *name);

/* Sets the message of a stage, cut and cleaned; NULL for none. It also becomes the upload's
 * message, after the label: "Virus scan: 12 of 30 MB". */
void upload_set_stage_message(struct upload *u, struct stage *stage, const char *message);

/* Notes the code of the error with which the stage failed last; NULL: of none. 0 or ERR_NOMEM. */
int upload_set_setback(struct upload *u, const struct stage *stage, const char *code);

/* Replaces what the stage keeps for its next run, JSON object text; NULL: nothing. 0, ERR_NOMEM, or
 * ERR_BOUND if all stages would keep more than UPLOAD_KEPT_MAX bytes. */
int upload_set_kept(struct upload *u, struct stage *stage, const char *text);

/* Marks the stage as failed at wall_ms. If the stage is required, the upload fails too, and later
 * stages are skipped; the caller sets the upload's state. 0 or ERR_NOMEM. */
struct stage_failure {
    const char *code, *message;
    bool retryable, required;
};
int upload_fail_stage(struct upload *u, struct stage *stage, const struct stage_failure *f,
                      int64_t wall_ms);

/* Records the failure; the caller sets the state. stage may be NULL. 0 or ERR_NOMEM. */
int upload_set_failure(struct upload *u, const char *code, const char *message, const char *stage,
                       int status, bool retryable);

/* Removes the recorded failure. */
void upload_clear_failure(struct upload *u);

/* Adds or replaces one string member of the result object. 0 or ERR_NOMEM. */
int upload_set_result(struct upload *u, const char *name, const char *value);

/* Returns the name of a kind, static text. */
const char *upload_kind_name(enum upload_kind kind);
int upload_kind_from_name(const char *name); /* the kind of that name, or -1 */

/* The text of info.json. upload_to_json() returns new text, which the caller frees, or NULL when
 * out of memory. upload_from_json() fills an uninitialised record, which the caller frees with
 * upload_free(). ERR_SYNTAX for anything but a record of this schema, ERR_NOMEM; the record is
 * empty then. */
char *upload_to_json(const struct upload *u);
int upload_from_json(const char *text, size_t len, struct upload *out);

/* The `stages` and `error` members of the event document as JSON text ("[]" and "null" if empty).
 * The caller frees the text. NULL when out of memory. */
char *upload_stages_json(const struct upload *u);
char *upload_error_json(const struct upload *u);

/* Whether the file is not assembled yet, but all of its parts are linked (store_parts.h). */
bool upload_awaits_assembly(const struct upload *u);

#endif
