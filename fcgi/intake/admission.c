/* SPDX-License-Identifier: MIT */
/*
 * The checks run in order of their cost. The quota comes last, because its check also counts the
 * upload.
 */
#include "fcgi/intake/admission.h"

#include "access/type_filter.h"
#include "fcgi/app/client_identity.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/filename.h"
#include "base/json.h"
#include "upload/metadata.h"
#include "fcgi/app/sender_limits.h"
#include "fcgi/intake/pre_create.h"
#include "fcgi/http/exchange.h"
#include "fcgi/intake/free_space.h"
#include "fcgi/intake/quota.h"

#include <string.h>

#define QUESTION_MAX (131072 + UPLOAD_FIELDS_MAX)
#define EMPTIES_RETRY_S 5

/* The reason becomes the detail of the answer, if there is a request to answer. */
static int admission_refuse(const struct intake_offer *offer, int err, const char *reason)
{
    return offer->exchange == NULL ? err : exchange_fail(offer->exchange, err, "%s", reason);
}

static const char *owner_of(const struct intake_offer *offer)
{
    return offer->by == NULL || offer->by->owner[0] == '\0' ? NULL : offer->by->owner;
}

static int check_size(const struct app *app, const struct intake_offer *offer)
{
    int64_t max = app->config.max_size;
    int64_t own = offer->by == NULL ? 0 : offer->by->max_size;

    if ((max > 0 && offer->size > max) || (own > 0 && offer->size > own))
        return ERR_TOO_LARGE;
    int rc = free_space_check(app, offer->size);
    return rc == 0 ? free_space_check_files(app) : rc;
}

/* Writes the client's name for limits. False: there is no request, so no client. */
static bool admission_name_client(const struct app *app, const struct intake_offer *offer,
                                  char name_out[CLIENT_IDENTITY_SIZE])
{
    if (offer->exchange != NULL)
        client_identity_name(&app->config, offer->exchange->request, owner_of(offer), name_out);
    return offer->exchange != NULL;
}

static int check_pace(struct app *app, const struct intake_offer *offer)
{
    char client[CLIENT_IDENTITY_SIZE];

    if (!admission_name_client(app, offer, client))
        return 0;
    int64_t wait_ms = creations_take(app->creations, client, clock_mono_ms());
    if (wait_ms == 0)
        return 0;
    offer->exchange->retry_after_s = (int)((wait_ms + 999) / 1000);
    return exchange_fail(offer->exchange, ERR_CREATIONS,
                         "At most %lld a minute (creations_per_client)",
                         (long long)app->config.creations_per_client);
}

/* No exact Retry-After is known: a place becomes free when another of the client's uploads gets
 * bytes or expires. */
static int check_empties(struct app *app, const struct intake_offer *offer, const char *id)
{
    char client[CLIENT_IDENTITY_SIZE];

    if (!admission_name_client(app, offer, client) ||
        empties_take(app->empties, client, id, clock_mono_ms()))
        return 0;
    offer->exchange->retry_after_s = EMPTIES_RETRY_S;
    return exchange_fail(offer->exchange, ERR_CREATIONS,
                         "At most %lld uploads without a byte (empty_uploads_per_client)",
                         (long long)app->config.empty_uploads_per_client);
}

static bool admission_is_set(char *const *list)
{
    return list != NULL && list[0] != NULL;
}

/* Checks the ending of the name as given and as stored on disk, because only one of them may end
 * with ".exe". */
static bool ending_accepted(const struct config *c, const char *name)
{
    char safe[FILENAME_SIZE];

    filename_safe(name, safe);
    if (type_filter_ending(c->deny_extensions, name) ||
        type_filter_ending(c->deny_extensions, safe))
        return false;
    return !admission_is_set(c->allow_extensions) ||
           (type_filter_ending(c->allow_extensions, name) &&
            type_filter_ending(c->allow_extensions, safe));
}

static bool endings_accepted(const struct config *c, const struct intake_offer *offer)
{
    for (size_t i = 0; i < sizeof offer->other_names / sizeof *offer->other_names; i++)
        if (offer->other_names[i] != NULL && !ending_accepted(c, offer->other_names[i]))
            return false;
    return ending_accepted(c, offer->name);
}

static int check_types(const struct config *c, const struct intake_offer *offer)
{
    if (type_filter_type(c->deny_types, offer->type) ||
        (admission_is_set(c->allow_types) && !type_filter_type(c->allow_types, offer->type)))
        return admission_refuse(offer, ERR_TYPE, "Files of this type are not accepted");
    return 0;
}

static void admission_add_member(struct buffer *b, const char *name, const char *value)
{
    buffer_addf(b, "\"%s\":", name);
    if (value == NULL)
        buffer_add_string(b, "null");
    else
        buffer_add_json_string(b, value);
    buffer_add_char(b, ',');
}

static void add_metadata(struct buffer *b, const struct intake_offer *offer)
{
    struct json *metadata = NULL;
    int rc = metadata_make(offer->metadata, offer->fields, &metadata);

    if (rc != 0 && b->err == 0)
        b->err = rc;
    buffer_add_string(b, "\"metadata\":");
    buffer_add_string(b, metadata == NULL ? "null" : json_text(metadata));
    buffer_add_char(b, ',');
    json_free(&metadata);
}

static void make_question(const struct intake_offer *offer, struct buffer *b)
{
    buffer_add_char(b, '{');
    admission_add_member(b, "name", offer->name);
    admission_add_member(b, "type", offer->type);
    admission_add_member(b, "owner", owner_of(offer));
    add_metadata(b, offer);
    buffer_add_string(b, "\"size\":");
    if (offer->size < 0)
        buffer_add_string(b, "null");
    else
        buffer_add_int(b, offer->size);
    buffer_add_string(b, "}\n");
}

static int ask_program(const struct config *c, const struct intake_offer *offer)
{
    char reason[PRE_CREATE_REASON_SIZE];
    struct buffer question;

    if (*c->pre_create == '\0')
        return 0;
    buffer_init(&question, QUESTION_MAX);
    make_question(offer, &question);
    int rc = buffer_error(&question);
    if (rc == 0)
        rc = pre_create_ask(
            c->pre_create,
            &(struct pre_create_question){question.data, question.len, offer->traceparent},
            c->pre_create_timeout_ms, reason);
    buffer_free(&question);
    return rc == ERR_REFUSED ? admission_refuse(offer, rc, reason) : rc;
}

int admission_check_name(const struct app *app, const struct intake_offer *offer)
{
    if (!endings_accepted(&app->config, offer))
        return admission_refuse(offer, ERR_TYPE, "Files with this extension are not accepted");
    return ask_program(&app->config, offer);
}

/* A final upload takes the place of its parts as soon as its size is known. */
static int admission_count_parts(const struct app *app, const struct intake_offer *offer,
                                 struct quota_client c, struct quota_amount *out)
{
    struct upload final;

    *out = (struct quota_amount){0};
    if (offer->concat == NULL || offer->size < 0 ||
        (app->config.quota_bytes == 0 && app->config.quota_uploads == 0))
        return 0;
    upload_init(&final);
    int rc = upload_set(&final.concat, offer->concat);
    if (rc == 0)
        *out = quota_upload_parts(app->store, &final, c);
    upload_free(&final);
    return rc;
}

static int check_quota(struct app *app, const struct intake_offer *offer)
{
    char client[CLIENT_IDENTITY_SIZE];
    bool is_known = admission_name_client(app, offer, client);
    const struct quota_client c = {owner_of(offer), is_known ? client : NULL};
    const struct quota_amount own = {.bytes = offer->size < 0 ? 0 : offer->size, .uploads = 1};
    struct quota_amount parts;
    int rc = admission_count_parts(app, offer, c, &parts);

    return rc == 0 ? quota_replace(app->quota, c, own, parts) : rc;
}

static int check_all(struct app *app, const struct intake_offer *offer)
{
    int rc = check_pace(app, offer);
    if (rc == 0)
        rc = check_size(app, offer);
    /* A client that could not send now is refused before the upload is created. */
    if (rc == 0 && offer->exchange != NULL)
        rc = sender_limits_check(offer->exchange);
    if (rc == 0)
        rc = check_types(&app->config, offer);
    if (rc == 0 && !offer->awaits_name)
        rc = admission_check_name(app, offer);
    if (rc == 0)
        rc = check_quota(app, offer);
    return rc;
}

int admission_check(struct app *app, const struct intake_offer *offer, const char *id)
{
    int rc = check_empties(app, offer, id);

    if (rc != 0)
        return rc;
    rc = check_all(app, offer);
    if (rc != 0)
        empties_leave(app->empties, id);
    return rc;
}
