/* SPDX-License-Identifier: MIT */
/*
 * Read in batches, changed one by one. Whoever holds an upload's lock tells of it by himself, and so does whoever let go a
 * moment ago.
 */
#include "worker/put_back.h"

#include "assembly.h"
#include "clock.h"
#include "error.h"
#include "lock.h"
#include "log.h"
#include "progress.h"
#include "progress_document.h"
#include "restore.h"

#include <stdlib.h>
#include <string.h>

#define BATCH 64
#define SETTLED_MS 5000

/* One upload of a batch, and what Redis has of it. */
struct look {
    const char *id;
    bool missing;
    char *seen; /* the document, where it differs from disk; or NULL */
    size_t len;
};

struct batch {
    struct put_back *p;
    struct look looks[BATCH];
    size_t next;
};

bool put_back_concerns(const struct upload *u)
{
    return !u->complete && !assembly_is_due(u) && !state_ended(u->state);
}

int put_back_note(struct put_back *p, const char *id)
{
    if (p->count == p->room) {
        size_t room = p->room > 0 ? 2 * p->room : 64;
        char(*ids)[ID_SIZE] = realloc(p->ids, room * sizeof *ids);
        if (ids == NULL)
            return ERR_NOMEM;
        p->ids = ids;
        p->room = room;
    }
    memcpy(p->ids[p->count++], id, ID_SIZE);
    return 0;
}

void put_back_free(struct put_back *p)
{
    free(p->ids);
    p->ids = NULL;
    p->count = p->room = 0;
}

static void pace(struct put_back *p)
{
    int64_t due_ms = p->began_ms + p->changes * 1000 / p->rate, now_ms;

    while ((now_ms = clock_mono_ms()) < due_ms)
        clock_pause_ms(due_ms - now_ms);
    p->changes++;
}

/* --- what differs --- */

/* A sender that Redis knows of tells by itself. */
static bool differs(const struct upload *u, const struct json *doc)
{
    if (strcmp(json_get_string(doc, "state", ""), state_name(u->state)) != 0)
        return true;
    return !state_ended(u->state) && strcmp(json_get_string(doc, "transfer", ""), "idle") == 0 &&
           (json_get_int(doc, "received", 0) != u->received ||
            json_get_int(doc, "size", -1) != u->size);
}

static bool is_older(struct store *s, const char *id, const char *text, size_t len)
{
    struct json *doc = NULL;
    struct upload u;
    bool older = false;

    if (store_load(s, id, &u) != 0)
        return false;
    if ((put_back_concerns(&u) || state_ended(u.state)) &&
        json_parse(text, len, PROGRESS_DEPTH_MAX, &doc) == 0)
        older = differs(&u, doc);
    json_free(&doc);
    upload_free(&u);
    return older;
}

static void note_document(void *arg, const char *id, const char *text, size_t len)
{
    struct batch *b = arg;
    struct look *l = &b->looks[b->next++];

    *l = (struct look){.id = id, .missing = text == NULL, .len = len};
    if (text != NULL && is_older(b->p->store, id, text, len))
        l->seen = strndup(text, len); /* without memory: the next time */
}

/* --- what is done about it --- */

/* The change from what Redis has; where its state forbids that, from nothing. */
static int renew(struct put_back *p, const struct look *l, const struct upload *u)
{
    const struct progress_change change = {.upload = u, .fence = {.attempt = u->attempt}};
    int rc = progress_send(p->redis, p->prefix, &change, NULL);

    if (rc == ERR_ORIGIN) {
        rc = progress_forget(p->redis, p->prefix, l->id, l->seen, l->len);
        if (rc == 0)
            rc = restore_upload(p->redis, p->prefix, p->store, l->id);
    }
    if (rc == 0)
        log_info("upload_renewed", "id", l->id, "state", state_name(u->state), NULL);
    return rc;
}

static int put_back(struct put_back *p, const struct look *l)
{
    struct upload u;
    int rc = 0;

    if ((!l->missing && l->seen == NULL) || lock_held(p->store, l->id))
        return 0;
    pace(p);
    if (store_load(p->store, l->id, &u) != 0)
        return 0; /* removed meanwhile, or damaged */
    if (l->missing && put_back_concerns(&u)) {
        rc = restore_upload(p->redis, p->prefix, p->store, l->id);
        if (rc == 0)
            log_info("upload_restored", "id", l->id, NULL);
    } else if (!l->missing && clock_wall_ms() - u.updated_at >= SETTLED_MS) {
        rc = renew(p, l, &u);
    }
    upload_free(&u);
    return rc == ERR_REDIS ? rc : 0;
}

static int compare_batch(struct put_back *p, const char *const *ids, size_t n)
{
    struct batch b = {.p = p};
    int rc = progress_read(p->redis, p->prefix, ids, n, note_document, &b);

    for (size_t i = 0; i < b.next; i++) {
        if (rc == 0)
            rc = put_back(p, &b.looks[i]);
        free(b.looks[i].seen);
    }
    return rc;
}

static int compare_from(struct put_back *p, size_t first)
{
    const char *ids[BATCH];
    int rc = 0;

    while (rc == 0 && first < p->count) {
        size_t n = 0;
        while (n < BATCH && first < p->count)
            ids[n++] = p->ids[first++];
        rc = compare_batch(p, ids, n);
    }
    return rc;
}

/* --- what Redis takes for unfinished --- */

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, ID_LEN);
}

struct strangers {
    struct put_back *p;
    size_t known; /* those that are sorted */
    int err;
};

static void note_stranger(void *arg, const char *id)
{
    struct strangers *s = arg;
    struct put_back *p = s->p;

    if (s->err == 0 && (s->known == 0 || !bsearch(id, p->ids, s->known, ID_SIZE, by_id)))
        s->err = put_back_note(p, id);
}

int put_back_run(struct put_back *p)
{
    struct strangers s = {.p = p, .known = p->count};

    p->began_ms = clock_mono_ms();
    int rc = compare_from(p, 0);
    if (p->count > 0)
        qsort(p->ids, p->count, sizeof *p->ids, by_id);
    if (rc == 0)
        rc = progress_each_active(p->redis, p->prefix, note_stranger, &s);
    if (rc == 0)
        rc = s.err;
    return rc == 0 ? compare_from(p, s.known) : rc;
}
