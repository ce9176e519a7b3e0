/* SPDX-License-Identifier: MIT */
/*
 * Asks Redis only if a document is uncertain.
 */
#include "upkeep/doubt.h"

#include "base/error.h"
#include "base/log.h"
#include "progress/progress.h"
#include "progress/progress_document.h"
#include "spool/final_parts.h"
#include "upload/state.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

/* Shared by all threads: bits of the shards whose refusal was logged. */
static atomic_uint refused;

void doubt_note(const struct redis *r, size_t shard)
{
    const char *why = redis_refusal(r);
    unsigned bit = 1U << shard;
    bool said = ((why != NULL ? atomic_fetch_or(&refused, bit) : atomic_fetch_and(&refused, ~bit)) &
                 bit) != 0;

    if (why != NULL && !said)
        log_warn("redis_refuses", "address", redis_server(r), "reason", why, NULL);
    else if (why == NULL && said)
        log_info("redis_accepts", "address", redis_server(r), NULL);
}

/* The position of an upload in its life cycle, as a document has it. */
struct position {
    enum state state;
    int64_t received;
};

static bool read_position(const char *id, const struct document *doc, struct position *out)
{
    struct json *j = NULL;

    if (doc->text == NULL || progress_document_parse(id, doc->text, doc->len, &j) != 0)
        return false;
    *out = (struct position){
        .state = (enum state)state_from_name(json_get_string(j, "state", "")),
        .received = json_get_int(j, "received", 0),
    };
    json_free(&j);
    return true;
}

static bool doubt_is_final(const char *id, const struct document *doc)
{
    struct position p;

    return read_position(id, doc, &p) && state_ended(p.state);
}

/* Progress of processing is not written to disk, so the disk cannot confirm it. */
static bool is_current(struct store *s, const char *id, const struct document *doc)
{
    struct position p;
    struct upload u;

    if (!read_position(id, doc, &p))
        return false;
    if (state_ended(p.state))
        return true;
    if (s == NULL || p.state == STATE_PROCESSING || final_parts_load(s, id, &u) != 0)
        return false;
    bool same = u.state == p.state && upload_stored(&u) == p.received;
    upload_free(&u);
    return same;
}

int doubt_check(struct redis *r, size_t shard, struct store *s, const char *const *ids, size_t n,
                const struct document *docs)
{
    size_t first = 0;

    while (first < n && doubt_is_final(ids[first], &docs[first]))
        first++;
    if (first == n)
        return 0;
    int rc = redis_probe_writes(r);
    if (rc == 0 || redis_refusal(r) != NULL)
        doubt_note(r, shard);
    if (rc == 0 || redis_refusal(r) == NULL)
        return rc;
    for (size_t i = first; i < n; i++)
        if (!is_current(s, ids[i], &docs[i]))
            return rc;
    return 0;
}
