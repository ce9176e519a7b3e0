/* SPDX-License-Identifier: MIT */
/*
 * Parses requests and makes messages. Unknown members of a request are ignored, so that a newer
 * client can talk to an older relay.
 */
#include "ws/fanout/protocol.h"

#include "base/error.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 4
#define MESSAGE_MAX 1024 /* bytes of a message made here */

static const char *const verbs[] = {
    [PROTOCOL_WATCH] = "watch",
    [PROTOCOL_UNWATCH] = "unwatch",
    [PROTOCOL_PING] = "ping",
    [PROTOCOL_AUTH] = "auth",
};

#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

static int protocol_mistake(struct protocol_request *r, const char *text)
{
    r->mistake = text;
    return ERR_BAD_REQUEST;
}

static int read_ref(const struct json *j, struct protocol_request *r)
{
    const struct json *ref = json_member(j, "ref");

    if (ref == NULL || json_kind(ref) == JSON_NULL)
        return 0;
    if (json_kind(ref) != JSON_INT)
        return protocol_mistake(r, "\"ref\" must be a whole number.");
    r->ref = (struct protocol_ref){true, json_get_int(j, "ref", 0)};
    return 0;
}

static int read_verb(const struct json *j, struct protocol_request *r)
{
    const char *name = json_get_string(j, "do", "");

    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (strcmp(name, verbs[i]) == 0) {
            r->verb = (enum protocol_verb)i;
            return 0;
        }
    }
    return protocol_mistake(r, "\"do\" must be watch, unwatch, ping or auth.");
}

static int take_id(struct protocol_request *r, const char *id)
{
    if (!id_valid(id))
        return protocol_mistake(r, "An id must be the 32 lower-case hex digits of an upload.");
    memcpy(r->ids[r->id_count++], id, ID_SIZE);
    return 0;
}

/* Reads "ids", a list, or "id". */
static int protocol_read_ids(const struct json *j, struct protocol_request *r)
{
    const struct json *list = json_member(j, "ids");
    size_t count = list == NULL ? 1 : json_count(list);

    if (list != NULL && (json_kind(list) != JSON_ARRAY || count == 0))
        return protocol_mistake(r, "\"ids\" must be a list of ids.");
    r->ids = calloc(count, sizeof *r->ids);
    if (r->ids == NULL)
        return ERR_NOMEM;
    if (list == NULL)
        return take_id(r, json_get_string(j, "id", ""));
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const char *id = json_string(json_item(list, i));
        rc = take_id(r, id != NULL ? id : "");
    }
    return rc;
}

static int protocol_read_scope(const struct json *j, struct protocol_request *r)
{
    const char *owner = json_get_string(j, "owner", NULL);

    if (r->verb != PROTOCOL_WATCH && r->verb != PROTOCOL_UNWATCH)
        return 0;
    if (owner != NULL) {
        r->scope = PROTOCOL_OWNED;
        return strcmp(owner, "me") == 0 ? 0 : protocol_mistake(r, "\"owner\" must be \"me\".");
    }
    if (json_member(j, "all") != NULL) {
        r->scope = PROTOCOL_ALL;
        return json_get_bool(j, "all", false) ? 0 : protocol_mistake(r, "\"all\" must be true.");
    }
    if (json_member(j, "site") != NULL) {
        r->scope = PROTOCOL_SITE;
        return json_get_bool(j, "site", false) ? 0 : protocol_mistake(r, "\"site\" must be true.");
    }
    return protocol_read_ids(j, r);
}

static int protocol_read_token(const struct json *j, struct protocol_request *r)
{
    const char *token = json_get_string(j, "token", NULL);

    if (r->verb != PROTOCOL_AUTH || token == NULL)
        return 0;
    r->token = strdup(token);
    return r->token != NULL ? 0 : ERR_NOMEM;
}

int protocol_parse(const char *text, size_t len, struct protocol_request *out)
{
    struct json *j = NULL;

    *out = (struct protocol_request){0};
    int rc = json_parse(text, len, DEPTH_MAX, &j);
    if (rc == 0 && json_kind(j) != JSON_OBJECT)
        rc = ERR_SYNTAX;
    if (rc == 0)
        rc = read_ref(j, out);
    if (rc == 0)
        rc = read_verb(j, out);
    if (rc == 0)
        rc = protocol_read_scope(j, out);
    if (rc == 0)
        rc = protocol_read_token(j, out);
    json_free(&j);
    return rc;
}

void protocol_request_free(struct protocol_request *r)
{
    free(r->ids);
    free(r->token);
    r->ids = NULL;
    r->token = NULL;
    r->id_count = 0;
}

static struct buffer protocol_begin(const char *event)
{
    struct buffer b;

    buffer_init(&b, MESSAGE_MAX);
    buffer_addf(&b, "{\"event\":\"%s\"", event);
    return b;
}

static struct message *protocol_end(struct buffer *b, const char *event, const char *id, int err)
{
    struct message_about about = {.event = event, .err = err};

    buffer_add_char(b, '}');
    struct message *m = message_from_buffer(b);
    if (m == NULL)
        return NULL;
    if (id != NULL)
        memcpy(about.id, id, ID_SIZE);
    message_describe(m, &about);
    return m;
}

static void protocol_add_name(struct buffer *b, const char *name)
{
    buffer_addf(b, ",\"%s\":", name);
}

static void add_string(struct buffer *b, const char *name, const char *value)
{
    protocol_add_name(b, name);
    buffer_add_json_string(b, value);
}

static void add_int(struct buffer *b, const char *name, int64_t value)
{
    protocol_add_name(b, name);
    buffer_add_int(b, value);
}

static void add_ref(struct buffer *b, struct protocol_ref ref)
{
    if (ref.given) {
        add_int(b, "ref", ref.number);
        return;
    }
    protocol_add_name(b, "ref");
    buffer_add_string(b, "null");
}

struct message *protocol_welcome(const char *session, int64_t beat_ms)
{
    struct buffer b = protocol_begin("welcome");

    add_string(&b, "protocol", PROTOCOL_NAME);
    add_int(&b, "beat_ms", beat_ms);
    add_string(&b, "session", session);
    return protocol_end(&b, "welcome", NULL, 0);
}

struct message *protocol_watching(struct protocol_ref ref, const char *id)
{
    struct buffer b = protocol_begin("watching");

    add_ref(&b, ref);
    add_string(&b, "id", id);
    return protocol_end(&b, "watching", id, 0);
}

struct message *protocol_watching_scope(struct protocol_ref ref, enum protocol_scope scope)
{
    struct buffer b = protocol_begin("watching");

    add_ref(&b, ref);
    buffer_add_string(&b, scope == PROTOCOL_OWNED ? ",\"owner\":\"me\""
                          : scope == PROTOCOL_ALL ? ",\"all\":true"
                                                  : ",\"site\":true");
    return protocol_end(&b, "watching", NULL, 0);
}

static struct message *about_id(const char *event, const char *id)
{
    struct buffer b = protocol_begin(event);

    add_string(&b, "id", id);
    return protocol_end(&b, event, id, 0);
}

struct message *protocol_gone(const char *id)
{
    return about_id("gone", id);
}

struct message *protocol_stale(const char *id)
{
    return about_id("stale", id);
}

struct message *protocol_beat(int64_t at_ms, struct protocol_ref ref)
{
    struct buffer b = protocol_begin("beat");

    add_int(&b, "at", at_ms);
    if (ref.given)
        add_ref(&b, ref);
    return protocol_end(&b, ref.given ? "answer" : "beat", NULL, 0);
}

struct message *protocol_bye(const char *code, int64_t reconnect_after_ms)
{
    struct buffer b = protocol_begin("bye");

    add_string(&b, "code", code);
    add_int(&b, "reconnect_after_ms", reconnect_after_ms);
    return protocol_end(&b, "bye", NULL, 0);
}

/* Whether a retry of the request may succeed later. */
static bool protocol_is_passing(int err)
{
    return err == ERR_REDIS || err == ERR_NOMEM;
}

struct message *protocol_error(struct protocol_ref ref, int err, const char *text)
{
    struct buffer b = protocol_begin("error");

    add_ref(&b, ref);
    add_string(&b, "code", error_code(err));
    add_string(&b, "message", text != NULL ? text : error_text(err));
    protocol_add_name(&b, "retry");
    buffer_add_string(&b, protocol_is_passing(err) ? "true" : "false");
    return protocol_end(&b, "error", NULL, err);
}
