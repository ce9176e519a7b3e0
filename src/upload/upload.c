/* SPDX-License-Identifier: MIT */
/*
 * Makes, copies and changes records. upload_json.c has their JSON form.
 */
#include "upload/upload.h"

#include "base/buffer.h"
#include "base/upload_key.h"
#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {"upload", "partial", "form"};

const char *upload_kind_name(enum upload_kind kind)
{
    return kind_names[kind];
}

int upload_kind_from_name(const char *name)
{
    for (int i = 0; i < (int)(sizeof kind_names / sizeof kind_names[0]); i++)
        if (strcmp(name, kind_names[i]) == 0)
            return i;
    return -1;
}

void upload_init(struct upload *u)
{
    *u = (struct upload){.size = -1, .pending_from = -1};
}

static void stage_free(struct stage *s)
{
    free(s->name);
    free(s->label);
    free(s->message);
    free(s->kept);
}

static void failure_free(struct failure *f)
{
    free(f->code);
    free(f->message);
    free(f->stage);
    *f = (struct failure){0};
}

void upload_free(struct upload *u)
{
    free(u->name);
    free(u->type);
    free(u->owner);
    free(u->address);
    free(u->metadata);
    free(u->fields);
    free(u->concat);
    free(u->expected);
    free(u->location);
    free(u->message);
    free(u->result);
    free(u->setback);
    failure_free(&u->failure);
    for (size_t i = 0; i < u->stage_count; i++)
        stage_free(&u->stages[i]);
    free(u->stages);
    upload_init(u);
}

int64_t upload_stored(const struct upload *u)
{
    return u->received + u->ahead;
}

bool upload_has_expired(const struct upload *u, int64_t wall_ms)
{
    return u->expires_at != 0 && u->expires_at <= wall_ms;
}

void upload_renew_expiry(struct upload *u, int64_t wall_ms)
{
    int64_t life_ms = u->expire_after_ms, empty_ms = u->expire_empty_after_ms;

    if (upload_stored(u) == 0 && empty_ms > 0 && (life_ms == 0 || empty_ms < life_ms))
        life_ms = empty_ms;
    u->expires_at = life_ms > 0 ? wall_ms + life_ms : 0;
}

int upload_set(char **member, const char *text)
{
    char *copy = NULL;

    if (text != NULL && (copy = strdup(text)) == NULL)
        return ERR_NOMEM;
    free(*member);
    *member = copy;
    return 0;
}

/* Returns the id within the len bytes at url: the end of an upload's URL, or an id alone. NULL if
 * there is neither. */
static const char *id_of_url(const char *url, size_t len)
{
    const char *name = url;

    for (const char *at = url; at < url + len; at++)
        if (*at == '/')
            name = at + 1;
    size_t rest = (size_t)(url + len - name);
    return rest >= ID_LEN && (rest == ID_LEN || name[ID_LEN] == '.') ? name : NULL;
}

int upload_set_concat(struct upload *u, const char *field)
{
    struct buffer kept;

    if (field == NULL || strncmp(field, "final", 5) != 0)
        return upload_set(&u->concat, field);
    buffer_init(&kept, UPLOAD_INFO_MAX);
    buffer_add_string(&kept, "final;");
    const char *at = strchr(field, ';');
    for (at = at == NULL ? "" : at + 1; *at != '\0';) {
        size_t len = strcspn(at, " ");
        const char *id = id_of_url(at, len);
        if (id != NULL && kept.data[kept.len - 1] != ';')
            buffer_add_char(&kept, ' ');
        if (id != NULL)
            buffer_add(&kept, id, ID_LEN);
        at += len + strspn(at + len, " ");
    }
    free(u->concat);
    u->concat = buffer_take(&kept);
    return u->concat == NULL ? ERR_NOMEM : 0;
}

int upload_set_clipped(char **member, const char *text, size_t max_bytes)
{
    if (text == NULL)
        return upload_set(member, NULL);

    size_t len = strnlen(text, max_bytes + 1);
    if (len > max_bytes) {
        len = max_bytes;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    char *copy = strndup(text, len);
    if (copy == NULL)
        return ERR_NOMEM;
    free(*member);
    *member = copy;
    return 0;
}

int upload_set_message(char **member, const char *text)
{
    int rc = upload_set_clipped(member, text, UPLOAD_MESSAGE_MAX);

    if (rc != 0 || *member == NULL)
        return rc;
    bool valid = utf8_valid(*member, strlen(*member));
    for (char *c = *member; *c != '\0'; c++) {
        if (!valid && (unsigned char)*c >= 0x80)
            *c = '?';
        else if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
    }
    upload_key_mask(*member);
    return 0;
}

int upload_add_stage(struct upload *u, const char *name, const char *label, int weight)
{
    if (u->stage_count == UPLOAD_STAGES_MAX)
        return ERR_BOUND;
    struct stage *stages = realloc(u->stages, (u->stage_count + 1) * sizeof *stages);
    if (stages == NULL)
        return ERR_NOMEM;
    u->stages = stages;

    struct stage *s = &stages[u->stage_count];
    *s = (struct stage){.weight = weight, .state = STAGE_WAITING, .progress = -1};
    if (upload_set(&s->name, name) != 0 || upload_set(&s->label, label) != 0) {
        stage_free(s);
        return ERR_NOMEM;
    }
    u->stage_count++;
    return 0;
}

int upload_add_first_stage(struct upload *u, const char *name, const char *label, int weight)
{
    int rc = upload_add_stage(u, name, label, weight);

    if (rc != 0)
        return rc;
    struct stage added = u->stages[u->stage_count - 1];
    memmove(u->stages + 1, u->stages, (u->stage_count - 1) * sizeof added);
    u->stages[0] = added;
    return 0;
}

void upload_drop_stages(struct upload *u, size_t count)
{
    while (u->stage_count > count)
        stage_free(&u->stages[--u->stage_count]);
}

struct stage *upload_find_stage(struct upload *u, const char *name)
{
    for (size_t i = 0; i < u->stage_count; i++) {
        if (strcmp(u->stages[i].name, name) == 0)
            return &u->stages[i];
    }
    return NULL;
}

void upload_set_stage_message(struct upload *u, struct stage *stage, const char *message)
{
    char text[UPLOAD_MESSAGE_MAX + 1];

    (void)upload_set_message(&stage->message, message);
    (void)snprintf(text, sizeof text, "%s%s%s", stage->label ? stage->label : stage->name,
                   stage->message ? ": " : "", stage->message ? stage->message : "");
    (void)upload_set_message(&u->message, text);
}

int upload_set_setback(struct upload *u, const struct stage *stage, const char *code)
{
    char text[UPLOAD_MESSAGE_MAX + 1];

    (void)snprintf(text, sizeof text, "%s %s", code != NULL ? code : "", stage->name);
    return upload_set(&u->setback, code != NULL ? text : NULL);
}

int upload_set_kept(struct upload *u, struct stage *stage, const char *text)
{
    size_t bytes = text != NULL ? strlen(text) : 0;

    for (size_t i = 0; i < u->stage_count; i++)
        if (&u->stages[i] != stage && u->stages[i].kept != NULL)
            bytes += strlen(u->stages[i].kept);
    return bytes > UPLOAD_KEPT_MAX ? ERR_BOUND : upload_set(&stage->kept, text);
}

int upload_fail_stage(struct upload *u, struct stage *stage, const struct stage_failure *f,
                      int64_t wall_ms)
{
    stage->state = STAGE_FAILED;
    stage->ended_at = wall_ms;
    (void)upload_set_message(&stage->message, f->message);
    (void)upload_set_setback(u, stage, f->code);
    if (!f->required)
        return 0;
    for (struct stage *s = stage + 1; s < u->stages + u->stage_count; s++)
        s->state = STAGE_SKIPPED;
    return upload_set_failure(u, f->code, f->message, stage->name, error_status(ERR_STAGE),
                              f->retryable);
}

static int copy_stages(const struct upload *from, struct upload *to)
{
    for (size_t i = 0; i < from->stage_count; i++) {
        const struct stage *s = &from->stages[i];
        int rc = upload_add_stage(to, s->name, s->label, s->weight);
        if (rc != 0)
            return rc;
        struct stage *t = &to->stages[i];
        t->state = s->state;
        t->progress = s->progress;
        t->tries = s->tries;
        t->started_at = s->started_at;
        t->ended_at = s->ended_at;
        if (upload_set(&t->message, s->message) != 0 || upload_set(&t->kept, s->kept) != 0)
            return ERR_NOMEM;
    }
    return 0;
}

static int copy_failure(const struct failure *from, struct failure *to)
{
    to->status = from->status;
    to->retryable = from->retryable;
    if (upload_set(&to->code, from->code) != 0 || upload_set(&to->message, from->message) != 0)
        return ERR_NOMEM;
    return upload_set(&to->stage, from->stage);
}

int upload_copy(const struct upload *from, struct upload *to_out)
{
    struct upload to = *from;

    to.name = to.type = to.owner = to.address = to.metadata = to.fields = NULL;
    to.concat = to.expected = to.location = to.message = to.result = to.setback = NULL;
    to.failure = (struct failure){0};
    to.stages = NULL;
    to.stage_count = 0;
    if (upload_set(&to.name, from->name) != 0 || upload_set(&to.type, from->type) != 0 ||
        upload_set(&to.owner, from->owner) != 0 || upload_set(&to.address, from->address) != 0 ||
        upload_set(&to.metadata, from->metadata) != 0 ||
        upload_set(&to.fields, from->fields) != 0 || upload_set(&to.concat, from->concat) != 0 ||
        upload_set(&to.expected, from->expected) != 0 ||
        upload_set(&to.location, from->location) != 0 ||
        upload_set(&to.message, from->message) != 0 || upload_set(&to.result, from->result) != 0 ||
        upload_set(&to.setback, from->setback) != 0 ||
        copy_failure(&from->failure, &to.failure) != 0 || copy_stages(from, &to) != 0) {
        upload_free(&to);
        *to_out = to;
        return ERR_NOMEM;
    }
    *to_out = to;
    return 0;
}

int upload_set_failure(struct upload *u, const char *code, const char *message, const char *stage,
                       int status, bool retryable)
{
    u->failure.status = status;
    u->failure.retryable = retryable;
    if (upload_set(&u->failure.code, code) != 0 || upload_set(&u->failure.stage, stage) != 0)
        return ERR_NOMEM;
    return upload_set_message(&u->failure.message, message);
}

void upload_clear_failure(struct upload *u)
{
    failure_free(&u->failure);
}

int upload_set_result(struct upload *u, const char *name, const char *value)
{
    struct json *object = NULL;
    int rc = ERR_NOMEM;

    if (u->result != NULL)
        rc = json_parse(u->result, strlen(u->result), 8, &object);
    else if ((object = json_new_object()) != NULL)
        rc = 0;
    if (rc == 0)
        rc = json_set_string(object, name, value);
    if (rc == 0)
        rc = upload_set(&u->result, json_text(object));
    json_free(&object);
    return rc;
}

bool upload_awaits_assembly(const struct upload *u)
{
    return !u->complete && u->state != STATE_CREATED && u->state != STATE_UPLOADING &&
           u->stage_count > 0 && strcmp(u->stages[0].name, ASSEMBLY_STAGE) == 0;
}
