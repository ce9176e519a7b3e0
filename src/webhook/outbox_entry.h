/* SPDX-License-Identifier: MIT */
/*
 * The files of the outbox. A name holds all that scheduling needs:
 * DUE.AT.TRIES.ID.EVENT.ATTEMPT.STAGE, after a dot while it is a draft. A process that works on a
 * file, including the writer of a draft, holds its flock().
 */
#ifndef LOADLINE_OUTBOX_ENTRY_H
#define LOADLINE_OUTBOX_ENTRY_H

#include "webhook/webhook_event.h"
#include "spool/store.h"

#define OUTBOX_FOLDER "outbox"
#define OUTBOX_NAME_SIZE 144
#define OUTBOX_STAGE_SIZE 33

struct outbox_entry {
    int64_t due_ms, at_ms; /* wall ms: the next delivery; the time of the event */
    int tries;             /* failed deliveries */
    char id[ID_SIZE];
    enum event event;
    int attempt; /* attempts_before of the record */
    char stage[OUTBOX_STAGE_SIZE];
    bool is_draft;
};

/* Writes the file's name. */
void outbox_entry_print(const struct outbox_entry *e, char name_out[OUTBOX_NAME_SIZE]);

/* Parses a file's name. False if it is no entry. */
bool outbox_entry_parse(const char *name, struct outbox_entry *out);

/* Opens the folder; with create, creates it first if it is missing. The caller closes the
 * descriptor. ERR_NOT_FOUND, ERR_IO, ERR_NO_SPACE. */
int outbox_open(const struct store *s, bool create, int *fd_out);

/* Counts the files in the open folder. 0 or ERR_IO. */
int outbox_count(int folder, int64_t *count_out);

/* Lists the entries, the earliest due first. The caller frees *list_out with free(). ERR_IO,
 * ERR_NOMEM. */
int outbox_list(int folder, struct outbox_entry **list_out, size_t *count_out);

/* Opens and locks an entry; closing the descriptor unlocks it. ERR_LOCKED: another process holds
 * it; ERR_NOT_FOUND: it was delivered, postponed or settled meanwhile; ERR_IO. */
int outbox_take(int folder, const struct outbox_entry *e, int *fd_out);

/* Reads the record of an open entry into an uninitialised one. ERR_SYNTAX, ERR_BOUND, ERR_IO,
 * ERR_NOMEM. */
int outbox_load(int fd, struct upload *out);

/* outbox_put_off() postpones an entry to due_ms, with the number of failed tries. outbox_remove()
 * removes a delivered or obsolete one. The caller holds its lock (outbox_take()). ERR_IO,
 * ERR_NO_SPACE. */
int outbox_put_off(int folder, const struct outbox_entry *e, int64_t due_ms, int tries);
int outbox_remove(int folder, const struct outbox_entry *e);

/* Settles a draft whose writer has died, and whose lock the caller holds: it is due if the disk
 * confirms the event, and removed otherwise. Errors as store_load() and outbox_put_off(). */
int outbox_recover(struct store *s, int folder, const struct outbox_entry *e, bool *was_true_out);

#endif
