/* SPDX-License-Identifier: MIT */
/*
 * Makes the bodies and ids of webhooks. The ids contain no dots, because dots separate the parts of
 * the signed text. The words before an upload's id are not hexadecimal digits, so that ids of
 * different events and stages differ.
 */
#include "webhook/webhook_event.h"

#include "base/error.h"
#include "base/json.h"
#include "upload/metadata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEPTH 12

static bool webhook_event_is_listed(char *const *list, const char *name)
{
    for (; list != NULL && *list != NULL; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

bool event_concerns(enum event e, const struct config_stage *settings, const struct upload *u)
{
    const char *failed = e == EVENT_FAILED ? u->failure.stage : NULL;

    return strcmp(settings->kind, "notify") == 0 &&
           webhook_event_is_listed(settings->notify_events, event_name(e)) &&
           (failed == NULL || strcmp(failed, settings->name) != 0);
}

void event_make_id(enum event e, const struct upload *u, const char *stage,
                   char id_out[EVENT_ID_SIZE])
{
    const char *word = e == EVENT_PROCESSED ? "" : event_name(e);

    (void)snprintf(id_out, EVENT_ID_SIZE, "msg_%s%s%s_%s_%d", word, *word != '\0' ? "_" : "", u->id,
                   stage, u->attempts_before);
}

/* --- the document --- */

static void print_time(int64_t wall_ms, char *out, size_t size)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm utc;

    if (gmtime_r(&seconds, &utc) == NULL || strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        *out = '\0';
}

static int set_json(struct json *to, const char *name, const char *text)
{
    struct json *value = NULL;

    if (text == NULL)
        return json_set_null(to, name);
    int rc = json_parse(text, strlen(text), DEPTH, &value);
    return rc != 0 ? rc : json_set(to, name, value);
}

static int set_metadata(struct json *to, const struct upload *u)
{
    struct json *metadata = NULL;
    int rc = metadata_make(u->metadata, u->fields, &metadata);

    if (rc != 0)
        return rc;
    return metadata == NULL ? json_set_null(to, "metadata") : json_set(to, "metadata", metadata);
}

static int set_failure(struct json *to, const struct failure *f)
{
    struct json *o = json_new_object();

    if (o == NULL)
        return ERR_NOMEM;
    int rc = json_set_string(o, "code", f->code);
    rc |= json_set_string(o, "message", f->message);
    rc |= json_set_string(o, "stage", f->stage);
    rc |= json_set(to, "failure", o);
    return rc;
}

static struct json *make_data(enum event e, const struct upload *u, const struct event_links *links)
{
    struct json *data = json_new_object();

    if (data == NULL)
        return NULL;
    int rc = json_set_string(data, "id", u->id);
    rc |= json_set_string(data, "name", u->name);
    rc |= json_set_string(data, "type", u->type);
    rc |= u->size < 0 ? json_set_null(data, "size") : json_set_int(data, "size", u->size);
    rc |= json_set_string(data, "owner", u->owner);
    rc |= set_metadata(data, u);
    rc |= json_set_int(data, "created_at", u->created_at);
    rc |= set_json(data, "result", u->result);
    rc |= json_set_string(data, "url", links->url);
    rc |= json_set_string(data, "progress_url", links->progress_url);
    if (e == EVENT_FAILED)
        rc |= set_failure(data, &u->failure);
    if (rc != 0)
        json_free(&data);
    return data;
}

char *event_body(enum event e, const struct upload *u, int64_t at_ms,
                 const struct event_links *links)
{
    struct json *o = json_new_object();
    char type[32], when[32], *text = NULL;

    if (o == NULL)
        return NULL;
    (void)snprintf(type, sizeof type, "upload.%s", event_name(e));
    print_time(at_ms, when, sizeof when);
    int rc = json_set_string(o, "type", type);
    rc |= json_set_string(o, "timestamp", when);
    struct json *data = make_data(e, u, links);
    rc |= data == NULL ? ERR_NOMEM : json_set(o, "data", data);
    if (rc == 0)
        text = strdup(json_text(o));
    json_free(&o);
    return text;
}
