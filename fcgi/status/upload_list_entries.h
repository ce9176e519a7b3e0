/* SPDX-License-Identifier: MIT */
/*
 * The entries of an administrator's list, in order and without their documents: the lists of all
 * shards have some thousands at most, and only a page of them is read and sent.
 */
#ifndef LOADLINE_UPLOAD_LIST_ENTRIES_H
#define LOADLINE_UPLOAD_LIST_ENTRIES_H

#include "base/id.h"

#include <stddef.h>
#include <stdint.h>

struct document_reader;

#define UPLOAD_LIST_FIND_MAX 200 /* bytes of the words */

/* The order of the list: these ranks, and within one the newest first. */
enum upload_list_rank { UPLOAD_LIST_FAILED, UPLOAD_LIST_OPEN, UPLOAD_LIST_ENDED };

struct upload_list_entry {
    char id[ID_SIZE];
    enum upload_list_rank rank;
    int64_t at; /* when it ended, or was changed last; wall ms; 0: not known */
};

struct upload_list {
    struct upload_list_entry *entries;
    size_t count;
};

/* Fills the list, which the caller frees with upload_list_free() in every case: what ended after
 * since_ms, and with words in find (NULL: none) also unfinished uploads, but only those that have
 * all words in their name, id or owner; letters a to z in upper and lower case are the same. An id
 * finds its upload however old it is. ERR_REDIS, ERR_IO, ERR_NOMEM. */
int upload_list_fill(struct document_reader *reader, const char *prefix, int64_t since_ms,
                     const char *find, struct upload_list *out);
void upload_list_free(struct upload_list *l);

#endif
