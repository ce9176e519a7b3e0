/* SPDX-License-Identifier: MIT */
/*
 * Builds the call. It prepares all values for the script's JSON document: text is valid UTF-8,
 * numbers are digits or '' for unknown, and the total size is bounded.
 */
#include "progress/progress_encode.h"

#include "base/error.h"
#include "base/utf8.h"
#include "upload/percent.h"
#include "upload/state.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 65536  /* bytes of one text before it is cut */
#define FRAME_BYTES 768 /* of a document without its texts: member names, numbers, id, states */

static void progress_encode_add(struct progress_call *call, const char *argument)
{
    assert(call->argc < PROGRESS_ARGS_MAX);
    call->argv[call->argc++] = argument;
}

static void progress_encode_add_field(struct progress_call *call, const char *name,
                                      const char *value)
{
    progress_encode_add(call, name);
    progress_encode_add(call, value != NULL ? value : "");
}

/* Returns the text of a number; "" if it is negative, which means unknown everywhere in a record.
 */
static const char *number_text(struct progress_call *call, int64_t n)
{
    assert(call->numbers < PROGRESS_NUMBERS_MAX);
    char *buf = call->number[call->numbers++];

    if (n < 0)
        buf[0] = '\0';
    else
        snprintf(buf, sizeof call->number[0], "%" PRId64, n);
    return buf;
}

static void add_number(struct progress_call *call, int64_t n)
{
    progress_encode_add(call, number_text(call, n));
}

static void add_number_field(struct progress_call *call, const char *name, int64_t n)
{
    progress_encode_add_field(call, name, number_text(call, n));
}

/* Returns a copy as valid UTF-8. NULL stays NULL; when out of memory, NULL with *err_out set. */
static char *clean_copy(const char *text, int *err_out)
{
    struct buffer b;
    char *copy = NULL;

    if (text == NULL)
        return NULL;
    if (utf8_valid(text, strlen(text))) {
        copy = strdup(text);
    } else {
        buffer_init(&b, TEXT_MAX);
        buffer_add_utf8(&b, text);
        copy = buffer_take(&b);
    }
    if (copy == NULL)
        *err_out = ERR_NOMEM;
    return copy;
}

/* Returns the most bytes that the script's encoder writes for a JSON string. */
static size_t string_bytes(const char *text)
{
    size_t n = 4; /* quotes, or null */

    for (; text != NULL && *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        n += c < 0x20 || c == 0x7f ? 6 : c == '"' || c == '\\' || c == '/' ? 2 : 1;
    }
    return n;
}

static size_t document_bytes(const struct progress_call *call)
{
    size_t n = FRAME_BYTES;

    for (int i = TEXT_NAME; i <= TEXT_MESSAGE; i++)
        n += string_bytes(call->text[i]);
    for (int i = TEXT_STAGES; i <= TEXT_RESULT; i++)
        n += strlen(call->text[i]);
    return n;
}

static int drop_stage_messages(struct progress_call *call, const struct upload *u)
{
    struct upload copy;
    int err = upload_copy(u, &copy);

    if (err != 0)
        return err;
    for (size_t i = 0; i < copy.stage_count; i++)
        (void)upload_set(&copy.stages[i].message, NULL);
    free(call->text[TEXT_STAGES]);
    call->text[TEXT_STAGES] = upload_stages_json(&copy);
    upload_free(&copy);
    return call->text[TEXT_STAGES] != NULL ? 0 : ERR_NOMEM;
}

static int fit(struct progress_call *call, const struct upload *u)
{
    int err = 0;

    if (document_bytes(call) > PROGRESS_EVENT_MAX)
        err = drop_stage_messages(call, u);
    for (int i = TEXT_NAME; err == 0 && i <= TEXT_MESSAGE; i++)
        if (document_bytes(call) > PROGRESS_EVENT_MAX)
            err = upload_set_message(&call->text[i], call->text[i]);
    if (err == 0 && document_bytes(call) > PROGRESS_EVENT_MAX)
        err = upload_set(&call->text[TEXT_RESULT], "null");
    return err;
}

static int make_texts(struct progress_call *call, const struct upload *u)
{
    int err = 0;

    call->text[TEXT_NAME] = clean_copy(u->name, &err);
    call->text[TEXT_TYPE] = clean_copy(u->type, &err);
    call->text[TEXT_MESSAGE] = clean_copy(u->message, &err);
    call->text[TEXT_STAGES] = upload_stages_json(u);
    call->text[TEXT_ERROR] = upload_error_json(u);
    call->text[TEXT_RESULT] = strdup(u->result != NULL ? u->result : "null");
    for (int i = TEXT_STAGES; i <= TEXT_RESULT; i++)
        if (call->text[i] == NULL)
            err = ERR_NOMEM;
    return err != 0 ? err : fit(call, u);
}

static void add_keys(struct progress_call *call, const char *prefix, const struct upload *u)
{
    progress_upload_key(prefix, u->id, call->key[0]);
    progress_key(prefix, PROGRESS_ACTIVE, call->key[1]);
    progress_key(prefix, PROGRESS_LEASES, call->key[2]);
    progress_queue_key(prefix, PROGRESS_JOBS, u->spool, call->key[3]);
    progress_key(prefix, PROGRESS_ENDED, call->key[4]);
    progress_key(prefix, PROGRESS_FAILED, call->key[5]);
    call->keys = 6;
    if (u->owner != NULL)
        progress_owner_key(prefix, u->owner, call->key[call->keys++]);
    for (int i = 0; i < call->keys; i++)
        progress_encode_add(call, call->key[i]);
}

static void progress_encode_add_record(struct progress_call *call, const struct progress_change *c)
{
    const struct upload *u = c->upload;

    call->received = number_text(call, upload_stored(u));
    call->percent = number_text(call, percent_calculate(u));
    call->size = number_text(call, u->size);
    progress_encode_add_field(call, "kind", upload_kind_name(u->kind));
    progress_encode_add_field(call, "state", state_name(u->state));
    progress_encode_add_field(call, "transfer", state_transfer_name(c->active));
    progress_encode_add_field(call, "name", call->text[TEXT_NAME]);
    progress_encode_add_field(call, "type", call->text[TEXT_TYPE]);
    progress_encode_add_field(call, "size", call->size);
    progress_encode_add_field(call, "received", call->received);
    progress_encode_add_field(call, "percent", call->percent);
    progress_encode_add_field(call, "message", call->text[TEXT_MESSAGE]);
    progress_encode_add_field(call, "stages", call->text[TEXT_STAGES]);
    progress_encode_add_field(call, "error", call->text[TEXT_ERROR]);
    progress_encode_add_field(call, "result", call->text[TEXT_RESULT]);
    add_number_field(call, "created_at", u->created_at > 0 ? u->created_at : -1);
    add_number_field(call, "updated_at", u->updated_at > 0 ? u->updated_at : 0);
    add_number_field(call, "expires_at", u->expires_at > 0 ? u->expires_at : -1);
    progress_encode_add_field(call, "_owner", u->owner);
    progress_encode_add_field(call, PROGRESS_FIELD_SPOOL, u->spool);
    if (u->setback != NULL)
        progress_encode_add_field(call, "_code", u->setback);
    if (u->setback != NULL && u->wake_at > 0)
        add_number_field(call, "_wake_at", u->wake_at);
}

static int progress_encode_add_fingerprint(struct progress_call *call)
{
    const char *const *arguments = call->argv + call->keys;
    const struct progress_identity identity = {
        .run_id = arguments[PROGRESS_ARG_RUN],
        .writer = arguments[PROGRESS_ARG_WRITER],
        .fields = arguments + PROGRESS_ARG_FIELDS,
        .n = (size_t)(call->argc - call->keys - PROGRESS_ARG_FIELDS) / 2,
    };
    int err = progress_fingerprint(&identity, call->fingerprint);

    if (err == 0)
        progress_encode_add_field(call, "_fingerprint", call->fingerprint);
    return err;
}

/* A form's record is not on disk, so nothing removes it after a crash; it expires by itself. */
static int64_t ttl_ms(const struct upload *u)
{
    bool orphan = u->kind == KIND_FORM && !state_ended(u->state);

    return orphan ? PROGRESS_FORM_TTL_MS : state_ttl_ms(u->state);
}

/* The upload that a part belongs to tells its success. A deleted one ended before; in the list it
 * would take the place of one that people still look for. */
static bool progress_encode_is_listed(const struct upload *u)
{
    return u->state != STATE_DELETED && (u->kind != KIND_PARTIAL || u->state == STATE_FAILED);
}

int progress_call_make(struct progress_call *call, const char *prefix,
                       const struct progress_change *c, const char *mode, const char *run_id)
{
    const struct upload *u = c->upload;
    bool create = strcmp(mode, "create") == 0;
    int err;

    *call = (struct progress_call){0};
    err = make_texts(call, u);
    if (err != 0)
        return err;
    add_keys(call, prefix, u);
    progress_encode_add(call, mode);
    progress_encode_add(call, u->id);
    progress_encode_add(call, run_id);
    progress_encode_add(call, c->fence.writer != NULL ? c->fence.writer : "");
    add_number(call, create && u->attempt > c->fence.attempt ? u->attempt : c->fence.attempt);
    progress_encode_add(call, state_origins(u->state));
    add_number(call, c->interval_ms > 0 ? c->interval_ms : 0);
    add_number(call, ttl_ms(u));
    add_number(call, c->lease || c->active ? PROGRESS_LEASE_MS : 0);
    add_number(call, PROGRESS_EVENT_MAX);
    progress_encode_add(call, progress_encode_is_listed(u) ? "1" : "0");
    assert(call->argc == call->keys + PROGRESS_ARG_FIELDS);
    progress_encode_add_record(call, c);
    return progress_encode_add_fingerprint(call);
}

void progress_call_free(struct progress_call *call)
{
    for (int i = 0; i < TEXT_COUNT; i++)
        free(call->text[i]);
    *call = (struct progress_call){0};
}
