/* SPDX-License-Identifier: MIT */
/*
 * Without words the lists in Redis are sufficient. With words the documents and owners are read in
 * batches, and only the entries that match are kept.
 */
#include "fcgi/status/upload_list_entries.h"

#include "base/error.h"
#include "base/json.h"
#include "progress/progress_list.h"
#include "redis/redis_shards.h"
#include "upkeep/document_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BATCH 64
#define LISTED_MAX 1000 /* of each list of a shard, as advance.lua keeps them */
#define GROWTH ((size_t)256)
#define DEPTH 12

/* Adds the entries of one list. */
struct gathering {
    struct upload_list *list;
    enum upload_list_rank rank;
    int err;
};

static int upload_list_add(struct upload_list *l, const char *id, enum upload_list_rank rank,
                           int64_t at)
{
    if (l->count % GROWTH == 0) {
        void *more = realloc(l->entries, (l->count + GROWTH) * sizeof *l->entries);
        if (more == NULL)
            return ERR_NOMEM;
        l->entries = more;
    }
    struct upload_list_entry *e = &l->entries[l->count++];
    *e = (struct upload_list_entry){.rank = rank, .at = at};
    memcpy(e->id, id, ID_SIZE);
    return 0;
}

static void gather_entry(void *arg, const char *id, int64_t at_ms)
{
    struct gathering *g = arg;

    if (g->err == 0)
        g->err = upload_list_add(g->list, id, g->rank, at_ms);
}

static int gather_shard(struct redis *r, const char *prefix, int64_t since_ms, bool also_open,
                        struct upload_list *l)
{
    static const struct {
        enum progress_key which;
        enum upload_list_rank rank;
    } lists[] = {{PROGRESS_FAILED, UPLOAD_LIST_FAILED},
                 {PROGRESS_ENDED, UPLOAD_LIST_ENDED},
                 {PROGRESS_ACTIVE, UPLOAD_LIST_OPEN}};
    int err = 0;

    for (size_t i = 0; err == 0 && i < (also_open ? 3 : 2); i++) {
        bool open = lists[i].which == PROGRESS_ACTIVE;
        struct gathering g = {.list = l, .rank = lists[i].rank};
        err = progress_list(r, prefix, lists[i].which, open ? 0 : since_ms, LISTED_MAX,
                            gather_entry, &g);
        if (err == 0)
            err = g.err;
    }
    return err;
}

/* --- words --- */

/* Whether text has the len bytes of the word, in upper or lower case. */
static bool text_has(const char *text, const char *word, size_t len)
{
    for (; text != NULL && *text != '\0'; text++)
        if (strncasecmp(text, word, len) == 0)
            return true;
    return false;
}

static bool texts_have_all(const char *const texts[3], const char *find)
{
    for (const char *word = find; *(word += strspn(word, " ")) != '\0';) {
        size_t len = strcspn(word, " ");
        bool found = false;
        for (size_t i = 0; i < 3 && !found; i++)
            found = text_has(texts[i], word, len);
        if (!found)
            return false;
        word += len;
    }
    return true;
}

/* One batch of entries: which of them match. */
struct sieve {
    const char *ids[BATCH];
    char *names[BATCH];
    bool there[BATCH], matches[BATCH];
    const char *find;
    size_t count, next;
    int err;
};

static void sieve_note_name(void *arg, const char *id, const char *json, size_t len)
{
    struct sieve *s = arg;
    size_t place = s->next++;
    struct json *o = NULL;

    (void)id;
    s->there[place] = json != NULL;
    if (json == NULL || json_parse(json, len, DEPTH, &o) != 0)
        return;
    const char *name = json_get_string(o, "name", NULL);
    if (name != NULL && (s->names[place] = strdup(name)) == NULL)
        s->err = ERR_NOMEM;
    json_free(&o);
}

static void sieve_note_owner(void *arg, size_t place, const char *owner)
{
    struct sieve *s = arg;
    const char *const texts[3] = {s->ids[place], s->names[place], owner};

    s->matches[place] = s->there[place] && texts_have_all(texts, s->find);
}

static int sieve_read(struct sieve *s, struct redis *r, const char *prefix)
{
    int err = progress_read(r, prefix, s->ids, s->count, sieve_note_name, s);

    if (err == 0)
        err = s->err;
    if (err == 0)
        err = progress_list_owners(r, prefix, s->ids, s->count, sieve_note_owner, s);
    for (size_t i = 0; i < s->count; i++)
        free(s->names[i]);
    return err;
}

/* Removes the entries from the place `first` on that do not match; all are of one shard. */
static int keep_matches(struct redis *r, const char *prefix, const char *find, size_t first,
                        struct upload_list *l)
{
    size_t kept = first;
    int err = 0;

    for (size_t at = first; err == 0 && at < l->count;) {
        struct sieve s = {.find = find};
        while (s.count < BATCH && at + s.count < l->count) {
            s.ids[s.count] = l->entries[at + s.count].id;
            s.count++;
        }
        err = sieve_read(&s, r, prefix);
        /* The ids point into the entries: move these only now. */
        for (size_t i = 0; err == 0 && i < s.count; i++)
            if (s.matches[i])
                l->entries[kept++] = l->entries[at + i];
        at += s.count;
    }
    l->count = kept;
    return err;
}

/* --- the list --- */

static int compare_entries(const void *a, const void *b)
{
    const struct upload_list_entry *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->at != y->at)
        return x->at > y->at ? -1 : 1;
    return strcmp(x->id, y->id);
}

int upload_list_fill(struct document_reader *reader, const char *prefix, int64_t since_ms,
                     const char *find, struct upload_list *out)
{
    int err = 0;

    *out = (struct upload_list){0};
    for (size_t i = 0; err == 0 && i < document_reader_shard_count(reader); i++) {
        struct redis *r = document_reader_redis(reader, i);
        size_t first = out->count;
        err = gather_shard(r, prefix, since_ms, find != NULL, out);
        if (err == 0 && find != NULL)
            err = keep_matches(r, prefix, find, first, out);
    }
    /* An id finds its upload however old it is; the document tells when it ended. */
    if (err == 0 && out->count == 0 && find != NULL && id_valid(find))
        err = upload_list_add(out, find, UPLOAD_LIST_ENDED, 0);
    if (err == 0 && out->count > 0)
        qsort(out->entries, out->count, sizeof *out->entries, compare_entries);
    return err;
}

void upload_list_free(struct upload_list *l)
{
    free(l->entries);
    *l = (struct upload_list){0};
}
