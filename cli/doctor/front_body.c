/* SPDX-License-Identifier: MIT */
/*
 * Checks how the body of a PATCH arrives. The doctor sends half of a body: if progress shows it
 * before the rest is sent, the server streams. Then it sends bodies as large as clients will send,
 * and smaller ones if those are refused.
 */
#include "cli/doctor/front_end.h"

#include "cli/common/terminal.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define KIB (INT64_C(1) << 10)
#define MIB (INT64_C(1) << 20)
#define GIB (INT64_C(1) << 30)
#define HELD_BODY (128 * KIB) /* within every server's default limit */
#define LOOK_MS 3000          /* for the half to become visible */
#define LOOK_EVERY_MS 50
#define WHOLE_MAX (8 * MIB) /* longer bodies are started, but not finished */
#define BEGUN (MIB)         /* bytes that are sent of them, */
#define PIECE (64 * KIB)    /* in pieces, so that a refusal can arrive in between */
#define PIECE_EVERY_MS 100
#define LEAST (64 * KIB) /* clients send no smaller ones */
#define CHUNK_GOOD (8 * MIB)
#define DEPTH_MAX 8

/* One PATCH. */
struct sending {
    struct front *front;
    const struct trial *trial;
    int64_t length;    /* announced length */
    int64_t stop;      /* aborted after so many bytes; beyond length: never */
    int64_t held_at;   /* where progress is checked; 0: nowhere */
    int64_t given;     /* bytes sent */
    bool paced;        /* with pauses */
    bool seen, looked; /* while the body was held: progress was seen, and checked */
};

static int64_t ask_received(struct front *f, const struct trial *t)
{
    char url[FRONT_URL_MAX];
    struct http_answer a;
    struct json *o = NULL;
    int64_t received = 0;

    front_url(f, f->doctor->config->progress_path, t->id, url);
    const struct http_request r = {.method = "GET", .url = url};
    (void)front_ask(f, f->meanwhile, &r, &a);
    if (a.status == 200 && json_parse(buffer_text(&a.body), a.body.len, DEPTH_MAX, &o) == 0)
        received = json_get_int(o, "received", 0);
    json_free(&o);
    http_answer_free(&a);
    return received;
}

static void front_body_look(struct sending *s)
{
    int64_t end_ms = clock_mono_ms() + LOOK_MS;

    s->looked = true;
    while (!s->seen && clock_mono_ms() < end_ms) {
        s->seen = ask_received(s->front, s->trial) > s->trial->offset;
        if (!s->seen)
            clock_pause_ms(LOOK_EVERY_MS);
    }
}

/* Gives zeros. When it is called, libcurl has sent all earlier bytes. */
static size_t front_body_give(void *arg, char *bytes, size_t room)
{
    struct sending *s = arg;
    int64_t end = s->length;

    if (s->held_at > 0 && s->given == s->held_at && !s->looked)
        front_body_look(s);
    if (s->held_at > 0 && !s->looked)
        end = s->held_at;
    if (s->given >= s->stop)
        return HTTP_READ_FAILED;
    if (s->paced && s->given > 0)
        clock_pause_ms(PIECE_EVERY_MS);
    int64_t n = end - s->given < PIECE ? end - s->given : PIECE;
    if ((size_t)n > room)
        n = (int64_t)room;
    memset(bytes, 0, (size_t)n);
    s->given += n;
    return (size_t)n;
}

/* Sends the body. Returns true if upload.fcgi answered, or we aborted before any refusal. */
static bool send_body(struct sending *s, struct http_answer *answer_out)
{
    char offset[48];
    const char *const headers[] = {"Tus-Resumable: 1.0.0",
                                   "Content-Type: application/offset+octet-stream",
                                   "Expect:", offset, NULL};

    (void)snprintf(offset, sizeof offset, "Upload-Offset: %" PRId64, s->trial->offset);
    const struct http_request r = {.method = "PATCH",
                                   .url = s->trial->url,
                                   .headers = headers,
                                   .body_bytes = s->length,
                                   .read = front_body_give,
                                   .arg = s};
    int rc = front_ask(s->front, s->front->http, &r, answer_out);
    return answer_out->status == 204 || front_is_ours(answer_out) ||
           (rc == ERR_INTERRUPTED && answer_out->status == 0);
}

/* --- streaming --- */

static void report_buffering(struct front *f)
{
    char chunk[TERMINAL_NUMBER_SIZE];
    struct check_report *to = &f->doctor->report;
    bool by_chunks = f->chunk_size > 0 && f->chunk_size <= CHUNK_GOOD;
    bool could_stream = f->server == ADVICE_LIGHTTPD || f->server == ADVICE_NGINX;

    (void)terminal_size(f->chunk_size, chunk);
    if (!by_chunks)
        check_report_fail(to, "streaming", front_advice(f, ADVICE_STREAM),
                          "%s buffers the whole body before upload.fcgi gets a byte: there is no "
                          "progress",
                          f->server_name);
    else if (could_stream)
        check_report_warn(to, "streaming", front_advice(f, ADVICE_STREAM),
                          "%s buffers each request: progress advances by %s (chunk_size)",
                          f->server_name, chunk);
    else
        check_report_ok("streaming",
                        "the web server buffers each request: progress advances by %s (chunk_size)",
                        chunk);
}

static bool is_size_refusal(const struct http_answer *a)
{
    return (a->status == 413 || a->status == 500) && !front_is_ours(a);
}

/* Returns false if no PATCH passes. */
static bool check_streaming(struct front *f, struct trial *t)
{
    int64_t length = f->chunk_size > 0 && f->chunk_size < HELD_BODY ? f->chunk_size : HELD_BODY;
    struct sending s = {
        .front = f, .trial = t, .length = length, .stop = INT64_MAX, .held_at = length / 2};
    struct check_report *to = &f->doctor->report;
    char said[HTTP_FAILURE_SIZE];
    struct http_answer a;
    bool passes = send_body(&s, &a);

    (void)front_said(&a, said);
    if (a.status == 204) {
        check_report_ok("PATCH", "passes");
        if (s.seen)
            check_report_ok("streaming", "bytes reach upload.fcgi as they arrive");
        else if (!f->doctor->redis_tells)
            check_report_skip("streaming",
                              "progress is needed to check this: see the lines about Redis above");
        else
            report_buffering(f);
    } else if (passes) {
        check_report_fail(to, "PATCH", "see the log of upload.fcgi", "upload.fcgi refuses it: %s",
                          said);
    } else if (!is_size_refusal(&a)) {
        check_report_fail(to, "PATCH", front_advice_for(f, &a, FRONT_UPLOADS, ADVICE_METHODS),
                          "PATCH does not reach upload.fcgi: %s", said);
    }
    bool goes_on = a.status == 204 || is_size_refusal(&a);
    http_answer_free(&a);
    return goes_on;
}

/* --- sizes --- */

/* Returns the largest body that clients may send, up to 2 GiB. */
static int64_t largest_body(const struct front *f)
{
    if (f->chunk_size > 0)
        return f->chunk_size;
    return f->doctor->config->max_size > 0 && f->doctor->config->max_size < 2 * GIB
               ? f->doctor->config->max_size
               : 2 * GIB;
}

static bool try_size(struct front *f, struct trial *t, int64_t length, char said[HTTP_FAILURE_SIZE])
{
    bool whole = length <= WHOLE_MAX;
    struct sending s = {.front = f,
                        .trial = t,
                        .length = length,
                        .stop = whole ? INT64_MAX : BEGUN,
                        .paced = !whole};
    struct http_answer a;

    /* If HEAD does not pass, the refusal of the body shows the offset. */
    (void)front_head(f, t);
    bool passes = send_body(&s, &a);
    (void)front_said(&a, said);
    http_answer_free(&a);
    return passes;
}

/* Returns the largest body that passes, by halving; 0: none. */
static int64_t find_passing(struct front *f, struct trial *t, int64_t refused)
{
    char said[HTTP_FAILURE_SIZE];
    int64_t size = LEAST;

    while (size * 2 < refused && size < MIB)
        size *= 2;
    while (size >= LEAST && !try_size(f, t, size, said))
        size /= 2;
    return size >= LEAST ? size : 0;
}

static void check_sizes(struct front *f, struct trial *t)
{
    char size[TERMINAL_NUMBER_SIZE], other[TERMINAL_NUMBER_SIZE], said[HTTP_FAILURE_SIZE];
    int64_t length = largest_body(f);

    (void)terminal_size(length, size);
    if (try_size(f, t, length, said)) {
        check_report_ok("body-size",
                        length <= WHOLE_MAX ? "%s pass" : "%s are not refused when they begin",
                        size);
        return;
    }
    int64_t passing = find_passing(f, t, length);
    (void)terminal_size(passing, other);
    check_report_fail(&f->doctor->report, "body-size", front_advice(f, ADVICE_SIZE),
                      "a body of %s is refused by %s: %s; %s pass%s", size, f->server_name, said,
                      passing > 0 ? other : "not even 64 KiB", passing > 0 ? "" : "es");
}

void front_examine_body(struct front *f, struct trial *t)
{
    if (check_streaming(f, t))
        check_sizes(f, t);
}
