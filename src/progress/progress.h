/* SPDX-License-Identifier: MIT */
/*
 * The news about uploads: the only module that names Redis keys, channels and fields. It turns a
 * record into the one script call that checks, stores, encodes and publishes, and reads back
 * what is published. Disk is the truth; nothing here is needed to receive a byte.
 */
#ifndef LOADLINE_PROGRESS_H
#define LOADLINE_PROGRESS_H

#include "base/buffer.h"
#include "redis/redis.h"
#include "upload/upload.h"

#define PROGRESS_KEY_SIZE 256    /* room for any key or channel name */
#define PROGRESS_EVENT_MAX 16384 /* bytes of an event document */
#define PROGRESS_FIELD_JSON "_json"
#define PROGRESS_FIELD_OWNER "_owner"
#define PROGRESS_GROUP "workers"
#define PROGRESS_WORKER_OLD " changed" /* its settings were, since it began */
/* Of an unfinished record of kind form, from its last change. */
#define PROGRESS_FORM_TTL_MS 60000

enum progress_key {
    PROGRESS_ACTIVE,
    PROGRESS_LEASES,
    PROGRESS_JOBS,
    PROGRESS_PARKED,
    PROGRESS_STATS,
    PROGRESS_LAG,
    PROGRESS_WORKER, /* when a worker last gave a sign of life, wall ms, and PROGRESS_WORKER_OLD
                        where that is due */
    PROGRESS_SITE,   /* whose prefix it is, as loadline doctor noted it */
    PROGRESS_DOCTOR  /* written by it to find out whether that can be */
};

/* Names. The upload's key is also its channel, the owner's key its channel. */
void progress_upload_key(const char *prefix, const char *id, char key[PROGRESS_KEY_SIZE]);
void progress_owner_key(const char *prefix, const char *owner, char key[PROGRESS_KEY_SIZE]);
/* The key of an alias (progress_alias.h); owner may be NULL. */
void progress_alias_key(const char *prefix, const char *owner, const char *alias,
                        char key[PROGRESS_KEY_SIZE]);
/* The key of whoever is elected to reconcile a spool with this run of the server. */
void progress_reconcile_key(const char *prefix, const char *run_id, const char *host,
                            const char *spool, char key[PROGRESS_KEY_SIZE]);
void progress_key(const char *prefix, enum progress_key which, char key[PROGRESS_KEY_SIZE]);
/* The id within an upload's key or channel name, or NULL. */
const char *progress_key_id(const char *prefix, const char *key);

/* Who makes a change. Writers are ordered by token (lock.h), attempts by number: a greater one
 * takes over, a smaller one is refused. */
struct progress_fence {
    const char *writer; /* lock token; NULL: not a sender */
    int attempt;        /* of processing; 0: not a worker */
};

/* A change carries the whole state. Everything is borrowed for the call. What would make the event
 * exceed PROGRESS_EVENT_MAX is left out of it: messages of stages, ends of long names, at last the
 * result. */
struct progress_change {
    const struct upload *upload;
    struct progress_fence fence;
    bool active;         /* a sender is attached and bytes flow */
    bool lease;          /* a sender is attached: renew its lease for METER_LEASE_MS */
    int64_t interval_ms; /* publish at most so often while only numbers move; 0: publish always */
};

struct progress_outcome {
    int err; /* 0, ERR_MISSING, ERR_SUPERSEDED, ERR_ORIGIN, ERR_BOUND, ERR_EXISTS, ERR_REDIS */
    int64_t epoch, rev;
    bool held; /* stored, but not published: the caller owes a trailing change */
};

/* Sends the change; where the hash is MISSING creates it from the whole record and is done.
 * outcome_out may be NULL. Returns outcome.err. One round trip, two where it was missing. */
int progress_send(struct redis *r, const char *prefix, const struct progress_change *c,
                  struct progress_outcome *outcome_out);

/* The pipelined form: append up to REDIS_PIPELINE_MAX (redis_ensure first; ERR_BOUND beyond), then
 * take as many outcomes in order. A take that says ERR_MISSING (or NOSCRIPT, reported as
 * ERR_MISSING too) wants progress_send() once all are taken. */
int progress_append(struct redis *r, const char *prefix, const struct progress_change *c);
int progress_take(struct redis *r, struct progress_outcome *out);

/* Creates the hash from the whole record; ERR_EXISTS changes nothing. */
int progress_create(struct redis *r, const char *prefix, const struct progress_change *c,
                    struct progress_outcome *outcome_out);

/* Reads the public documents of n ids, 64 a round trip, after correcting overdue leases. fn is
 * called per id in order with NULL for one that is not there. One that does not hold
 * (progress_document.h) is logged, removed, and not there. ERR_REDIS, ERR_NOMEM. */
int progress_read(struct redis *r, const char *prefix, const char *const *ids, size_t n,
                  void (*fn)(void *arg, const char *id, const char *json, size_t len), void *arg);

/* Removes an upload's hash while its document is still the one given, so that it can be made anew.
 * ERR_REDIS. */
int progress_forget(struct redis *r, const char *prefix, const char *id, const char *json,
                    size_t len);

/* The owner of an upload that Redis has, for the caller to free, NULL: it has none. ERR_NOT_FOUND,
 * ERR_REDIS, ERR_NOMEM. */
int progress_read_owner(struct redis *r, const char *prefix, const char *id, char **owner_out);

/* Marks up to limit (64 at most) transfers whose lease is overdue as idle. Returns how many, or
 * ERR_REDIS. */
int progress_lapse_due(struct redis *r, const char *prefix, int limit);

/* All unfinished uploads that Redis knows of, in no order; what changes meanwhile may be left out,
 * or come twice. fn must not use the connection. ERR_REDIS. */
int progress_each_active(struct redis *r, const char *prefix, void (*fn)(void *arg, const char *id),
                         void *arg);

/* The ids of the most recently changed unfinished uploads, newest first, at most limit. ERR_REDIS.
 */
int progress_list_active(struct redis *r, const char *prefix, int limit,
                         void (*fn)(void *arg, const char *id), void *arg);

#endif
