/* SPDX-License-Identifier: MIT */
/*
 * One piece's way into an upload in pieces (`in_pieces`): the bytes of one request of an uploader
 * that cuts a file. Pieces may come in any order, repeatedly and at once. The piece at the upload's
 * offset is appended as a PATCH is; any other lies aside (spool/pieces.h) until those before it are
 * there. The handler pushes the bytes as it reads them.
 */
#ifndef LOADLINE_INTAKE_PIECE_H
#define LOADLINE_INTAKE_PIECE_H

#include "fcgi/intake/intake.h"
#include "spool/glimpse.h"

/* What a request says about its piece. */
struct piece_claim {
    const char *id;   /* of the upload; borrowed until intake_piece_end() */
    int64_t offset;   /* of its first byte in the file */
    int64_t length;   /* -1: as many bytes as will come */
    int64_t total;    /* the file's size; -1: not said */
    bool is_last;     /* the file ends with it; tells the size where no total is said */
    bool is_measure;  /* every piece but the last is as long: recorded as the upload's piece_size */
    bool is_renewal;  /* the uploader has no ids of its own: bytes that differ from the stored ones
                         replace them and what follows, unless another request is sending. If the
                         last byte came long ago, what follows goes in any case: it may be of another
                         version of the file */
    bool is_nameless; /* no renewal, but of such an uploader: refused where it may go on with the
                         file that a renewal replaced */
    const struct glimpse *seen; /* the record of a moment ago, to save another look; borrowed for
                                   one call; NULL: not read */
};

struct piece_result {
    struct upload upload; /* the record after the piece; the caller frees it with upload_free() */
    bool has_completed;   /* this piece completed the upload (upload.complete: any did) */
};

struct intake_piece; /* a piece that is arriving */

/* Begins a piece. Never takes the upload from another sender. r is the request that sends, which a
 * newer request may interrupt; NULL: none. Returns 0; ERR_NOT_FOUND; ERR_GONE if the upload ended
 * incomplete or has expired; ERR_DIFFERS for the piece after which a replaced file would go on,
 * which cannot be told from the next piece of its successor; ERR_ORIGIN if it is not in pieces;
 * ERR_LENGTHS if its size is another; ERR_TOO_LARGE beyond the size or a limit; ERR_TOO_MANY if
 * `max_pieces` lie aside; ERR_NO_SPACE, ERR_QUOTA, ERR_CROWDED, ERR_IO, ERR_INTERNAL or ERR_NOMEM.
 */
int intake_piece_begin(struct app *app, const struct piece_claim *claim, struct request *r,
                       struct intake_piece **out);

/* Claims an alias for the upload (transfer_name()). Does nothing to a piece that is not appended:
 * the pieces before it have claimed it, or those behind it will. */
void intake_piece_name(struct intake_piece *p, const char *scope, const char *alias);

/* Takes the next bytes. Those that are stored already are compared and not stored again. Returns 0;
 * ERR_DIFFERS if they differ from the stored ones (refused for good); ERR_LENGTHS beyond the
 * claimed length; ERR_TOO_LARGE, ERR_QUOTA, ERR_NO_SPACE, ERR_GONE, ERR_IO or ERR_NOMEM. After an
 * error the caller leaves. */
int intake_piece_append(struct intake_piece *p, const char *bytes, size_t len);

/* All bytes of the piece have come: keeps it, appends the pieces that join, and finishes the upload
 * with the last of them. Frees p and clears the pointer, also on failure; then *out needs no
 * freeing. Returns 0: the piece is stored. ERR_LENGTHS if fewer bytes came than claimed, or the
 * size cannot be; ERR_DIFFERS; ERR_LOCKED if the size, or the length of all pieces (is_measure),
 * could not be recorded (try again); ERR_NOT_FOUND or ERR_GONE if the upload was removed meanwhile;
 * ERR_NO_SPACE, ERR_QUOTA, ERR_IO or ERR_NOMEM. */
int intake_piece_end(struct intake_piece **p, struct piece_result *out);

/* The request broke off or was refused. What was appended stays, as with a PATCH; a piece that lies
 * aside is dropped. Clears the pointer; accepts NULL. */
void intake_piece_leave(struct intake_piece **p);

/* Whether the bytes of the claim (its length is known) are stored. Reads the disk only; asks no
 * holder for the lock. u_out is the record, which the caller frees on 0. Returns 0; ERR_NOT_FOUND,
 * ERR_GONE, ERR_IO or ERR_NOMEM. */
int intake_piece_look(struct app *app, const struct piece_claim *claim, bool *is_stored_out,
                      struct upload *u_out);

/* Where the bytes of the file end that are stored in a row from its front, also in pieces that wait
 * until another request lets them in. Results as those of intake_piece_look(). */
int intake_piece_measure(struct app *app, const char *id, int64_t *row_out, struct upload *u_out);

/* As intake_piece_look() for a client that will not send the bytes if the answer is yes: then they
 * are as safe as after intake_piece_end(). A sender that died may have stored them without syncing.
 */
int intake_piece_ask(struct app *app, const struct piece_claim *claim, bool *is_stored_out,
                     struct upload *u_out);

#endif
