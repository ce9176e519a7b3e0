/* SPDX-License-Identifier: MIT */
/*
 * What senders of pieces need, for their tests: a real spool in a temporary folder, real locks with
 * their watcher, and a publisher that only checks that progress never goes back. Thread-safe.
 */
#ifndef LOADLINE_PIECE_HOST_H
#define LOADLINE_PIECE_HOST_H

#include "fcgi/app/app.h"
#include "fcgi/http/request.h"
#include "fcgi/intake/intake_piece.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request {
    atomic_int interrupted; /* the reason given to request_interrupt(); 0: none */
    int64_t waiting_since_ms;
    _Atomic int64_t file_offset; /* given to request_align_body() */
};

struct piece_host {
    struct app app;
    _Atomic uint64_t free_bytes; /* on the disk */
    _Atomic uint64_t free_files; /* 0: the disk does not count files */
    _Atomic int64_t told;        /* bytes of the upload, as watchers know them last */
    atomic_int went_back;        /* how often that number became smaller */
    atomic_int told_complete;    /* how often watchers saw the end of an upload */
};

extern struct piece_host piece_host;

/* cmocka's setup and teardown of each test: no limits, no stages. piece_host_begin() and
 * piece_host_end() are the same for a process of its own in a spool that exists. */
int piece_host_setup(void **state);
int piece_host_teardown(void **state);
void piece_host_begin(struct store *s);
void piece_host_end(void);

/* Makes the quota again from the settings. */
void piece_host_renew_quota(void);

/* Creates an upload in pieces; -1: of unknown size. */
void piece_host_create(int64_t size, char id_out[ID_SIZE]);

/* A file of which pieces are sent. */
struct piece_source {
    const char *id;
    const char *bytes;
    int64_t size;
    const struct glimpse *seen; /* the record that its claims bring, or NULL */
};

/* Sends the file's piece at offset, in appends of at most step bytes. Returns the first error, or
 * that of the end. */
int piece_host_send(const struct piece_source *s, int64_t offset, int64_t length, size_t step);

/* Begins the piece and sends only its first `sent` bytes. The piece is NULL after an error. */
int piece_host_send_some(const struct piece_source *s, int64_t offset, int64_t length, int64_t sent,
                         struct request *r, struct intake_piece **out);

/* The same for a claim of one's own: sends len bytes and ends the piece. */
int piece_host_send_claim(const struct piece_claim *claim, const char *bytes, size_t len,
                          struct piece_result *out);

/* Whether the upload is complete and holds exactly the file. */
bool piece_host_is_whole(const struct piece_source *s);

/* Checks what is stored of the file, whatever happened: data is its beginning and each piece a part
 * of it. Returns the bytes stored. */
int64_t piece_host_check(const struct piece_source *s);

/* The upload's record; the caller frees it. */
struct upload piece_host_load(const char *id);

/* The number of files in the folder of the pieces; -1: there is no folder. */
int piece_host_count_files(const char *id);

#endif
