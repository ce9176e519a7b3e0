/* SPDX-License-Identifier: MIT */
/*
 * The files of the outbox. Their names say all that decides when they are looked at:
 * DUE.AT.TRIES.ID.EVENT.ATTEMPT.STAGE, behind a dot while it is a draft. Whoever is at one holds
 * its flock(), also the writer of a draft.
 */
#ifndef LOADLINE_OUTBOX_ENTRY_H
#define LOADLINE_OUTBOX_ENTRY_H

#include "webhook/webhook_event.h"
#include "spool/store.h"

#define OUTBOX_FOLDER "outbox"
#define OUTBOX_NAME_SIZE 144
#define OUTBOX_STAGE_SIZE 33

struct outbox_entry {
    int64_t due_ms, at_ms; /* wall: when it is told next; when it happened */
    int tries;             /* that failed */
    char id[ID_SIZE];
    enum event event;
    int attempt; /* attempts_before of the record */
    char stage[OUTBOX_STAGE_SIZE];
    bool is_draft;
};

void outbox_entry_print(const struct outbox_entry *e, char name_out[OUTBOX_NAME_SIZE]);

/* Whether the name is one of an entry. */
bool outbox_entry_parse(const char *name, struct outbox_entry *out);

/* Opens the folder; create makes it first. ERR_NOT_FOUND, ERR_IO, ERR_NO_SPACE. */
int outbox_open(const struct store *s, bool create, int *fd_out);

/* How many files are in the open folder. ERR_IO. */
int outbox_count(int folder, int64_t *count_out);

/* The entries, those that are due first first; free() them. ERR_IO, ERR_NOMEM. */
int outbox_list(int folder, struct outbox_entry **list_out, size_t *count_out);

/* Opens an entry, locked; closing it lets go. ERR_LOCKED: somebody is at it; ERR_NOT_FOUND: it was
 * told, put off or settled meanwhile; ERR_IO. */
int outbox_take(int folder, const struct outbox_entry *e, int *fd_out);

/* Reads the record in an open entry into an uninitialised one. ERR_SYNTAX, ERR_BOUND, ERR_IO,
 * ERR_NOMEM. */
int outbox_load(int fd, struct upload *out);

/* It is due then, after so many tries; or it is told, or is not to be. The entry must be taken.
 * ERR_IO, ERR_NO_SPACE. */
int outbox_put_off(int folder, const struct outbox_entry *e, int64_t due_ms, int tries);
int outbox_remove(int folder, const struct outbox_entry *e);

/* A draft whose writer is gone, which must be taken: is sent if the disk says that it became true,
 * else removed. */
int outbox_recover(struct store *s, int folder, const struct outbox_entry *e, bool *was_true_out);

#endif
