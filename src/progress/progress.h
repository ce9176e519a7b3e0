/* SPDX-License-Identifier: MIT */
/*
 * Progress of uploads in Redis. No other module names keys, channels and fields of Redis. It turns
 * a record into one script call that checks, stores, encodes and publishes the change, and reads
 * the published documents. The disk is authoritative: receiving bytes needs nothing from here.
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
#define PROGRESS_FIELD_SPOOL "_spool"
#define PROGRESS_GROUP "workers"
#define PROGRESS_LEASE_MS 15000 /* after this time without renewal the sender counts as gone */
#define PROGRESS_WORKER_OLD " changed" /* its settings have changed since it started */
/* Time to live of an unfinished record of kind form, from its last change. */
#define PROGRESS_FORM_TTL_MS 60000

enum progress_key {
    PROGRESS_ACTIVE,
    PROGRESS_LEASES,
    PROGRESS_JOBS,
    PROGRESS_PARKED,
    PROGRESS_STATS,
    PROGRESS_LAG,
    PROGRESS_WORKER, /* time of a worker's last heartbeat, wall ms, followed by PROGRESS_WORKER_OLD
                        if that applies */
    PROGRESS_SITE,   /* the site that owns the prefix, as loadline doctor recorded it */
    PROGRESS_DOCTOR, /* test key of loadline doctor */
    PROGRESS_SPOOLS, /* the spools that share this Redis (known_spools.h) */
    PROGRESS_ENDED,  /* uploads that ended but did not fail, by when (progress_list.h) */
    PROGRESS_FAILED, /* those that failed */
    PROGRESS_HOUR    /* samples of the last hour (site_hour.h) */
};

/* Write names of keys to key. An upload's key is also its channel, and so is an owner's key. */
void progress_upload_key(const char *prefix, const char *id, char key[PROGRESS_KEY_SIZE]);
/* The pattern (PSUBSCRIBE) of the channels of all uploads. */
void progress_upload_pattern(const char *prefix, char pattern[PROGRESS_KEY_SIZE]);
void progress_owner_key(const char *prefix, const char *owner, char key[PROGRESS_KEY_SIZE]);
/* The key of an alias (progress_alias.h); owner may be NULL. */
void progress_alias_key(const char *prefix, const char *owner, const char *alias,
                        char key[PROGRESS_KEY_SIZE]);
/* The key that notes that an administrator's link was used (progress_link.h). */
void progress_link_key(const char *prefix, const char *id, char key[PROGRESS_KEY_SIZE]);
/* The key of the process that reconciles a spool with this run of the server. */
void progress_reconcile_key(const char *prefix, const char *run_id, const char *spool,
                            char key[PROGRESS_KEY_SIZE]);
/* The key of a spool's PROGRESS_JOBS or PROGRESS_PARKED. With spool "" it is the one for jobs whose
 * spool is not known (adoption.h). */
void progress_queue_key(const char *prefix, enum progress_key which, const char *spool,
                        char key[PROGRESS_KEY_SIZE]);
void progress_key(const char *prefix, enum progress_key which, char key[PROGRESS_KEY_SIZE]);
/* Returns the id in the name of an upload's key or channel, or NULL. It points into key. */
const char *progress_key_id(const char *prefix, const char *key);

/* The author of a change. Writers are ordered by token (lock.h), attempts by number: Redis accepts
 * a greater one and rejects a smaller one. */
struct progress_fence {
    const char *writer; /* lock token; NULL: not a sender */
    int attempt;        /* of processing; 0: not a worker */
};

/* A change carries the whole state. Everything is borrowed during the call. If the event would
 * exceed PROGRESS_EVENT_MAX, messages of stages are dropped first, then ends of long names, then
 * the result. */
struct progress_change {
    const struct upload *upload;
    struct progress_fence fence;
    bool active;         /* a sender is attached and sends bytes */
    bool lease;          /* a sender is attached: renew its lease for PROGRESS_LEASE_MS */
    int64_t interval_ms; /* minimum interval between events that change only numbers; 0: publish
                            every change */
    bool counts_only;    /* Redis has probably taken the same record with other counts: try the
                            short way. Where that is wrong, it costs a round trip */
};

struct progress_outcome {
    int err; /* 0, ERR_MISSING, ERR_SUPERSEDED, ERR_ORIGIN, ERR_BOUND, ERR_EXISTS, ERR_REDIS */
    int64_t epoch, rev;
    bool held;  /* stored, but not published: the caller must send another change later */
    bool whole; /* the whole record was sent, not its counts alone */
};

/* Sends the change. If the hash is missing, creates it from the whole record. outcome_out may be
 * NULL. Returns outcome.err. One round trip; two if the counts alone are not enough. */
int progress_send(struct redis *r, const char *prefix, const struct progress_change *c,
                  struct progress_outcome *outcome_out);

/* The pipelined form. Append up to REDIS_PIPELINE_MAX changes (call redis_ensure() first; ERR_BOUND
 * beyond), then take as many outcomes in order. For each ERR_MISSING (NOSCRIPT is reported so,
 * and counts that are not enough), call progress_send() after all outcomes are taken. 0, ERR_REDIS,
 * ERR_NOMEM. */
int progress_append(struct redis *r, const char *prefix, const struct progress_change *c);
int progress_take(struct redis *r, struct progress_outcome *out);

/* Creates the hash from the whole record. ERR_EXISTS if it exists; nothing changes then. Other
 * results as progress_send(). */
int progress_create(struct redis *r, const char *prefix, const struct progress_change *c,
                    struct progress_outcome *outcome_out);

/* Reads the public documents of n ids, 64 per round trip, after ending overdue leases. Calls fn per
 * id in order, with json NULL for a missing document. Invalid documents (progress_document.h) are
 * logged, removed and count as missing. 0, ERR_REDIS, ERR_NOMEM. */
int progress_read(struct redis *r, const char *prefix, const char *const *ids, size_t n,
                  void (*fn)(void *arg, const char *id, const char *json, size_t len), void *arg);

/* Removes an upload's hash if its document is still the given one, so that it can be rebuilt. 0 or
 * ERR_REDIS. */
int progress_forget(struct redis *r, const char *prefix, const char *id, const char *json,
                    size_t len);

/* Reads the owner of an upload from Redis. The caller frees *owner_out, which is NULL if there is
 * no owner. ERR_NOT_FOUND, ERR_REDIS, ERR_NOMEM. */
int progress_read_owner(struct redis *r, const char *prefix, const char *id, char **owner_out);

/* Where an upload is, as Redis knows it. */
struct progress_home {
    char spool[SPOOL_ID_SIZE]; /* "": not known */
    bool has_ended;
    int64_t updated_at; /* wall clock, ms; 0: not known */
};

/* Reads it. ERR_NOT_FOUND, ERR_REDIS. */
int progress_read_home(struct redis *r, const char *prefix, const char *id,
                       struct progress_home *out);

/* Only the spool. */
int progress_read_spool(struct redis *r, const char *prefix, const char *id,
                        char spool_out[SPOOL_ID_SIZE]);

/* Marks up to limit (64 at most) transfers with overdue leases as idle. Returns their number, or
 * ERR_REDIS. */
int progress_lapse_due(struct redis *r, const char *prefix, int limit);

/* Calls fn for all unfinished uploads in Redis, in no order. Uploads that change meanwhile may be
 * missed or repeated. fn must not use the connection. 0 or ERR_REDIS. */
int progress_each_active(struct redis *r, const char *prefix, void (*fn)(void *arg, const char *id),
                         void *arg);

/* Calls fn for the most recently changed unfinished uploads, newest first, at most limit. 0 or
 * ERR_REDIS. */
int progress_list_active(struct redis *r, const char *prefix, int limit,
                         void (*fn)(void *arg, const char *id), void *arg);

#endif
