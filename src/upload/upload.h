/* SPDX-License-Identifier: MIT */
/*
 * The record of one upload: what info.json keeps and what the public event document says. A
 * record is a plain value; who may write it back is decided by the lock (lock.h).
 */
#ifndef LOADLINE_UPLOAD_H
#define LOADLINE_UPLOAD_H

#include "base/id.h"
#include "upload/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UPLOAD_SCHEMA 1          /* of info.json */
#define UPLOAD_FIELDS_MAX 262144 /* bytes of `fields` */
/* Bytes of info.json, in which each value of `fields` has a line of its own. */
#define UPLOAD_INFO_MAX (65536 + 4 * UPLOAD_FIELDS_MAX)
#define UPLOAD_STAGES_MAX 32
/* The first stage of an upload that is put together from parts. */
#define ASSEMBLY_STAGE "assemble"
#define UPLOAD_MESSAGE_MAX 500 /* bytes of any message shown */

enum upload_kind { KIND_UPLOAD, KIND_PARTIAL, KIND_FORM };

struct stage {
    char *name;
    char *label;
    int weight; /* share of percent, see meter_percent */
    enum stage_state state;
    int progress;       /* 0 to 100, -1 unknown */
    char *message;      /* or NULL */
    int tries;          /* how often it was put off or is run again */
    int64_t started_at; /* wall ms, of the first try; 0: not yet */
    int64_t ended_at;
};

/* Why an upload failed; code NULL: it did not. */
struct failure {
    char *code;
    char *message;
    char *stage; /* or NULL: the transfer itself */
    int status;  /* HTTP status, 0 unknown */
    bool retryable;
};

struct upload {
    char id[ID_SIZE];
    enum upload_kind kind;
    enum state state;
    int64_t size;     /* bytes, -1 unknown */
    int64_t received; /* bytes stored: the length of data until complete */
    int64_t max_size; /* bytes that its maker's token allows it, 0: any */
    bool complete;    /* every byte is there and synced */
    char *name;       /* as given, UTF-8, for display only; or NULL */
    char *type;       /* as declared or identified; or NULL */
    char *owner;      /* or NULL */
    char *address;    /* of its maker, where quotas count by that; private; or NULL */
    char *metadata;   /* Upload-Metadata as sent; or NULL */
    char *fields;     /* of the form that it came in, JSON object text; private; or NULL */
    char *concat;     /* "partial", or "final;" and the ids of its parts; or NULL */
    char *expected;   /* the digest that its client declared, as digest.h writes it; or NULL */
    char
        *location; /* where the file is now, relative to its folder: "data"; "delivered"; or NULL */
    char *message; /* for people; or NULL */
    char *result;  /* JSON object text; or NULL */
    struct failure failure;
    struct stage *stages;
    size_t stage_count;
    int64_t pending_from; /* bytes of data from here on are not verified, do not count; -1: none */
    int64_t expire_after_ms;       /* counted from the last byte while unfinished; 0: never */
    int64_t expire_empty_after_ms; /* while there is no byte; 0: as expire_after_ms */
    int attempt;                   /* of processing, counted from 1; 0: none yet */
    int attempts_before;           /* those that a retry asked for from outside made past */
    int64_t wake_at;               /* processing waits until then, wall ms; 0: it does not */
    int64_t created_at, updated_at, expires_at; /* wall ms; expires_at 0: never */
};

/* An empty record: size unknown, everything else zero. */
void upload_init(struct upload *u);

/* Frees what it owns and makes it empty again. */
void upload_free(struct upload *u);

/* Whether its time has passed. */
bool upload_has_expired(const struct upload *u, int64_t wall_ms);

/* Has it expire so long after that time, its last byte's, as one with so many bytes may stay
 * unfinished. */
void upload_renew_expiry(struct upload *u, int64_t wall_ms);

/* A deep copy into an uninitialised record. 0 or ERR_NOMEM (then empty). */
int upload_copy(const struct upload *from, struct upload *to_out);

/* Replaces a string member by a copy of text (NULL clears it). 0 or ERR_NOMEM. */
int upload_set(char **member, const char *text);

/* Keeps Upload-Concat: of URLs only the ids, since their keys are nobody's business but their
 * holders'. What is kept like that stays as it is; NULL clears it. 0 or ERR_NOMEM. */
int upload_set_concat(struct upload *u, const char *field);

/* The same, cut to max bytes at a character's end. */
int upload_set_clipped(char **member, const char *text, size_t max_bytes);

/* The same, cut to UPLOAD_MESSAGE_MAX bytes, invalid UTF-8 and control characters replaced, keys
 * masked. */
int upload_set_message(char **member, const char *text);

/* Appends a waiting stage. 0, ERR_NOMEM, or ERR_BOUND over UPLOAD_STAGES_MAX. */
int upload_add_stage(struct upload *u, const char *name, const char *label, int weight);

/* Leaves only the first count stages. */
void upload_drop_stages(struct upload *u, size_t count);

/* The stage of that name, or NULL. */
struct stage *upload_find_stage(struct upload *u, const char *name);

/* What a stage says, cut and cleaned; NULL for nothing. It is the upload's message too, behind the
 * label: "Virus scan: 12 of 30 MB". */
void upload_set_stage_message(struct upload *u, struct stage *stage, const char *message);

/* The stage ends badly, at that time. Where it is required the upload fails with it, and the stages
 * behind it are skipped; the state is the caller's to set. ERR_NOMEM. */
struct stage_failure {
    const char *code, *message;
    bool retryable, required;
};
int upload_fail_stage(struct upload *u, struct stage *stage, const struct stage_failure *f,
                      int64_t wall_ms);

/* Records why it failed; the state is the caller's to set. stage may be NULL. */
int upload_set_failure(struct upload *u, const char *code, const char *message, const char *stage,
                       int status, bool retryable);

/* It did not fail after all. */
void upload_clear_failure(struct upload *u);

/* Adds or replaces one string member of the result object. */
int upload_set_result(struct upload *u, const char *name, const char *value);

const char *upload_kind_name(enum upload_kind kind);
int upload_kind_from_name(const char *name); /* or -1 */

/* info.json. to_json: new text for the caller to free, NULL when out of memory. from_json fills an
 * uninitialised record; ERR_SYNTAX for anything that is not a record of this schema (then empty).
 */
char *upload_to_json(const struct upload *u);
int upload_from_json(const char *text, size_t len, struct upload *out);

/* The `stages` and `error` members of the event document as JSON text ("[]" and "null" at least);
 * the caller frees. NULL when out of memory. */
char *upload_stages_json(const struct upload *u);
char *upload_error_json(const struct upload *u);

/* Whether its file is not there yet, but all of its parts are (store_parts.h). */
bool upload_awaits_assembly(const struct upload *u);

#endif
