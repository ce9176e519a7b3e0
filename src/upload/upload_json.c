/* SPDX-License-Identifier: MIT */
/*
 * The record as JSON: info.json, and the members of the event document that are copied as they are.
 */
#include "upload/upload.h"

#include "base/error.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#define JSON_DEPTH 12

/* 0 in the record means "not yet"; JSON has null. */
static int set_time(struct json *to, const char *name, int64_t wall_ms)
{
    return wall_ms == 0 ? json_set_null(to, name) : json_set_int(to, name, wall_ms);
}

/* A negative number in the record means "unknown"; JSON has null. */
static int set_count(struct json *to, const char *name, int64_t n)
{
    return n < 0 ? json_set_null(to, name) : json_set_int(to, name, n);
}

/* Adds JSON object text as an object. */
static int set_object(struct json *o, const char *name, const char *text)
{
    struct json *value = NULL;

    if (text == NULL)
        return json_set_null(o, name);
    int rc = json_parse(text, strlen(text), JSON_DEPTH, &value);
    return rc != 0 ? rc : json_set(o, name, value);
}

/* Makes the JSON of one stage. with_weight adds the weight and other private members, for
 * info.json. NULL when out of memory. */
static struct json *stage_to_json(const struct stage *s, bool with_weight)
{
    struct json *o = json_new_object();

    if (o == NULL)
        return NULL;
    int rc = json_set_string(o, "name", s->name);
    rc |= json_set_string(o, "label", s->label);
    if (with_weight) {
        rc |= json_set_int(o, "weight", s->weight);
        rc |= json_set_int(o, "tries", s->tries);
        if (s->kept != NULL)
            rc |= set_object(o, "kept", s->kept);
    }
    rc |= json_set_string(o, "state", stage_state_name(s->state));
    rc |= set_count(o, "progress", s->progress);
    rc |= json_set_string(o, "message", s->message);
    rc |= set_time(o, "started_at", s->started_at);
    rc |= set_time(o, "ended_at", s->ended_at);
    if (rc != 0)
        json_free(&o);
    return o;
}

static struct json *stages_to_json(const struct upload *u, bool with_weight)
{
    struct json *list = json_new_array();

    for (size_t i = 0; list != NULL && i < u->stage_count; i++)
        if (json_set(list, NULL, stage_to_json(&u->stages[i], with_weight)) != 0)
            json_free(&list);
    return list;
}

static struct json *failure_to_json(const struct failure *f)
{
    struct json *o = json_new_object();

    if (o == NULL)
        return NULL;
    int rc = json_set_string(o, "code", f->code);
    rc |= json_set_string(o, "message", f->message);
    rc |= json_set_string(o, "stage", f->stage);
    rc |= f->status == 0 ? json_set_null(o, "status") : json_set_int(o, "status", f->status);
    rc |= json_set_bool(o, "retryable", f->retryable);
    if (rc != 0)
        json_free(&o);
    return o;
}

/* Returns the text of a document and frees the document; NULL stays NULL. */
static char *text_of(struct json *j)
{
    char *text = j == NULL ? NULL : strdup(json_text(j));

    json_free(&j);
    return text;
}

char *upload_stages_json(const struct upload *u)
{
    return text_of(stages_to_json(u, false));
}

char *upload_error_json(const struct upload *u)
{
    return u->failure.code == NULL ? strdup("null") : text_of(failure_to_json(&u->failure));
}

static int set_scalars(struct json *o, const struct upload *u)
{
    int rc = json_set_int(o, "schema", UPLOAD_SCHEMA);
    rc |= json_set_string(o, "id", u->id);
    if (*u->spool != '\0')
        rc |= json_set_string(o, "spool", u->spool);
    rc |= json_set_string(o, "kind", upload_kind_name(u->kind));
    rc |= json_set_string(o, "state", state_name(u->state));
    rc |= json_set_bool(o, "complete", u->complete);
    if (u->in_pieces)
        rc |= json_set_bool(o, "in_pieces", true);
    if (u->piece_size > 0)
        rc |= json_set_int(o, "piece_size", u->piece_size);
    if (u->earlier_end > 0) {
        rc |= json_set_int(o, "earlier_end", u->earlier_end);
        rc |= json_set_int(o, "renewed_at", u->renewed_at);
    }
    if (u->awaits_name)
        rc |= json_set_bool(o, "awaits_name", true);
    rc |= set_count(o, "size", u->size);
    rc |= json_set_int(o, "received", u->received);
    rc |= json_set_int(o, "max_size", u->max_size);
    rc |= json_set_string(o, "name", u->name);
    rc |= json_set_string(o, "type", u->type);
    rc |= json_set_string(o, "owner", u->owner);
    if (u->address != NULL)
        rc |= json_set_string(o, "address", u->address);
    rc |= json_set_string(o, "metadata", u->metadata);
    rc |= json_set_string(o, "concat", u->concat);
    rc |= json_set_string(o, "expected", u->expected);
    rc |= json_set_string(o, "location", u->location);
    rc |= json_set_string(o, "message", u->message);
    rc |= set_count(o, "pending_from", u->pending_from);
    rc |= json_set_int(o, "expire_after_ms", u->expire_after_ms);
    rc |= json_set_int(o, "expire_empty_after_ms", u->expire_empty_after_ms);
    rc |= json_set_int(o, "attempt", u->attempt);
    rc |= json_set_int(o, "attempts_before", u->attempts_before);
    rc |= set_time(o, "wake_at", u->wake_at);
    if (u->traceparent[0] != '\0')
        rc |= json_set_string(o, "traceparent", u->traceparent);
    rc |= set_time(o, "created_at", u->created_at);
    rc |= set_time(o, "updated_at", u->updated_at);
    rc |= set_time(o, "expires_at", u->expires_at);
    return rc;
}

char *upload_to_json(const struct upload *u)
{
    struct json *o = json_new_object();
    char *text = NULL;

    if (o == NULL)
        return NULL;
    int rc = set_scalars(o, u);
    if (u->fields != NULL)
        rc |= set_object(o, "fields", u->fields);
    rc |= set_object(o, "result", u->result);
    rc |= u->failure.code == NULL ? json_set_null(o, "error")
                                  : json_set(o, "error", failure_to_json(&u->failure));
    rc |= json_set(o, "stages", stages_to_json(u, true));
    if (rc == 0)
        text = strdup(json_text_pretty(o));
    json_free(&o);
    return text;
}

static int object_from_json(const struct json *o, const char *name, char **member)
{
    const struct json *value = json_member(o, name);

    return json_kind(value) == JSON_OBJECT ? upload_set(member, json_text(value)) : 0;
}

static int stage_from_json(const struct json *o, struct upload *u)
{
    const char *name = json_get_string(o, "name", NULL);
    int state = stage_state_from_name(json_get_string(o, "state", ""));

    if (name == NULL || state < 0)
        return ERR_SYNTAX;
    int rc = upload_add_stage(u, name, json_get_string(o, "label", name),
                              (int)json_get_int(o, "weight", 1));
    if (rc != 0)
        return rc;
    struct stage *s = &u->stages[u->stage_count - 1];
    s->state = (enum stage_state)state;
    s->progress = (int)json_get_int(o, "progress", -1);
    s->tries = (int)json_get_int(o, "tries", 0);
    s->started_at = json_get_int(o, "started_at", 0);
    s->ended_at = json_get_int(o, "ended_at", 0);
    rc = object_from_json(o, "kept", &s->kept);
    return rc != 0 ? rc : upload_set(&s->message, json_get_string(o, "message", NULL));
}

static int stages_from_json(const struct json *list, struct upload *u)
{
    for (size_t i = 0; i < json_count(list); i++) {
        int rc = stage_from_json(json_item(list, i), u);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int failure_from_json(const struct json *o, struct failure *f)
{
    f->status = (int)json_get_int(o, "status", 0);
    f->retryable = json_get_bool(o, "retryable", false);
    int rc = upload_set(&f->code, json_get_string(o, "code", NULL));
    rc |= upload_set(&f->message, json_get_string(o, "message", NULL));
    rc |= upload_set(&f->stage, json_get_string(o, "stage", NULL));
    return rc == 0 ? 0 : ERR_NOMEM;
}

/* Reads the members without which the document is no record. */
static int identity_from_json(const struct json *o, struct upload *u)
{
    const char *id = json_get_string(o, "id", "");
    int kind = upload_kind_from_name(json_get_string(o, "kind", ""));
    int state = state_from_name(json_get_string(o, "state", ""));

    if (json_get_int(o, "schema", 0) != UPLOAD_SCHEMA || !id_valid(id) || kind < 0 || state < 0)
        return ERR_SYNTAX;
    memcpy(u->id, id, ID_SIZE);
    if (spool_id_valid(json_get_string(o, "spool", "")))
        memcpy(u->spool, json_get_string(o, "spool", ""), SPOOL_ID_SIZE);
    u->kind = (enum upload_kind)kind;
    u->state = (enum state)state;
    return 0;
}

static int strings_from_json(const struct json *o, struct upload *u)
{
    int rc = upload_set(&u->name, json_get_string(o, "name", NULL));
    rc |= upload_set(&u->type, json_get_string(o, "type", NULL));
    rc |= upload_set(&u->owner, json_get_string(o, "owner", NULL));
    rc |= upload_set(&u->address, json_get_string(o, "address", NULL));
    rc |= upload_set(&u->metadata, json_get_string(o, "metadata", NULL));
    rc |= upload_set_concat(u, json_get_string(o, "concat", NULL));
    rc |= upload_set(&u->expected, json_get_string(o, "expected", NULL));
    rc |= upload_set(&u->location, json_get_string(o, "location", NULL));
    rc |= upload_set(&u->message, json_get_string(o, "message", NULL));
    rc |= object_from_json(o, "fields", &u->fields);
    rc |= object_from_json(o, "result", &u->result);
    return rc == 0 ? 0 : ERR_NOMEM;
}

static void numbers_from_json(const struct json *o, struct upload *u)
{
    u->complete = json_get_bool(o, "complete", false);
    u->in_pieces = json_get_bool(o, "in_pieces", false);
    u->piece_size = json_get_int(o, "piece_size", 0);
    u->earlier_end = json_get_int(o, "earlier_end", 0);
    u->renewed_at = json_get_int(o, "renewed_at", 0);
    u->awaits_name = json_get_bool(o, "awaits_name", false);
    u->size = json_get_int(o, "size", -1);
    u->received = json_get_int(o, "received", 0);
    u->max_size = json_get_int(o, "max_size", 0);
    u->pending_from = json_get_int(o, "pending_from", -1);
    u->expire_after_ms = json_get_int(o, "expire_after_ms", 0);
    u->expire_empty_after_ms = json_get_int(o, "expire_empty_after_ms", 0);
    u->attempt = (int)json_get_int(o, "attempt", 0);
    u->attempts_before = (int)json_get_int(o, "attempts_before", 0);
    u->wake_at = json_get_int(o, "wake_at", 0);
    (void)trace_parent_parse(json_get_string(o, "traceparent", NULL), u->traceparent);
    u->created_at = json_get_int(o, "created_at", 0);
    u->updated_at = json_get_int(o, "updated_at", 0);
    u->expires_at = json_get_int(o, "expires_at", 0);
}

int upload_from_json(const char *text, size_t len, struct upload *out)
{
    struct json *o = NULL;

    upload_init(out);
    int rc = json_parse(text, len, JSON_DEPTH, &o);
    if (rc == 0)
        rc = identity_from_json(o, out);
    if (rc == 0) {
        numbers_from_json(o, out);
        rc = strings_from_json(o, out);
    }
    if (rc == 0)
        rc = failure_from_json(json_member(o, "error"), &out->failure);
    if (rc == 0)
        rc = stages_from_json(json_member(o, "stages"), out);
    json_free(&o);
    if (rc != 0)
        upload_free(out);
    return rc;
}
