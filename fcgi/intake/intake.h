/* SPDX-License-Identifier: MIT */
/*
 * The way of bytes into the spool, the same for every protocol: create the record, attach one
 * sender under the lock, append, and leave it as it is or finish it. Counting and publishing happen
 * on the way.
 */
#ifndef LOADLINE_INTAKE_H
#define LOADLINE_INTAKE_H

#include "access/access.h"
#include "fcgi/app/app.h"
#include "fcgi/intake/checksum.h"
#include "spool/lock.h"
#include "fcgi/http/request.h"

#define INTAKE_NAME_MAX 1024 /* bytes of a file name that are kept */
#define INTAKE_TYPE_MAX 255

struct exchange;

/* What a protocol knows of a new upload; strings are borrowed and may be NULL. */
struct intake_offer {
    int64_t size; /* -1 unknown */
    const char *name, *type, *metadata, *concat;
    const char *fields;         /* of the form, as far as they have come: JSON object text */
    const char *other_names[2]; /* that the metadata has beside it: nothing uses them but the site's
                                   own programs */
    enum upload_kind kind;
    const struct principal *by; /* who makes it, and so owns it; NULL: nobody */
    const char *expected;       /* the digest declared for the whole, as digest.h writes it */
    struct exchange *exchange;  /* who asks, and gets the reason of a refusal; NULL: nobody */
    bool in_parts;              /* the worker puts it together; intake_hand_over() */
    bool open_end; /* nothing ends it but its client, a size of 0 neither (IETF draft) */
};

/* Makes id and record, creates the folder, and tells. Where the size is 0 the upload is finished at
 * once. Fills u_out (to be freed). Errors of admission_check(), ERR_IO. */
int intake_create(struct app *app, const struct intake_offer *offer, struct upload *u_out);

struct intake; /* one sender, attached */

/* Takes the lock (asking a holder to let go), loads the record and attaches r as its sender. A
 * newer request ends r's body with ERR_SUPERSEDED from then on, once its turn (`sender_turn`) is
 * over; a DELETE does at once, with ERR_GONE. ERR_NOT_FOUND, ERR_LOCKED, of a PATCH ERR_SUPERSEDED,
 * ERR_GONE for an upload that ended without being complete, ERR_CROWDED, ERR_IO, ERR_NOMEM. */
int intake_open(struct app *app, const char *id, enum lock_verb verb, struct request *r,
                struct intake **out);

/* intake_open(), but what takes no byte from offset (-1: whatever it takes) is only read, and
 * nobody is asked to let go for it: a complete upload, whose processing may hold the lock for long,
 * and one that has more already. Then *out is NULL and u_out, which is to be freed either way, its
 * record. */
int intake_open_or_read(struct app *app, const char *id, enum lock_verb verb, int64_t offset,
                        struct request *r, struct intake **out, struct upload *u_out);

/* The record as it stands; belongs to the intake. */
const struct upload *intake_upload(const struct intake *in);

/* Records the size that was not known so far. ERR_LENGTHS where it is known and another one, or
 * more is stored; ERR_TOO_LARGE over max_size, ERR_NO_SPACE, ERR_IO. */
int intake_set_size(struct intake *in, int64_t size);

/* From now on fn is called after each piece that intake_receive() stored. */
void intake_follow(struct intake *in, void (*fn)(void *arg, const char *bytes, size_t len),
                   void *arg);

/* The bytes from here to the end of intake_receive() must hash to c (borrowed until then). They do
 * not count before they have: info.json says so first, so that a crash does not make them count.
 * ERR_IO, ERR_NO_SPACE. */
int intake_expect(struct intake *in, struct checksum *c);

/* Appends len bytes of a file, by the kernel where it can. What intake_append() says. */
int intake_copy(struct intake *in, int from_fd, int64_t len);

/* Stores bytes at the end. ERR_TOO_LARGE beyond the declared or allowed size (nothing of these
 * bytes is stored), ERR_NO_SPACE, ERR_IO. */
int intake_append(struct intake *in, const char *bytes, size_t len);

/* Reads r's body to its end into the upload. 0 at its end, or the first failure; what arrived is
 * kept, but for what was to match a checksum: that is cut off, and ERR_CHECKSUM says that it
 * arrived and does not. */
int intake_receive(struct intake *in, struct request *r);

/* Whether every declared byte is there. */
bool intake_is_full(const struct intake *in);

/* Leaves an incomplete upload as it is and lets go. NULL is fine. */
void intake_leave(struct intake **in);

/* Has the next change of the record keep what its form says beside the file (JSON object text; the
 * keys of uploads of ours are masked). ERR_NOMEM. */
int intake_set_fields(struct intake *in, const char *fields);

/* All bytes are there, but not all that belongs into the record: lets go until intake_open(). It
 * does not expire for as long as a request may take. ERR_IO, ERR_NO_SPACE: it is attached still. */
int intake_set_aside(struct intake **in);

/* All bytes are there: syncs, records it complete, lets go, and hands it to processing (or to
 * `done` where no stages are set). Lets go also on failure: ERR_IO, ERR_NO_SPACE. */
int intake_finish(struct intake **in);

/* Its parts are linked (store_parts.h): lets go and hands it to the worker. Lets go also on
 * failure: ERR_IO, ERR_NO_SPACE. */
int intake_hand_over(struct intake **in);

/* Ends it as failed, with what is stored kept: for uploads that cannot be resumed. err is the
 * reason. */
void intake_fail(struct intake **in, int err);

/* All bytes are there, but are not what they should be: syncs, records it complete and failed for
 * that reason, and lets go. Results of intake_finish. */
int intake_refuse(struct intake **in, int err);

/* Removes the upload, ending a sender in flight. A tombstone state is told to watchers. Errors of
 * intake_open. */
int intake_remove(struct app *app, const char *id);

#endif
