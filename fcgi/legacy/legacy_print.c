/* SPDX-License-Identifier: MIT */
/*
 * The formats byte for byte: a page's parser may depend on every space below.
 */
#include "fcgi/legacy/legacy_view.h"

typedef long long ll;

#define CENTURY_S (100LL * 365 * 24 * 60 * 60)

void legacy_print_nginx(const struct legacy_view *v, struct buffer *out)
{
    switch (v->state) {
    case LEGACY_STARTING:
        buffer_add_string(out, "{ \"state\" : \"starting\" }");
        break;
    case LEGACY_ERROR:
        buffer_addf(out, "{ \"state\" : \"error\", \"status\" : %lld }", (ll)v->status);
        break;
    case LEGACY_DONE:
        buffer_add_string(out, "{ \"state\" : \"done\" }");
        break;
    case LEGACY_UPLOADING:
        buffer_addf(out, "{ \"state\" : \"uploading\", \"received\" : %lld, \"size\" : %lld }",
                    (ll)v->received, (ll)v->size);
    }
}

void legacy_print_nginx_java(const struct legacy_view *v, struct buffer *out)
{
    buffer_add_string(out, "new Object(");
    switch (v->state) {
    case LEGACY_STARTING:
        buffer_add_string(out, "{ 'state' : 'starting' }");
        break;
    case LEGACY_ERROR:
        buffer_addf(out, "{ 'state' : 'error', 'status' : %lld }", (ll)v->status);
        break;
    case LEGACY_DONE:
        buffer_add_string(out, "{ 'state' : 'done' }");
        break;
    case LEGACY_UPLOADING:
        buffer_addf(out, "{ 'state' : 'uploading', 'received' : %lld, 'size' : %lld }",
                    (ll)v->received, (ll)v->size);
    }
    buffer_add_char(out, ')');
}

/* Average in bytes per second; at least 1 once a byte has arrived. */
static int64_t speed(int64_t bytes, int64_t seconds)
{
    int64_t rate = bytes / (seconds > 0 ? seconds : 1);

    return bytes > 0 && rate == 0 ? 1 : rate;
}

/* Estimated seconds until the last byte, at most a century; 0 if unknown, or if more bytes arrived
 * than announced. */
static int64_t seconds_left(const struct legacy_view *v, int64_t rate)
{
    int64_t left = v->size - v->received;
    int64_t seconds = rate > 0 && left > 0 ? left / rate : 0;

    return seconds < CENTURY_S ? seconds : CENTURY_S;
}

void legacy_print_apache(const struct legacy_view *v, struct buffer *out)
{
    int64_t rate = speed(v->received, v->now - v->started_at);

    if (v->state == LEGACY_STARTING || (v->state == LEGACY_UPLOADING && v->received == 0)) {
        buffer_addf(out, "{ \"state\" : \"starting\", \"uuid\" : \"%s\" }", v->alias);
    } else if (v->state == LEGACY_ERROR) {
        buffer_addf(out, "{ \"state\": \"error\", \"status\": %lld, \"uuid\": \"%s\" }",
                    (ll)v->status, v->alias);
    } else if (v->state == LEGACY_DONE) {
        buffer_addf(out,
                    "{ \"state\": \"done\", \"size\": %lld, \"speed\": %lld, \"started_at\": %lld, "
                    "\"completed_at\": %lld, \"uuid\": \"%s\" }",
                    (ll)v->size, (ll)speed(v->size, v->ended_at - v->started_at), (ll)v->started_at,
                    (ll)v->ended_at, v->alias);
    } else {
        buffer_addf(out,
                    "{ \"state\": \"uploading\", \"received\": %lld, \"size\": %lld, "
                    "\"speed\": %lld, \"started_at\": %lld, \"eta\": %lld, \"uuid\": \"%s\" }",
                    (ll)v->received, (ll)v->size, (ll)rate, (ll)v->started_at,
                    (ll)(v->now + seconds_left(v, rate)), v->alias);
    }
}

void legacy_print_lighttpd(const struct legacy_view *v, struct buffer *out)
{
    if (v->state == LEGACY_UPLOADING)
        buffer_addf(out,
                    "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>"
                    "<upload><size>%lld</size><received>%lld</received></upload>",
                    (ll)v->size, (ll)v->received);
    else
        buffer_add_string(out, "not in progress");
}

/* The contents of $_SESSION, as json_encode() writes them. */
void legacy_print_php(const struct legacy_view *v, struct buffer *out)
{
    bool done = v->state == LEGACY_DONE;

    if (v->state == LEGACY_STARTING && v->started_at == 0) {
        buffer_add_string(out, "null");
        return;
    }
    buffer_addf(out,
                "{\"start_time\":%lld,\"content_length\":%lld,\"bytes_processed\":%lld,"
                "\"done\":%s,\"files\":[",
                (ll)v->started_at, (ll)v->size, (ll)v->received, done ? "true" : "false");
    for (size_t i = 0; i < v->file_count; i++) {
        const struct legacy_file *f = &v->files[i];
        buffer_add_string(out, i > 0 ? ",{\"field_name\":" : "{\"field_name\":");
        buffer_add_json_string(out, f->field);
        buffer_add_string(out, ",\"name\":");
        buffer_add_json_string(out, f->name);
        buffer_addf(out,
                    ",\"tmp_name\":null,\"error\":0,\"done\":%s,\"start_time\":%lld,"
                    "\"bytes_processed\":%lld}",
                    f->done ? "true" : "false", (ll)f->started_at, (ll)f->received);
    }
    buffer_add_string(out, "]}");
}

/* The extension writes numbers as strings and reports one file: the one being received. */
void legacy_print_pecl(const struct legacy_view *v, struct buffer *out)
{
    const struct legacy_file none = {.field = "", .name = ""};
    const struct legacy_file *f = v->file_count > 0 ? &v->files[v->file_count - 1] : &none;
    int64_t rate = speed(v->received, v->now - v->started_at), whole = 0;

    if (v->state != LEGACY_UPLOADING) {
        buffer_add_string(out, "null");
        return;
    }
    for (size_t i = 0; i < v->file_count; i++)
        whole += v->files[i].done ? 1 : 0;
    buffer_add_string(out, "{\"upload_id\":");
    buffer_add_json_string(out, v->alias);
    buffer_add_string(out, ",\"fieldname\":");
    buffer_add_json_string(out, f->field);
    buffer_add_string(out, ",\"filename\":");
    buffer_add_json_string(out, f->name);
    buffer_addf(out,
                ",\"time_start\":\"%lld\",\"time_last\":\"%lld\",\"speed_average\":\"%lld\","
                "\"speed_last\":\"%lld\",\"bytes_uploaded\":\"%lld\",\"bytes_total\":\"%lld\","
                "\"files_uploaded\":\"%lld\",\"est_sec\":\"%lld\"}",
                (ll)v->started_at, (ll)v->ended_at, (ll)rate, (ll)v->rate, (ll)v->received,
                (ll)v->size, (ll)whole, (ll)seconds_left(v, rate));
}
