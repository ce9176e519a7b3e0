/* SPDX-License-Identifier: MIT */
/*
 * Brings bytes into the spool, alike for every protocol: create the record, attach one sender under
 * the lock, append, then leave the upload or finish it. Counting and publishing are part of it.
 */
#ifndef LOADLINE_INTAKE_H
#define LOADLINE_INTAKE_H

#include "access/access.h"
#include "fcgi/app/app.h"
#include "fcgi/intake/checksum.h"
#include "spool/lock.h"
#include "fcgi/http/request.h"

#define INTAKE_NAME_MAX 1024 /* bytes of a file name that are stored */
#define INTAKE_TYPE_MAX 255

struct exchange;

/* The properties of a new upload. Strings are borrowed and may be NULL. */
struct intake_offer {
    int64_t size; /* -1 unknown */
    const char *name, *type, *metadata, *concat;
    const char *fields;         /* form fields received so far: JSON object text */
    const char *other_names[2]; /* further names in the metadata, for the admission checks only */
    enum upload_kind kind;
    const struct principal *by; /* the creator and owner; NULL: none */
    const char *expected;       /* declared digest of the whole file, in the format of digest.h */
    struct exchange *exchange;  /* the request, for the detail of a refusal; NULL: none */
    bool in_parts;              /* the worker assembles it from parts */
    bool open_end;              /* only the client ends it, even at size 0 (IETF draft) */
    const char *id;             /* created under this id; NULL: a random one */
    bool in_pieces;             /* its bytes may come in any order; intake_piece.h */
    bool awaits_name;           /* the name comes later, and is checked then: intake_name() */
    struct request *body;       /* the request whose body is the file, or its beginning, or NULL */
    struct checksum *checksum;  /* of that body, or NULL */
    const char *traceparent;    /* as trace_context.h writes it; NULL: that of the request */
};

/* Checks admission, creates id, record and folder, and publishes the upload. An upload of size 0 is
 * finished at once, unless open_end is set. So is a brief one whose body is all here: it is
 * recorded once, whole, and the body is read then. Fills u_out, which the caller frees. Returns 0,
 * an error of admission_check(), ERR_EXISTS (only with an id), ERR_IO, ERR_NO_SPACE or ERR_NOMEM.
 */
int intake_create(struct app *app, const struct intake_offer *offer, struct upload *u_out);

/* Creates the upload under offer->id or, if another request was faster, loads what that one has
 * created, whatever its state, without any check of admission; waits a moment for its record. The
 * caller frees u_out on 0. Other results: those of intake_create() except ERR_EXISTS; ERR_BUSY if
 * the record does not appear (the other process died: take another id, or ask the client to try
 * again). */
int intake_create_or_load(struct app *app, const struct intake_offer *offer, struct upload *u_out,
                          bool *is_new_out);

struct intake; /* one attached sender */

/* Takes the lock (and asks a holder to release it), loads the record and attaches r as the sender.
 * Once the sender's turn (`sender_turn`) is over, a newer request interrupts r's body with
 * ERR_SUPERSEDED; a DELETE interrupts it at once with ERR_GONE. r may be NULL. Returns 0,
 * ERR_NOT_FOUND, ERR_LOCKED, ERR_SUPERSEDED (PATCH only), ERR_FORBIDDEN (PATCH to a final upload),
 * ERR_GONE if the upload ended incomplete or has expired, ERR_CROWDED, ERR_IO or ERR_NOMEM. */
int intake_open(struct app *app, const char *id, enum lock_verb verb, struct request *r,
                struct intake **out);

/* Like intake_open(), but if the upload takes no bytes from offset, it only reads the record and
 * asks no holder for the lock. That is so if the upload is complete (a job may hold its lock for
 * long) or has received more than offset; -1: any offset will do. Then *out is NULL and u_out holds
 * the record. The caller frees u_out in any case. */
int intake_open_or_read(struct app *app, const char *id, enum lock_verb verb, int64_t offset,
                        struct request *r, struct intake **out, struct upload *u_out);

/* The current record; it belongs to the intake. */
const struct upload *intake_upload(const struct intake *in);

/* Records the size of an upload that had none. Returns 0; ERR_LENGTHS if another size is known or
 * more bytes are stored; ERR_TOO_LARGE above max_size; ERR_NO_SPACE, ERR_QUOTA, ERR_NOMEM or
 * ERR_IO. */
int intake_set_size(struct intake *in, int64_t size);

/* Sets fn, which intake_receive() calls after each piece that it has stored. */
void intake_follow(struct intake *in, void (*fn)(void *arg, const char *bytes, size_t len),
                   void *arg);

/* From here to the end of intake_receive(), the bytes must match c (borrowed until then). They
 * count only once they match: info.json records that first, so that they do not count after a
 * crash. Returns 0, ERR_IO or ERR_NO_SPACE. */
int intake_expect(struct intake *in, struct checksum *c);

/* Stores len bytes at the end. Returns 0; ERR_TOO_LARGE beyond the declared or allowed size, or
 * ERR_QUOTA (in both cases none of these bytes is stored); ERR_NO_SPACE, ERR_IO or ERR_NOMEM. */
int intake_append(struct intake *in, const char *bytes, size_t len);

/* Reads r's body to its end into the upload. Returns 0 or the first error. Received bytes are kept,
 * except those under a checksum: they are cut off unless they match, and ERR_CHECKSUM reports a
 * mismatch. */
int intake_receive(struct intake *in, struct request *r);

/* Records the name of an upload that awaits it, after the checks of admission that concern names;
 * name NULL: it has none. Does nothing to any other upload. x is the request, for the detail of a
 * refusal. An upload whose name is refused fails. Returns 0; ERR_TYPE or ERR_REFUSED; ERR_ADMISSION
 * if the check cannot be made now; an error of intake_open(); ERR_NO_SPACE. */
int intake_name(struct exchange *x, const char *id, const char *name);

/* Whether all declared bytes are stored, and nothing else is awaited. */
bool intake_is_full(const struct intake *in);

/* Detaches the sender and leaves an incomplete upload as it is. Clears the caller's pointer;
 * accepts NULL. */
void intake_leave(struct intake **in);

/* Sets the form fields (JSON object text; our upload keys are masked) for the next save of the
 * record. Returns 0 or ERR_NOMEM. */
int intake_set_fields(struct intake *in, const char *fields);

/* For an upload with all bytes whose record is incomplete: releases it until the next
 * intake_open(). It does not expire for as long as a request may take. Returns 0; ERR_IO or
 * ERR_NO_SPACE, and then it is still attached. */
int intake_set_aside(struct intake **in);

/* All bytes are stored: syncs them, records the upload as complete, releases it, and queues it for
 * processing (`done` without stages). Also detaches on failure. Returns 0; ERR_NOT_FINISHED if the
 * upload awaits its name; ERR_IO or ERR_NO_SPACE. */
int intake_finish(struct intake **in);

/* Ends an upload that cannot be resumed as failed, with err as the reason. Keeps the stored bytes.
 * Detaches. If a DELETE waits for the upload, it is left as it is; if that DELETE fails, it stays
 * unfinished until another one, or until it expires. */
void intake_fail(struct intake **in, int err);

/* All bytes are stored but are not as expected: syncs them, records the upload as complete and
 * failed for that reason, and releases it. Returns the same as intake_finish(). */
int intake_refuse(struct intake **in, int err);

/* Removes the upload and interrupts its sender, if any. Watchers get the final state. Returns 0, an
 * error of intake_open(), or ERR_IO. */
int intake_remove(struct app *app, const char *id);

#endif
